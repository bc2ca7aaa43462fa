package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.identity.OneTimeCodes;
import org.watchfire.core.alert.SystemRule;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/** A grant from taking to review, with what refuses it. */
class BreakGlassIT {
  private static final String REASON = "值班时发现档案库被批量读取，需立即核对内容";
  private static final String REVIEW = "已核对全部记录，与案件相符，授权使用恰当无滥用";

  @TempDir static Path folder;
  private static PostgresAccess.Database database;
  private static TestConsole console;
  private static AccessDesk desk;
  private static String secret;
  private static String caseId;

  @BeforeAll
  static void start() throws IOException {
    TestStack.shared().kafka().resetTopics();
    database = TestStack.shared().postgres().newDatabase();
    console = new TestConsole(folder, database).withKafka().start();
    desk = new AccessDesk(console);
    desk.account("zhao", "zhao", "ANALYST");
    desk.account("qian", "qian", "ANALYST");
    desk.account("owner", "p-owner", "DATA_OWNER");
    desk.person("zhao", 2, "soc");
    desk.person("qian", 2, "soc");
    desk.asset("archive-3", 3);
    desk.asset("archive-4", 4);
    desk.asset("finance-3", 3, "finance");
    ApiClient zhao = desk.as("zhao");
    caseId =
        zhao.post("/cases", Map.of("title", "档案库被批量读取", "severity", "high"))
            .expect(201)
            .json()
            .path("id")
            .asText();
    secret =
        zhao.post("/session/second-factor", Map.of()).expect(201).json().path("secret").asText();
    zhao.put("/session/second-factor", Map.of("code", OneTimeCodes.at(secret, -1))).expect(204);
    desk.publish(desk.draft("一级可读", AccessDesk.allow("read-1", 1, "read")));
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void aGrantIsTakenToldExplainedEndedAndReviewed() throws Exception {
    desk.as("qian")
        .post("/break-glass", asked("000000", "archive-3"))
        .refused(403, "second-factor");
    ApiClient zhao = console.anonymous();
    String used = OneTimeCodes.at(secret, 0);
    zhao.signIn("zhao", AccessDesk.PASSWORD, used).expect(200);
    zhao.post("/break-glass", asked("000000", "archive-4")).refused(403, "too-far");
    zhao.post("/break-glass", asked("000000", "finance-3")).refused(403, "too-far");
    zhao.post("/break-glass", asked("000000", "nothing")).refused(404, "not-found");
    Map<String, Object> elsewhere = new HashMap<>(asked("000000", "archive-3"));
    elsewhere.put("caseId", "2020-000001");
    zhao.post("/break-glass", elsewhere).refused(422, "case");
    Map<String, Object> shortly = new HashMap<>(asked("000000", "archive-3"));
    shortly.put("reason", "急");
    zhao.post("/break-glass", shortly).refused(400, "json");
    Map<String, Object> forDays = new HashMap<>(asked("000000", "archive-3"));
    forDays.put("minutes", 61);
    zhao.post("/break-glass", forDays).refused(400, "json");
    console
        .as("secadmin")
        .post("/break-glass", asked("000000", "archive-3"))
        .refused(403, "forbidden");
    // The code of the sign-in was used up by it.
    zhao.post("/break-glass", asked(used, "archive-3")).refused(403, "second-factor");
    assertThat(explained("archive-3").path("reason").asText()).isEqualTo("clearance");

    JsonNode grant =
        zhao.post("/break-glass", asked(OneTimeCodes.at(secret, 1), "archive-3"))
            .expect(201)
            .json();
    String path = "/break-glass/" + grant.path("id").asText();
    assertThat(grant.path("active").asBoolean()).isTrue();
    JsonNode explained = explained("archive-3");
    assertThat(explained.path("allowed").asBoolean()).isTrue();
    assertThat(explained.path("reason").asText()).isEqualTo("emergency");
    assertThat(explained.path("emergency_grant")).isEqualTo(grant.path("id"));
    assertThat(explained.path("emergency").path("result").asText()).isEqualTo("true");
    assertThat(explained("archive-4").path("reason").asText()).isEqualTo("clearance");
    assertThat(
            console
                .as("auditadmin")
                .get("/access/explain?person=zhao&asset=archive-3&action=export&now=true")
                .json()
                .path("allowed")
                .asBoolean())
        .isFalse();
    awaitAlert(SystemRule.EMERGENCY_GRANT, grant.path("id").asText());

    ApiClient auditadmin = console.as("auditadmin");
    Map<String, Object> review = Map.of("verdict", "justified", "text", REVIEW);
    auditadmin.post(path + "/review", review).refused(409, "state");
    zhao.post(path + "/end", Map.of()).expect(200);
    assertThat(explained("archive-3").path("reason").asText()).isEqualTo("clearance");
    zhao.post("/break-glass", asked("000000", "archive-3")).refused(409, "review-due");
    desk.as("qian").get(path).refused(404, "not-found");
    assertThat(desk.as("owner").get("/break-glass?review=open").json().path("items")).hasSize(1);
    nobodyReviewsItInTime(grant.path("id").asText());
    desk.as("owner").post(path + "/review", review).refused(403, "forbidden");
    assertThat(auditadmin.post(path + "/review", review).expect(200).json().path("review").asText())
        .isEqualTo("justified");
    auditadmin.post(path + "/review", review).refused(409, "state");
    // Reviewed: the next one is only a matter of a fresh code.
    zhao.post("/break-glass", asked("000000", "archive-3")).refused(403, "second-factor");

    console.sql("UPDATE emergency_grants SET ends_at = now() + interval '1 day', ended_at = NULL");
    console
        .as("analyst")
        .get("/access/explain?person=zhao&asset=archive-3")
        .refused(403, "integrity");
  }

  /** Another console of the same installation, three days later. */
  private static void nobodyReviewsItInTime(String grant) throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("later"));
    try (TestConsole later = new TestConsole(elsewhere, database).withKafka()) {
      later.likeThatOf(folder).at(Clock.offset(Clock.systemUTC(), Duration.ofHours(73))).start();
      awaitAlert(SystemRule.REVIEW_OVERDUE, grant);
    }
  }

  private static void awaitAlert(SystemRule rule, String grant) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                desk.topic(Topics.ALERTS).stream()
                    .map(value -> new String(value, StandardCharsets.UTF_8))
                    .anyMatch(
                        alert ->
                            alert.contains(rule.id())
                                && alert.contains(grant)
                                && alert.contains("\"severity\":\"high\"")
                                && alert.contains("archive-3")));
  }

  private static JsonNode explained(String asset) throws IOException {
    return console
        .as("auditadmin")
        .get("/access/explain?person=zhao&asset=" + asset + "&now=true")
        .expect(200)
        .json();
  }

  private static Map<String, Object> asked(String code, String... assets) {
    return Map.of(
        "reason", REASON, "caseId", caseId, "assets", List.of(assets), "minutes", 15, "code", code);
  }
}
