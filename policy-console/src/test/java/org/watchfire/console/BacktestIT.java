package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;

/** Trying rules on recorded events through the console: a real ledger and PostgreSQL. */
class BacktestIT {
  private static final String RULE =
      """
      title: Somebody by that name
      id: 0b5e7a4e-6d0b-4f0e-9d53-2f1f5f4d1a01
      status: experimental
      level: low
      logsource: {product: linux, service: auth}
      detection:
        selection: {user.name: li.na}
        condition: selection
      """;

  @TempDir static Path folder;
  private static TestConsole console;

  @BeforeAll
  static void start() throws Exception {
    NoteSigner site = NoteSigner.generate("test.watchfire", new SecureRandom());
    Path logs = Files.createDirectories(folder.resolve("ledgers"));
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String user = i % 3 == 0 ? "li.na" : "user" + i;
      events.add(
          ("{\"@timestamp\":\""
                  + Instant.parse("2026-11-20T08:00:00Z").plusSeconds(i)
                  + "\",\"event\":{\"dataset\":\"sshd.auth\",\"action\":\"ssh_login\","
                  + "\"category\":[\"authentication\"],\"outcome\":\"success\"},"
                  + "\"user\":{\"name\":\""
                  + user
                  + "\"}}")
              .getBytes(StandardCharsets.UTF_8));
    }
    events.add("no event".getBytes(StandardCharsets.UTF_8));
    try (StreamLedger ledger =
        StreamLedger.of(logs, folder.resolve("signed"), Stream.EVENTS, site).open()) {
      ledger.append(events, Commit.NONE);
      ledger.publish();
    }
    Path home = Files.createDirectories(folder.resolve("console"));
    Files.writeString(folder.resolve("ledger.pub"), site.verifier().text());
    console =
        new TestConsole(home, TestStack.shared().postgres().newDatabase())
            .with("ledger", "{directory: ../ledgers, public-key: ../ledger.pub}")
            .start();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void aRuleIsTriedOnWhatWasRecorded() throws IOException {
    ApiClient officer = console.as("secadmin");
    JsonNode row = tried(officer, RULE);
    assertThat(row.path("alerts").asInt()).isEqualTo(100);
    assertThat(row.path("active").asInt()).isZero();
    assertThat(row.path("added").asInt()).isEqualTo(100);
    assertThat(officer.get("/rules/backtests").json().path("items").isEmpty()).isFalse();
  }

  @Test
  void aRuleOnLabelsIsTriedWithThoseOfTheDirectory() throws IOException {
    ApiClient officer = console.as("secadmin");
    Map<String, Object> person =
        Map.of("name", "李娜", "accounts", List.of("li.na"), "clearance", 2, "status", "active");
    officer.put("/people/p-li-na", 0, person).expect(200);
    String rule =
        RULE.replace("user.name: li.na", "gov.subject.person: p-li-na").replace("1a01", "1a02");
    assertThat(tried(officer, rule).path("alerts").asInt()).isEqualTo(100);
  }

  @Test
  void whatDoesNotCompileIsRefusedWithItsPlace() throws IOException {
    ApiClient officer = console.as("secadmin");
    JsonNode problem =
        officer
            .post("/rules/backtests", Map.of("yaml", RULE.replace("condition: selection", "x: y")))
            .refused(422, "rules")
            .json();
    assertThat(problem.path("problems").path(0).path("reason").asText()).contains("condition");
    officer.post("/rules/backtests", Map.of("yaml", " ")).refused(400, "invalid");
    officer.get("/rules/backtests/none").refused(404, "not-found");
    console.as("auditor").post("/rules/backtests", Map.of("yaml", RULE)).refused(403, "forbidden");
  }

  @Test
  void draftsAreReadAndTriedOnEventsThatAreGiven() throws IOException {
    ApiClient officer = console.as("secadmin");
    JsonNode read = officer.post("/rules/lint", Map.of("yaml", RULE)).expect(200).json();
    assertThat(read.path("problems")).isEmpty();
    assertThat(read.path("rules").path(0).path("title").asText())
        .isEqualTo("Somebody by that name");
    String wrong = RULE.replace("level: low", "level: lowest");
    JsonNode problem = officer.post("/rules/lint", Map.of("yaml", wrong)).expect(200).json();
    assertThat(problem.path("problems").path(0).path("line").asInt()).isEqualTo(4);
    String events =
"""
{"@timestamp":"2026-11-20T08:00:00Z","event":{"dataset":"sshd.auth","category":["authentication"]},"user":{"name":"li.na"}}
{"@timestamp":"2026-11-20T08:00:00Z","event":{"dataset":"sshd.auth","category":["authentication"]},"user":{"name":"wang"}}
no event
""";
    JsonNode tried =
        officer
            .post("/rules/test", Map.of("yaml", RULE, "events", events))
            .expect(200)
            .json()
            .path("results");
    assertThat(tried).hasSize(3);
    assertThat(tried.get(0).path("matches").asBoolean()).isTrue();
    assertThat(tried.get(1).path("matches").asBoolean()).isFalse();
    assertThat(tried.get(1).path("lines").toString()).contains("user.name");
    assertThat(tried.get(2).path("problem").asText()).isNotEmpty();
    officer.post("/rules/test", Map.of("yaml", wrong, "events", events)).refused(422, "rules");
    officer
        .post("/rules/test", Map.of("yaml", RULE, "events", "{}\n".repeat(51)))
        .refused(413, "too-large");
    officer.post("/rules/lint", Map.of("yaml", " ")).refused(400, "invalid");
    console.as("auditor").post("/rules/lint", Map.of("yaml", RULE)).refused(403, "forbidden");
  }

  @Test
  void eachRuleHasAPageWithItsOwnText() throws IOException {
    ApiClient officer = console.as("secadmin");
    for (JsonNode rule : officer.get("/rules").expect(200).json().path("items")) {
      JsonNode page = officer.get("/rules/" + rule.path("id").asText()).expect(200).json();
      assertThat(page.path("rule").path("id")).isEqualTo(rule.path("id"));
      assertThat(page.path("yaml").asText()).contains(rule.path("title").path("en").asText());
    }
    officer.get("/rules/none").refused(404, "not-found");
    // No engine is configured here: that is said, and nothing made up.
    JsonNode figures = officer.get("/rules/figures").expect(200).json();
    assertThat(figures.path("problem").path("en").asText())
        .isEqualTo("its address is not configured");
    assertThat(figures.path("items")).isEmpty();
  }

  /** What the one new rule found. */
  private static JsonNode tried(ApiClient officer, String yaml) throws IOException {
    ApiClient.Answer asked = officer.post("/rules/backtests", Map.of("yaml", yaml)).expect(202);
    String id = asked.json().path("id").asText();
    JsonNode done =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> officer.get("/rules/backtests/" + id).json(),
                job -> job.path("state").asText().equals("done"));
    assertThat(done.path("done").asInt()).isEqualTo(301);
    assertThat(done.path("bad").asInt()).isEqualTo(1);
    for (JsonNode row : done.path("rows")) {
      if (row.path("status").asText().equals("new")) {
        return row;
      }
    }
    throw new AssertionError("the rule found nothing: " + done);
  }
}
