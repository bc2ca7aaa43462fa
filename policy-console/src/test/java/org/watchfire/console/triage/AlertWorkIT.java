package org.watchfire.console.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ApiClient;
import org.watchfire.console.TestConsole;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/** Several people at work on the queue: who has what, until when, one by one and in bulk. */
class AlertWorkIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static PostgresAccess.Database database;
  private static TestConsole console;
  private static ApiClient analyst;
  private static ApiClient colleague;

  @BeforeAll
  static void start() throws IOException {
    database = TestStack.shared().postgres().newDatabase();
    console = new TestConsole(folder, database).start();
    analyst = console.as("analyst");
    colleague = console.account("colleague", "SHIFT_LEAD");
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void ofTwoAnalystsOnOneAlertTheSecondIsTold() throws Exception {
    alerts("two", 2, "high", "now()");
    String id = id("two", 1);
    assertThat(analyst.get("/alerts/" + id).header("ETag")).isEqualTo("\"1\"");
    JsonNode taken = act(analyst, id, "take", 1, Map.of()).expect(200).json();
    assertThat(taken.path("assignee").asText()).isEqualTo("analyst");
    assertThat(taken.path("status").asText()).isEqualTo("new");
    ApiClient.Answer late =
        colleague.send(
            colleague
                .request("/alerts/" + id + "/close")
                .header("Content-Type", "application/json")
                .header("If-Match", "\"1\"")
                .POST(BodyPublishers.ofString("{\"disposition\":\"benign\"}")));
    late.refused(409, "stale");
    assertThat(late.json().path("current").asInt()).isEqualTo(2);
    colleague
        .post("/alerts/" + id + "/close", Map.of("disposition", "benign"))
        .refused(428, "version-required");
    List<Integer> both =
        List.of(analyst, colleague).parallelStream()
            .map(who -> act(who, id(("two"), 2), "acknowledge", 1, Map.of()).status())
            .sorted()
            .toList();
    assertThat(both).containsExactly(200, 409);
  }

  @Test
  void anAlertIsGivenOnlyToWhoMayWorkOnIt() throws Exception {
    alerts("give", 1, "low", "now()");
    String id = id("give", 1);
    for (String nobody : List.of("auditor", "secadmin", "no.such.name", "' OR 1=1")) {
      act(analyst, id, "assign", 1, Map.of("assignee", nobody)).refused(422, "assignee");
    }
    act(analyst, id, "assign", 1, Map.of("assignee", "colleague")).expect(200);
    act(analyst, id, "assign", 2, Map.of("assignee", "colleague")).refused(409, "state");
    assertThat(items(colleague, "assignee=me&entity=give")).hasSize(1);
    act(analyst, id, "assign", 2, Map.of()).expect(200);
    assertThat(items(colleague, "assignee=-&entity=give")).hasSize(1);
    act(analyst, id, "take", 3, Map.of("assignee", "colleague")).refused(400, "invalid");
    act(analyst, id, "take", 3, Map.of()).expect(200);
    assertThat(history(id)).containsExactly("assign colleague", "unassign ", "assign analyst");
  }

  @Test
  void aDuplicateNamesTheAlertItRepeats() throws Exception {
    alerts("dup", 3, "low", "now()");
    Map<String, Object> close = new HashMap<>(Map.of("disposition", "duplicate"));
    act(analyst, id("dup", 1), "close", 1, close).refused(400, "invalid");
    for (String wrong : List.of(id("dup", 1), "f".repeat(32))) {
      close.put("duplicateOf", wrong);
      act(analyst, id("dup", 1), "close", 1, close).refused(422, "duplicate-of");
    }
    close.put("duplicateOf", id("dup", 2));
    JsonNode closed = act(analyst, id("dup", 1), "close", 1, close).expect(200).json();
    assertThat(closed.path("duplicateOf").asText()).isEqualTo(id("dup", 2));
    close.put("duplicateOf", id("dup", 1));
    ApiClient.Answer chain = act(analyst, id("dup", 3), "close", 1, close);
    assertThat(chain.refused(422, "duplicate-of").json().path("original").asText())
        .isEqualTo(id("dup", 2));
    close.put("disposition", "benign");
    act(analyst, id("dup", 3), "close", 1, close).refused(400, "invalid");
  }

  @Test
  void clocksRunFromTheArrivalAndNeverBeginAnew() throws Exception {
    alerts("late", 1, "critical", "now() - interval '1 hour'");
    alerts("later", 1, "critical", "now() - interval '5 hours'");
    alerts("fine", 1, "informational", "now() - interval '5 hours'");
    assertThat(items(analyst, "overdue=acknowledge&entity=late")).hasSize(1);
    assertThat(items(analyst, "overdue=resolve&entity=late")).isEmpty();
    assertThat(items(analyst, "overdue=any&entity=later")).hasSize(1);
    assertThat(items(analyst, "overdue=any&entity=fine")).isEmpty();
    act(analyst, id("later", 1), "acknowledge", 1, Map.of()).expect(200);
    JsonNode clock = item(analyst, "entity=later").path("clock");
    assertThat(clock.path("overdue").toString()).isEqualTo("[\"resolve\"]");
    assertThat(clock.path("acknowledgedAt").asText()).isNotEmpty();
    act(analyst, id("later", 1), "close", 2, Map.of("disposition", "benign")).expect(200);
    assertThat(items(analyst, "overdue=any&entity=later")).isEmpty();
    act(analyst, id("later", 1), "reopen", 3, Map.of()).expect(200);
    assertThat(item(analyst, "entity=later").path("clock").path("resolveDue"))
        .isEqualTo(clock.path("resolveDue"));
    assertThat(items(analyst, "overdue=resolve&entity=later")).hasSize(1);
  }

  @Test
  void tenThousandAreClosedInBulkAndWhatNobodyTouchedSinceIsReopened() throws Exception {
    alerts("bulk", 10_000, "low", "now()");
    act(colleague, id("bulk", 7), "take", 1, Map.of()).expect(200);
    Map<String, Object> request =
        new HashMap<>(
            Map.of(
                "query", Map.of("entity", "bulk"),
                "action", "close",
                "disposition", "false_positive",
                "comment", "扫描器误报",
                "expected", 9_999));
    ApiClient.Answer wrong = analyst.post("/alerts/bulk", request).refused(409, "count");
    assertThat(wrong.json().path("matched").asInt()).isEqualTo(10_000);
    request.put("expected", 10_000);
    long start = System.nanoTime();
    long bulk = analyst.post("/alerts/bulk", request).expect(202).json().path("id").asLong();
    JsonNode done = ended(bulk);
    System.out.printf(
        "bulk close of 10,000: %d ms%n", Duration.ofNanos(System.nanoTime() - start).toMillis());
    assertThat(List.of(n(done, "matched"), n(done, "done"), n(done, "skipped"), n(done, "failed")))
        .containsExactly(10_000L, 10_000L, 0L, 0L);
    assertThat(count("status='closed' AND disposition='false_positive' AND entity_value='bulk'"))
        .isEqualTo(10_000);
    assertThat(namedInTrail("alert.close", bulk)).isEqualTo(10_000);
    // Three people go on after it.
    act(colleague, id("bulk", 1), "reopen", 2, Map.of()).expect(200);
    act(colleague, id("bulk", 2), "comment", 2, Map.of("comment", "不是误报")).expect(200);
    act(colleague, id("bulk", 3), "reopen", 2, Map.of()).expect(200);
    act(colleague, id("bulk", 3), "close", 3, Map.of("disposition", "benign")).expect(200);
    long undo =
        analyst
            .post("/alerts/bulk/" + bulk + "/undo", Map.of())
            .expect(202)
            .json()
            .path("id")
            .asLong();
    JsonNode undone = ended(undo);
    assertThat(n(undone, "done")).isEqualTo(9_997);
    assertThat(n(undone, "skipped")).isEqualTo(3);
    assertThat(undone.path("reasons").get(0).path("reason").asText())
        .isEqualTo("changed meanwhile");
    assertThat(count("status='new' AND entity_value='bulk'")).isEqualTo(9_998 - 1);
    assertThat(count("assignee='colleague' AND id='" + id("bulk", 7) + "' AND status='new'"))
        .isEqualTo(1);
    analyst.post("/alerts/bulk/" + bulk + "/undo", Map.of()).refused(409, "state");
    analyst.post("/alerts/bulk/" + undo + "/undo", Map.of()).refused(409, "state");
    JsonNode opened = analyst.get("/alerts/" + id("bulk", 9)).expect(200).json();
    assertThat(opened.path("historyFault").isNull()).isTrue();
    assertThat(history(id("bulk", 9))).containsExactly("close analyst", "reopen ");
  }

  @Test
  void aBulkActAnswersForWhatItRefuses() throws Exception {
    alerts("some", 4, "low", "now()");
    act(analyst, id("some", 1), "acknowledge", 1, Map.of()).expect(200);
    act(analyst, id("some", 2), "close", 1, Map.of("disposition", "benign")).expect(200);
    sql(
        "UPDATE alerts SET status = 'acknowledged', assignee = 'li' WHERE id = '"
            + id("some", 3)
            + "'");
    JsonNode done = bulk("acknowledge", Map.of("entity", "some"), Map.of(), 4);
    assertThat(List.of(n(done, "done"), n(done, "skipped"), n(done, "failed")))
        .containsExactly(2L, 1L, 1L);
    assertThat(done.path("reasons").toString())
        .contains("the alert is closed", "its history is not as it was written");
    analyst
        .post("/alerts/bulk", Map.of("query", Map.of(), "action", "comment", "expected", 1))
        .refused(400, "invalid");
    analyst
        .post(
            "/alerts/bulk",
            Map.of("query", Map.of("entity", "some"), "action", "delete", "expected", 1))
        .refused(400, "invalid");
    analyst
        .post(
            "/alerts/bulk",
            Map.of("query", Map.of("stat", "x"), "action", "acknowledge", "expected", 1))
        .refused(400, "json");
    console
        .as("auditor")
        .post(
            "/alerts/bulk",
            Map.of("query", Map.of("entity", "some"), "action", "acknowledge", "expected", 4))
        .refused(403, "forbidden");
  }

  @Test
  void whatHappensToTheDatabaseInMidBulkLosesAndDoublesNothing(@TempDir Path other)
      throws Exception {
    alerts("away", 4_000, "low", "now()");
    Path elsewhere = Files.createDirectories(other.resolve("second"));
    try (TestConsole second =
        new TestConsole(elsewhere, database)
            .with("credentials-file", "'" + folder.resolve("credentials.json") + "'")
            .start()) {
      assertThat(second.server()).isNotNull();
      long bulk =
          analyst
              .post(
                  "/alerts/bulk",
                  Map.of(
                      "query",
                      Map.of("entity", "away"),
                      "action",
                      "close",
                      "disposition",
                      "benign",
                      "expected",
                      4_000))
              .expect(202)
              .json()
              .path("id")
              .asLong();
      // As a restart of PostgreSQL does it: every session is cut off, several times.
      for (int i = 0; i < 6; i++) {
        sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                + " current_database() AND pid <> pg_backend_pid()");
        int cut = i;
        await()
            .atMost(SOON)
            .until(() -> number("SELECT done FROM alert_bulks WHERE id = " + bulk) >= cut * 500L);
      }
      await()
          .atMost(SOON)
          .until(
              () ->
                  number("SELECT count(*) FROM alert_bulks WHERE state = 'done' AND id = " + bulk)
                      == 1);
      assertThat(number("SELECT done FROM alert_bulks WHERE id = " + bulk)).isEqualTo(4_000);
      assertThat(
              number(
                  "SELECT count(*) FROM alert_history h JOIN alerts a ON a.id = h.alert_id"
                      + " WHERE a.entity_value = 'away'"))
          .isEqualTo(4_000);
      assertThat(namedInTrail("alert.close", bulk)).isEqualTo(4_000);
    }
  }

  @Test
  void whatSqlDoesToAHistoryIsFound() throws Exception {
    alerts("edit", 4, "high", "now()");
    for (int i = 1; i <= 3; i++) {
      act(analyst, id("edit", i), "acknowledge", 1, Map.of("comment", "看过")).expect(200);
    }
    act(analyst, id("edit", 1), "comment", 2, Map.of("comment", "第二条")).expect(200);
    sql("ALTER TABLE alert_history DISABLE TRIGGER alert_history_append_only");
    sql("UPDATE alert_history SET comment = '没事' WHERE alert_id = '" + id("edit", 1) + "'");
    sql("DELETE FROM alert_history WHERE alert_id = '" + id("edit", 2) + "'");
    sql(
        "UPDATE alerts SET status = 'closed', disposition = 'benign' WHERE id = '"
            + id("edit", 3)
            + "'");
    sql(
        "UPDATE alerts SET status = 'closed', disposition = 'benign' WHERE id = '"
            + id("edit", 4)
            + "'");
    sql("ALTER TABLE alert_history ENABLE TRIGGER alert_history_append_only");
    for (int i = 1; i <= 4; i++) {
      assertThat(
              analyst
                  .get("/alerts/" + id("edit", i))
                  .expect(200)
                  .json()
                  .path("historyFault")
                  .isTextual())
          .as("alert " + i)
          .isTrue();
      long version = number("SELECT version FROM alerts WHERE id = '" + id("edit", i) + "'");
      act(analyst, id("edit", i), "comment", version, Map.of("comment", "?"))
          .refused(403, "integrity");
    }
    await()
        .atMost(SOON)
        .until(
            () ->
                number(
                        "SELECT count(*) FROM outbox WHERE topic = 'wf.audit' AND"
                            + " convert_from(value, 'UTF8') LIKE '%row.tampering%alert_history%'")
                    >= 4);
  }

  @Test
  void countsSayWhenThereAreMore() throws Exception {
    alerts("much", 10_050, "medium", "now()");
    alerts("less", 30, "high", "now()");
    JsonNode page = analyst.get("/alerts?entity=much&limit=1").expect(200).json();
    assertThat(page.path("total").asInt()).isEqualTo(10_000);
    assertThat(page.path("totalExact").asBoolean()).isFalse();
    JsonNode more = analyst.get("/alerts/facets?entity=much").expect(200).json();
    assertThat(more.path("more").asBoolean()).isTrue();
    assertThat(more.path("counted").asInt()).isEqualTo(10_000);
    JsonNode facets = analyst.get("/alerts/facets?entity=less").expect(200).json();
    assertThat(facets.path("more").asBoolean()).isFalse();
    assertThat(facets.path("facets").path("severity").get(0).path("value").asText())
        .isEqualTo("high");
    assertThat(facets.path("facets").path("severity").get(0).path("count").asInt()).isEqualTo(30);
    JsonNode groups = analyst.get("/alerts/groups?q=less").expect(200).json();
    assertThat(groups.path("items")).hasSize(1);
    JsonNode group = groups.path("items").get(0);
    assertThat(group.path("value").asText()).isEqualTo("less");
    assertThat(group.path("alerts").asInt()).isEqualTo(30);
    assertThat(group.path("severity").asText()).isEqualTo("high");
    analyst.get("/alerts/groups?by=colour").refused(400, "invalid");
  }

  private static JsonNode bulk(
      String action, Map<String, Object> query, Map<String, Object> more, int expected) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("query", query);
    body.put("action", action);
    body.put("expected", expected);
    return ended(analyst.post("/alerts/bulk", body).expect(202).json().path("id").asLong());
  }

  private static JsonNode ended(long bulk) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                !analyst
                    .get("/alerts/bulk/" + bulk)
                    .expect(200)
                    .json()
                    .path("state")
                    .asText()
                    .equals("running"));
    return analyst.get("/alerts/bulk/" + bulk).json();
  }

  private static long n(JsonNode node, String name) {
    return node.path(name).asLong();
  }

  private static ApiClient.Answer act(
      ApiClient who, String id, String action, long version, Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("version", version);
    return who.post("/alerts/" + id + "/" + action, body);
  }

  private static List<String> items(ApiClient who, String filter) {
    List<String> ids = new ArrayList<>();
    who.get("/alerts?" + filter)
        .expect(200)
        .json()
        .path("items")
        .forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  private static JsonNode item(ApiClient who, String filter) {
    return who.get("/alerts?" + filter).expect(200).json().path("items").get(0);
  }

  private static List<String> history(String id) {
    List<String> acts = new ArrayList<>();
    analyst
        .get("/alerts/" + id)
        .json()
        .path("history")
        .forEach(
            entry ->
                acts.add(
                    entry.path("action").asText()
                        + " "
                        + entry.path("after").path("assignee").asText("")));
    return acts;
  }

  /** Distinct alerts that the records of a bulk act name. */
  private static long namedInTrail(String action, long bulk) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "SELECT convert_from(value, 'UTF8') FROM outbox WHERE topic = 'wf.audit'")) {
      while (rs.next()) {
        JsonNode record = org.watchfire.console.web.StrictJson.tree(rs.getBytes(1));
        if (record.path("event").path("action").asText().equals(action)
            && record
                .path("watchfire")
                .path("audit")
                .path("target")
                .asText()
                .equals("bulk " + bulk)) {
          ids.addAll(
              List.of(record.path("watchfire").path("audit").path("detail").asText().split(" ")));
        }
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
    return ids.size();
  }

  private static String id(String entity, int n) {
    return String.format("%08x%024x", entity.hashCode(), n);
  }

  /** Alerts as the consumer stores them. */
  private static void alerts(String entity, int count, String severity, String received)
      throws SQLException {
    sql(
        """
        INSERT INTO alerts (id, revision, severity, kind, entity_type, entity_value, rule_id,
          rule_name, title_zh, title_en, reason_zh, reason_en, first_seen, last_seen, match_count,
          search_text, document, received_at, acknowledge_due, resolve_due)
        SELECT '%1$s' || lpad(to_hex(n), 24, '0'), 0, '%3$s', 'sigma', 'user', '%2$s', 'r-1',
          'rule', '标题', 'title', '', '', at, at - n * interval '1 second', 1, '%2$s',
          '{"alert":{}}'::bytea, at,
          at + CASE '%3$s' WHEN 'critical' THEN interval '15 minutes' ELSE interval '3 days' END,
          at + CASE '%3$s' WHEN 'critical' THEN interval '4 hours' ELSE interval '14 days' END
        FROM generate_series(1, %4$d) AS n, (SELECT %5$s AS at) AS received
        """
            .formatted(
                String.format("%08x", entity.hashCode()), entity, severity, count, received));
  }

  private static long count(String condition) throws SQLException {
    return number("SELECT count(*) FROM alerts WHERE " + condition);
  }

  private static long number(String sql) throws SQLException {
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery(sql)) {
      rs.next();
      return rs.getLong(1);
    }
  }

  private static void sql(String sql) throws SQLException {
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
