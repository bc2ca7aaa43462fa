package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/** From {@code wf.alerts} into the queue, and what analysts do there; real Kafka and PostgreSQL. */
class TriageIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static PostgresAccess.Database database;
  private static TestConsole console;
  private static KafkaProducer<String, byte[]> engine;

  @BeforeAll
  static void start() throws IOException {
    TestStack.shared().kafka().resetTopics();
    database = TestStack.shared().postgres().newDatabase();
    console = new TestConsole(folder, database).withKafka().start();
    Properties properties = TestStack.shared().kafka().clientProperties("engine");
    engine = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    engine.close();
    console.close();
  }

  @Test
  void theHighestRevisionCountsWhateverTheOrderAndRepetition() throws Exception {
    String id = id(1);
    for (int revision : new int[] {0, 2, 1, 2, 0}) {
      send(
          alert(
              id,
              revision,
              "high",
              "10.9.9.9",
              10 + revision,
              "2026-11-21T08:00:0" + revision + "Z"));
    }
    ApiClient analyst = console.as("analyst");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        analyst
                            .get("/alerts/" + id)
                            .json()
                            .path("alert")
                            .path("alert")
                            .path("revision")
                            .asInt(-1))
                    .isEqualTo(2));
    JsonNode page = analyst.get("/alerts?entity=10.9.9.9").expect(200).json();
    assertThat(page.path("total").asInt()).isEqualTo(1);
    assertThat(page.path("items").get(0).path("count").asInt()).isEqualTo(12);
    assertThat(page.path("items").get(0).path("title").path("zh").asText()).isEqualTo("暴力破解");
  }

  @Test
  void aLaterRevisionDoesNotTouchWhatPeopleDecided() throws Exception {
    String id = delivered(2, "critical", "wang.wei");
    ApiClient analyst = console.as("analyst");
    analyst
        .post(
            "/alerts/" + id + "/close",
            Map.of("version", 1, "disposition", "benign", "comment", "计划内备份"))
        .expect(200);
    send(alert(id, 1, "critical", "wang.wei", 40, "2026-11-21T09:00:00Z"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        analyst
                            .get("/alerts/" + id)
                            .json()
                            .path("alert")
                            .path("alert")
                            .path("count")
                            .asInt())
                    .isEqualTo(40));
    JsonNode triage = analyst.get("/alerts/" + id).json().path("triage");
    assertThat(triage.path("status").asText()).isEqualTo("closed");
    assertThat(triage.path("disposition").asText()).isEqualTo("benign");
    assertThat(triage.path("assignee").asText()).isEqualTo("analyst");
    assertThat(triage.path("version").asLong()).isEqualTo(2);
  }

  @Test
  void theWholeWayOfAnAlertIsKeptInItsHistory() throws Exception {
    String id = delivered(3, "medium", "li.na");
    ApiClient analyst = console.as("analyst");
    act(analyst, id, "acknowledge", 1).expect(200);
    act(analyst, id, "reopen", 2).refused(409, "state");
    analyst
        .post("/alerts/" + id + "/comment", Map.of("version", 2, "comment", "called her"))
        .expect(200);
    analyst
        .post("/alerts/" + id + "/comment", Map.of("version", 3, "comment", "   "))
        .refused(400, "invalid");
    analyst.post("/alerts/" + id + "/close", Map.of("version", 3)).refused(400, "invalid");
    analyst
        .post("/alerts/" + id + "/close", Map.of("version", 3, "disposition", "whatever"))
        .refused(400, "invalid");
    analyst
        .post("/alerts/" + id + "/close", Map.of("version", 3, "disposition", "true_positive"))
        .expect(200);
    act(analyst, id, "acknowledge", 4).refused(409, "state");
    JsonNode reopened = act(analyst, id, "reopen", 4).expect(200).json();
    assertThat(reopened.path("status").asText()).isEqualTo("acknowledged");
    assertThat(reopened.path("disposition").isNull()).isTrue();
    List<String> actions = new ArrayList<>();
    analyst
        .get("/alerts/" + id)
        .json()
        .path("history")
        .forEach(e -> actions.add(e.path("actor").asText() + " " + e.path("action").asText()));
    assertThat(actions)
        .containsExactly(
            "analyst acknowledge", "analyst comment", "analyst close", "analyst reopen");
    assertThat(historyRefusesChange(id)).contains("never changed or removed");
  }

  @Test
  void whoComesTooLateIsTold() throws Exception {
    String id = delivered(4, "low", "10.4.4.4");
    ApiClient analyst = console.as("analyst");
    List<Integer> answers =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> act(analyst, id, "acknowledge", 1).status())
            .sorted()
            .toList();
    assertThat(answers).startsWith(200, 409).endsWith(409).hasSize(8);
    assertThat(answers.stream().filter(s -> s == 200)).hasSize(1);
    ApiClient.Answer stale = act(analyst, id, "acknowledge", 1).refused(409, "stale");
    assertThat(stale.json().path("current").asInt()).isEqualTo(2);
    assertThat(analyst.get("/alerts/" + id).json().path("history")).hasSize(1);
  }

  @Test
  void pagesThroughTheQueueWithoutLossOrRepetition() throws Exception {
    String entity = "host-pages";
    for (int i = 0; i < 23; i++) {
      // Several share one time, so the id has to decide.
      send(alert(id(1000 + i), 0, "low", entity, 1, "2026-11-20T08:00:0" + i / 5 + "Z"));
    }
    ApiClient analyst = console.as("analyst");
    await()
        .atMost(SOON)
        .until(() -> analyst.get("/alerts?entity=" + entity).json().path("total").asInt() == 23);
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page =
          analyst.get("/alerts?limit=7&entity=" + entity + "&cursor=" + cursor).expect(200).json();
      page.path("items").forEach(item -> seen.add(item.path("id").asText()));
      cursor = page.path("next").isNull() ? null : page.path("next").asText();
      pages++;
    } while (cursor != null);
    assertThat(pages).isEqualTo(4);
    assertThat(seen).hasSize(23).doesNotHaveDuplicates();
  }

  @Test
  void filtersFindWhatTheySayAndNothingElse() throws Exception {
    String id = delivered(5, "informational", "weird 100%_\\ 'name'");
    ApiClient analyst = console.as("analyst");
    assertThat(total(analyst, "q=" + url("100%_\\ 'name'"))).isEqualTo(1);
    assertThat(total(analyst, "q=" + url("weird 100_"))).isZero();
    assertThat(total(analyst, "entity=" + url("weird 100%_\\ 'name'"))).isEqualTo(1);
    assertThat(total(analyst, "severity=informational&q=weird")).isEqualTo(1);
    assertThat(total(analyst, "severity=critical&q=weird")).isZero();
    assertThat(total(analyst, "status=new,acknowledged&q=weird")).isEqualTo(1);
    assertThat(total(analyst, "status=closed&q=weird")).isZero();
    assertThat(total(analyst, "rule=r-1&q=weird")).isEqualTo(1);
    assertThat(total(analyst, "q=WEIRD&from=2026-11-21T07:59:59Z&to=2026-11-21T08:00:01Z"))
        .isEqualTo(1);
    assertThat(total(analyst, "q=weird&from=2026-11-21T08:00:01Z")).isZero();
    assertThat(total(analyst, "q=weird&to=2026-11-21T08:00:00Z")).isZero();
    assertThat(total(analyst, "q=" + id)).isEqualTo(1);
  }

  @Test
  void alertsAreFoundByIdsAndBySeveralOwners() throws Exception {
    String mine = delivered(71, "low", "10.7.7.1");
    String nobodys = delivered(72, "low", "10.7.7.2");
    ApiClient analyst = console.as("analyst");
    act(analyst, mine, "acknowledge", 1).expect(200);
    String both = "ids=" + mine + "," + nobodys;
    assertThat(total(analyst, both)).isEqualTo(2);
    assertThat(total(analyst, both + "&assignee=me")).isEqualTo(1);
    assertThat(total(analyst, both + "&assignee=-")).isEqualTo(1);
    assertThat(total(analyst, both + "&assignee=-,me")).isEqualTo(2);
    assertThat(total(analyst, both + "&assignee=somebody,else")).isZero();
    analyst.get("/alerts?ids=x").refused(400, "invalid");
    JsonNode pace = analyst.get("/alerts/speed?days=1").expect(200).json().path("acknowledge");
    assertThat(pace.path("count").asInt()).isPositive();
    assertThat(pace.path("mean").asDouble()).isNotNegative();
  }

  @Test
  void sqlInFiltersIsOnlyText() throws Exception {
    delivered(6, "high", "victim");
    ApiClient analyst = console.as("analyst");
    for (String attack :
        List.of(
            "' OR '1'='1",
            "'; DROP TABLE alerts; --",
            "\" OR 1=1 --",
            "x' UNION SELECT password_hash FROM accounts --",
            ":statuses",
            "?",
            "\\'; SELECT pg_sleep(5); --",
            "%27%20OR%201=1")) {
      for (String filter : List.of("q", "entity", "rule")) {
        assertThat(total(analyst, filter + "=" + url(attack))).as(attack).isZero();
      }
      for (String filter : List.of("status", "severity", "from", "to", "cursor", "limit")) {
        analyst.get("/alerts?" + filter + "=" + url(attack)).refused(400, "invalid");
      }
      // Some of these are no path to Jetty, the others no alert to us.
      assertThat(analyst.get("/alerts/" + url(attack)).status()).isIn(400, 404);
    }
    analyst.get("/alerts?q=%00").refused(400, "invalid");
    analyst.get("/alerts?q=a&q=b").refused(400, "invalid");
    analyst.get("/alerts?limit=0").refused(400, "invalid");
    analyst.get("/alerts?limit=201").refused(400, "invalid");
    assertThat(total(analyst, "entity=victim")).isEqualTo(1);
  }

  @Test
  void whatIsNoAlertIsCountedAndDoesNotStopTheRest() throws Exception {
    List<String> bad =
        List.of(
            "",
            "not json",
            "[]",
            "{}",
            "{\"alert\":{\"id\":\"short\"}}",
            new String(
                alert(id(7), 0, "catastrophic", "x", 1, "2026-11-21T08:00:00Z"),
                StandardCharsets.UTF_8),
            new String(
                alert(id(7), -1, "high", "x", 1, "2026-11-21T08:00:00Z"), StandardCharsets.UTF_8),
            new String(alert(id(7), 0, "high", "x", 1, "yesterday"), StandardCharsets.UTF_8),
            "[".repeat(10_000));
    for (String value : bad) {
      send(value.getBytes(StandardCharsets.UTF_8));
    }
    engine.send(new ProducerRecord<>(Topics.ALERTS, "tombstone", null)).get();
    String after = delivered(8, "high", "after-the-bad");
    assertThat(count("SELECT count(*) FROM dead_offsets")).isEqualTo(bad.size() + 1L);
    assertThat(console.as("analyst").get("/alerts/" + after).status()).isEqualTo(200);
    console.as("analyst").get("/alerts/" + id(7)).refused(404, "not-found");
  }

  @Test
  void aSecondConsoleAndARestartStoreEachAlertOnce(@TempDir Path other) throws Exception {
    PostgresAccess.Database shared = TestStack.shared().postgres().newDatabase();
    List<byte[]> alerts =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    alert(
                        id(5000 + i), 0, "low", "many", 1, Instant.EPOCH.plusSeconds(i).toString()))
            .toList();
    try (TestConsole first = new TestConsole(other, shared).withKafka().start()) {
      Path elsewhere = java.nio.file.Files.createDirectories(other.resolve("second"));
      try (TestConsole second = new TestConsole(elsewhere, shared).withKafka().start()) {
        for (byte[] alert : alerts) {
          send(alert);
          send(alert);
        }
        await()
            .atMost(SOON)
            .until(
                () ->
                    first.as("analyst").get("/alerts?entity=many").json().path("total").asInt()
                        >= 100);
        assertThat(second.server()).isNotNull();
      }
    }
    // Both are gone in the middle; a third one goes on where the database says.
    try (TestConsole third =
        new TestConsole(java.nio.file.Files.createDirectories(other.resolve("third")), shared)
            .with("credentials-file", "'../credentials.json'")
            .withKafka()
            .start()) {
      ApiClient analyst =
          third
              .anonymous()
              .signedIn(
                  "analyst",
                  new com.fasterxml.jackson.databind.ObjectMapper()
                      .readTree(other.resolve("credentials.json").toFile())
                      .path("analyst")
                      .asText());
      await()
          .atMost(SOON)
          .until(() -> analyst.get("/alerts?entity=many").json().path("total").asInt() == 300);
    }
  }

  private static ApiClient.Answer act(ApiClient client, String id, String action, long version) {
    return client.post("/alerts/" + id + "/" + action, Map.of("version", version));
  }

  private static int total(ApiClient client, String filter) {
    return client.get("/alerts?" + filter).expect(200).json().path("total").asInt();
  }

  private static String delivered(int n, String severity, String entity) throws Exception {
    String id = id(n);
    send(alert(id, 0, severity, entity, 10, "2026-11-21T08:00:00Z"));
    ApiClient analyst = console.as("analyst");
    await().atMost(SOON).until(() -> analyst.get("/alerts/" + id).status() == 200);
    return id;
  }

  private static void send(byte[] value) throws ExecutionException, InterruptedException {
    engine.send(new ProducerRecord<>(Topics.ALERTS, "key", value)).get();
  }

  private static String id(int n) {
    return String.format("%032x", 0xa0000000L + n);
  }

  private static byte[] alert(
      String id, int revision, String severity, String entity, long count, String lastSeen) {
    String quoted = entity.replace("\\", "\\\\").replace("\"", "\\\"");
    return """
        {"@timestamp":"%6$s","ecs":{"version":"8.17.0"},
         "event":{"id":"%1$s-%2$d","kind":"alert","dataset":"watchfire.alert"},
         "alert":{"id":"%1$s","revision":%2$d,"final":false,"kind":"sigma","severity":"%3$s",
           "entity":{"type":"source","value":"%4$s"},"first_seen":"2026-11-21T07:00:00Z",
           "last_seen":"%6$s","count":%5$d,"title":{"zh":"暴力破解","en":"Brute force"},
           "reason":{"zh":"%4$s 多次失败","en":"%4$s failed often"},
           "evidence":[{"event_id":"e1","timestamp":"2026-11-21T07:00:00Z"}],"evidence_total":1},
         "rule":{"id":"r-1","version":"0123456789ab","name":"brute_force"}}
        """
        .formatted(id, revision, severity, quoted, count, lastSeen)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static long count(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static String historyRefusesChange(String id) throws SQLException {
    try (var connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        var update =
            connection.prepareStatement(
                "UPDATE alert_history SET actor = 'x' WHERE alert_id = ?")) {
      update.setString(1, id);
      update.executeUpdate();
      return "changed";
    } catch (SQLException e) {
      return e.getMessage();
    }
  }
}
