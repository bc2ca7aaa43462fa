package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.deploy.standalone.TestStack.Server;

/** Two consoles on one database, under load, also while PostgreSQL is killed. */
class TwoConsolesIT {
  private static final int PEOPLE = 5;
  private static final int WRITERS = 3;
  private static final int ROUNDS = 25;

  @TempDir Path folder;
  private final List<TestConsole> consoles = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    PostgresAccess.Database database = TestStack.shared().postgres().newDatabase();
    for (String name : List.of("one", "two")) {
      Path own = Files.createDirectories(folder.resolve(name));
      TestConsole console = new TestConsole(own, database);
      if (!consoles.isEmpty()) {
        console.likeThatOf(folder.resolve("one"));
      }
      consoles.add(console.start());
    }
  }

  @AfterEach
  void stop() {
    consoles.forEach(TestConsole::close);
  }

  @Test
  void nothingIsLostBetweenThem() throws Exception {
    AtomicInteger done = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    write(
        (client, writer, round) -> {
          String path = "/people/p" + (writer + round) % PEOPLE;
          ApiClient.Answer before = client.get(path);
          long version = before.status() == 404 ? 0 : before.json().path("version").asLong();
          ApiClient.Answer answer = client.put(path, version, person("甲" + writer, round % 3));
          assertThat(answer.status()).as(answer.text()).isIn(200, 409);
          (answer.status() == 200 ? done : refused).incrementAndGet();
        },
        ROUNDS);
    assertThat(done.get() + refused.get()).isEqualTo(2 * WRITERS * ROUNDS);
    assertThat(done.get()).isPositive();
    assertThat(number("SELECT sum(version) FROM policy_objects WHERE type = 'person'"))
        .as("each write that was answered counts once")
        .isEqualTo(done.get());
    assertThat(number("SELECT count(*) FROM policy_history WHERE type = 'person'"))
        .isEqualTo(done.get());
    assertIntact();
  }

  @Test
  void postgresqlKilledUnderLoadLosesNothingThatWasAnswered() throws Exception {
    List<String> answered = java.util.Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger away = new AtomicInteger();
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () ->
                write(
                    (client, writer, round) -> {
                      if (stop.get()) {
                        return;
                      }
                      String id = "w" + writer + "-" + round;
                      ApiClient.Answer answer = client.put("/people/" + id, 0, person("乙", 1));
                      if (answer.status() == 200) {
                        answered.add(id);
                      } else {
                        assertThat(answer.status()).as(answer.text()).isIn(503, 401);
                        away.incrementAndGet();
                      }
                    },
                    100_000));
    await().atMost(Duration.ofSeconds(30)).until(() -> answered.size() >= 20);
    TestStack.shared().kill9(Server.POSTGRES);
    await().atMost(Duration.ofSeconds(30)).until(() -> away.get() >= 10);
    TestStack.shared().start(Server.POSTGRES);
    int before = answered.size();
    await().atMost(Duration.ofSeconds(60)).until(() -> answered.size() >= before + 20);
    stop.set(true);
    load.join();
    for (String id : List.copyOf(answered)) {
      assertThat(number("SELECT version FROM policy_objects WHERE id = '" + id + "'"))
          .as(id)
          .isEqualTo(1);
      assertThat(number("SELECT count(*) FROM outbox WHERE record_key = 'person/" + id + "'"))
          .as("on its way to the engine: " + id)
          .isEqualTo(1);
    }
    assertIntact();
  }

  private interface Act {
    void on(ApiClient client, int writer, int round);
  }

  /** The same act by several clients of both consoles at once, so often each. */
  private void write(Act act, int rounds) {
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 2 * WRITERS; i++) {
      int writer = i;
      ApiClient client = client(consoles.get(i % 2));
      writers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  act.on(client, writer, round);
                }
              },
              task -> new Thread(task, "writer-" + writer).start()));
    }
    writers.forEach(CompletableFuture::join);
  }

  private static ApiClient client(TestConsole console) {
    try {
      return console.as("secadmin");
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertIntact() throws Exception {
    for (TestConsole console : consoles) {
      assertThat(
              console
                  .as("auditadmin")
                  .post("/integrity/rows/check", Map.of())
                  .expect(200)
                  .json()
                  .path("findings"))
          .isEmpty();
    }
  }

  private long number(String sql) throws Exception {
    try (Connection connection = consoles.get(0).sql();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).as(sql).isTrue();
      return row.getLong(1);
    }
  }

  private static Map<String, Object> person(String name, int clearance) {
    return Map.of("name", name, "accounts", List.of(), "clearance", clearance, "status", "active");
  }
}
