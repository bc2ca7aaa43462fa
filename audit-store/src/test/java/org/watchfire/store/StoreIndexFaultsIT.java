package org.watchfire.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.TestStack.Server;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.reconcile.Reconciler;

/**
 * Elasticsearch is frozen, busy, full, red, or away while a new index is begun; a second store is
 * started on the same data. Events are recorded all the time, the store says what it waits for, and
 * afterwards the index is what the ledger is, each record once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreIndexFaultsIT {
  private static final int ROLLOVER = 1500;
  private static final int SOME = 400;
  private static final String SETTINGS = "/_cluster/settings";

  private final Random random = new Random(11);
  private StoreFixture fixture;
  private int sent;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    fixture =
        new StoreFixture(
            dir,
            Map.of(
                "elasticsearch", List.of("timeout: 8s"),
                "index", List.of("rollover-records: " + ROLLOVER, "bulk-bytes: 65536")));
    assumeFalse(fixture.stack.containers(), "servers are containers: freezing them is skipped");
    fixture.start();
    send(SOME);
    assertConverged("nothing yet");
  }

  @AfterAll
  void end() throws Exception {
    fixture.close();
  }

  private void send(int events) {
    for (int i = 0; i < events; i++) {
      fixture.send(fixture.nextStamp(), StoreFixture.event(sent++));
    }
    fixture.flush();
  }

  private List<String> indices() throws Exception {
    List<String> names = new ArrayList<>();
    fixture.http("GET", "/wf-events/_alias").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Each event once in the ledger, and the index byte for byte what the ledger is. */
  private void assertConverged(String after) throws Exception {
    fixture.awaitLedger(Stream.EVENTS, sent);
    assertThat(fixture.idsInLedger(Stream.EVENTS)).hasSize(sent).doesNotContainValue(2);
    assertThat(fixture.reader(Stream.EVENTS).firstDamage()).isEmpty();
    fixture.awaitIndex(Stream.EVENTS, sent);
    fixture.awaitUp();
    Reconciler.Report report = fixture.reconcile(Stream.EVENTS, IndexForm.AS_RECORDED);
    assertThat(report.findings()).isEmpty();
    assertThat(report.compared()).isEqualTo(sent);
    assertThat(fixture.alive()).isTrue();
    System.out.printf(
        "after %s: %d recorded, %d indexed in %d indices, no finding%n",
        after, sent, report.compared(), indices().size());
  }

  @Test
  @Order(1)
  void frozen() throws Exception {
    fixture.stack.pause(Server.ELASTICSEARCH);
    try {
      send(SOME);
      fixture.awaitLedger(Stream.EVENTS, sent);
      fixture.awaitTrouble("index-events", "does not answer");
      // Also when the client has given up and asks anew.
      send(SOME);
      fixture.awaitLedger(Stream.EVENTS, sent);
      fixture.awaitTrouble("index-events", "timeout");
    } finally {
      fixture.stack.resume(Server.ELASTICSEARCH);
    }
    assertConverged("a freeze");
  }

  @Test
  @Order(2)
  void busy() throws Exception {
    setCluster("network.breaker.inflight_requests.limit", "\"2kb\"");
    try {
      send(SOME);
      fixture.awaitLedger(Stream.EVENTS, sent);
      fixture.awaitTrouble("index-events", "429: circuit_breaking_exception");
    } finally {
      setCluster("network.breaker.inflight_requests.limit", "null");
    }
    assertConverged("429 of whole requests");
  }

  @Test
  @Order(3)
  void diskOverTheFloodStage() throws Exception {
    String block = "{\"index.blocks.read_only_allow_delete\":%s}";
    send(1);
    // Elasticsearch lifts it by itself when it finds the disk free again: set until it was seen.
    await("the block is seen")
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(
            () -> {
              for (String index : indices()) {
                fixture.http("PUT", "/" + index + "/_settings", String.format(block, true));
              }
              send(10);
              return fixture.health().at("/checks/index-events/detail").asText().contains("flood");
            });
    send(SOME);
    fixture.awaitLedger(Stream.EVENTS, sent);
    for (String index : indices()) {
      fixture.http("PUT", "/" + index + "/_settings", String.format(block, "null"));
    }
    assertConverged("a full disk of Elasticsearch");
  }

  @Test
  @Order(4)
  void redFromTheBeginningOfANewIndex() throws Exception {
    int before = indices().size();
    setCluster("cluster.routing.allocation.enable", "\"none\"");
    try {
      send(2 * ROLLOVER);
      fixture.awaitLedger(Stream.EVENTS, sent);
      fixture.awaitTrouble("index-events", "primary shard is not active");
      JsonNode health = fixture.http("GET", "/_cluster/health");
      assertThat(health.path("status").asText()).isEqualTo("red");
    } finally {
      setCluster("cluster.routing.allocation.enable", "null");
    }
    assertConverged("red");
    assertThat(indices().size()).isGreaterThan(before);
  }

  private void setCluster(String name, String value) throws Exception {
    JsonNode answer =
        fixture.http("PUT", SETTINGS, "{\"persistent\":{\"" + name + "\":" + value + "}}");
    assertThat(answer.path("acknowledged").asBoolean()).as(answer.toString()).isTrue();
  }

  @Test
  @Order(5)
  void awayAndFrozenWhileNewIndicesBegin() throws Exception {
    for (int round = 0; round < 2; round++) {
      boolean freeze = round % 2 == 0;
      int before = sent;
      send(ROLLOVER);
      fixture.awaitLedger(Stream.EVENTS, before + 1);
      long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(250));
      await().pollInterval(Duration.ofMillis(2)).until(() -> System.nanoTime() >= moment);
      if (freeze) {
        fixture.stack.pause(Server.ELASTICSEARCH);
      } else {
        fixture.stack.kill9(Server.ELASTICSEARCH);
      }
      send(ROLLOVER);
      fixture.awaitLedger(Stream.EVENTS, sent);
      fixture.awaitTrouble("index-events", "Elasticsearch");
      if (freeze) {
        fixture.stack.resume(Server.ELASTICSEARCH);
      } else {
        fixture.stack.start(Server.ELASTICSEARCH);
      }
      assertConverged(freeze ? "a freeze at rollover" : "a kill at rollover");
    }
  }

  @Test
  @Order(6)
  void ofTwoStoresOnOneDirectoryOneWorksAndTheOtherTakesOver() throws Exception {
    StoreFixture.Another second = fixture.startAnother();
    try {
      await("the second says why it waits")
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(
              () ->
                  StoreFixture.health(second.healthPort())
                      .at("/checks/ledger-events/detail")
                      .asText()
                      .contains("held by another process"));
      send(SOME);
      assertConverged("a second store was started");
      assertThat(second.process().isAlive()).isTrue();

      fixture.kill9();
      send(SOME);
      await("the second has taken over")
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(
              () ->
                  StoreFixture.health(second.healthPort()).path("status").asText().equals("up")
                      && fixture.reader(Stream.EVENTS).size() >= sent);
      fixture.start();
      send(SOME);
      fixture.awaitLedger(Stream.EVENTS, sent);
    } finally {
      second.process().destroyForcibly().waitFor();
    }
    assertConverged("a take-over and back");
  }
}
