package org.watchfire.console.classification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ApiClient;
import org.watchfire.console.TestConsole;
import org.watchfire.deploy.standalone.TestStack;

/** From an agent's report to a level that somebody answers for. */
class ClassificationIT {
  @TempDir static Path folder;
  private static TestConsole console;
  private static ApiClient secadmin;
  private static ApiClient agent;
  private static ApiClient owner;

  @BeforeAll
  static void start() throws IOException {
    console =
        new TestConsole(folder, TestStack.shared().postgres().newDatabase())
            .with("classification", "{auto-raise: true}")
            .start();
    secadmin = console.as("secadmin");
    agent = account("scanner", "AGENT");
    owner = account("owner", "DATA_OWNER");
    secadmin.put("/departments/财政局", 0, Map.of("name", "财政局")).expect(200);
    secadmin.put("/departments/预算处", 0, Map.of("name", "预算处", "parent", "财政局")).expect(200);
    secadmin
        .put(
            "/people/owner",
            0,
            Map.of("name", "负责人", "department", "财政局", "clearance", 6, "status", "active"))
        .expect(200);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void whatAnAgentFindsIsRecommendedRaisedAndTold() {
    asset("citizens", 2, "owner", null);
    JsonNode answer =
        report("citizens", 20_000L, finding("resident-id", 500, 95)).expect(200).json();
    assertThat(answer.path("decided").asInt()).isEqualTo(4);
    assertThat(answer.path("recommended").path("level").asInt()).isEqualTo(4);
    JsonNode first = answer.path("recommended").path("reasons").get(0);
    assertThat(first.path("zh").asText()).contains("20000 人");
    assertThat(first.path("en").asText()).contains("20000 persons");
    JsonNode notice = owner.get("/classification/notices").expect(200).json().path("items").get(0);
    assertThat(notice.path("asset").asText()).isEqualTo("citizens");
    assertThat(notice.path("from").asInt()).isEqualTo(2);
    assertThat(notice.path("to").asInt()).isEqualTo(4);
    owner
        .post("/classification/notices/" + notice.path("id").asInt() + "/seen", Map.of())
        .expect(204);
    // Found nothing after all: the level stays, the recommendation does not.
    report("citizens", 20_000L, finding("resident-id", 0, 95)).expect(200);
    JsonNode view = secadmin.get("/classification/assets/citizens").expect(200).json();
    assertThat(view.path("decided").asInt()).isEqualTo(4);
    assertThat(view.path("recommended").path("level").asInt()).isEqualTo(1);
    assertThat(view.path("history").size()).isEqualTo(2);
    report("citizens", 20_000L, finding("resident-id", 0, 95)).expect(200);
    assertThat(secadmin.get("/classification/assets/citizens").json().path("history").size())
        .isEqualTo(2);
  }

  @Test
  void whatIsUncertainIsNotRaised() {
    asset("vague", 1, null, null);
    JsonNode answer = report("vague", null, finding("resident-id", 500, 30)).expect(200).json();
    assertThat(answer.path("decided").asInt()).isEqualTo(1);
    assertThat(answer.path("recommended").path("certain").asBoolean()).isFalse();
    asset("ungraded", null, null, null);
    JsonNode presumed = report("ungraded", null, finding("mobile-phone", 5, 90)).expect(200).json();
    assertThat(presumed.path("decided").isNull()).isTrue();
  }

  @Test
  void reportsAreOfAgentsAndBounded() {
    secadmin.post("/classification/findings", Map.of("asset", "x")).refused(403, "forbidden");
    report("nowhere", null, finding("resident-id", 1, 90)).refused(404, "not-found");
    report("../etc", null, finding("resident-id", 1, 90)).refused(404, "not-found");
    asset("bounded", 1, null, null);
    report("bounded", -1L, finding("resident-id", 1, 90)).expect(400);
    report("bounded", 1L, finding("Resident ID", 1, 90)).expect(400);
    report("bounded", 1L, finding("resident-id", 1, 101)).expect(400);
    report("bounded", 1L, finding("resident-id", 1, 90), finding("resident-id", 2, 90)).expect(400);
    agent
        .post("/classification/findings", Map.of("asset", "bounded", "colour", "red"))
        .refused(400, "json");
    agent.get("/assets/bounded").refused(403, "forbidden");
  }

  @Test
  void conflictsComeInTheOrderOfTheirUrgency() throws Exception {
    asset("late", 2, "owner", "2020-01-01");
    asset("low", 1, "owner", null);
    asset("nobody-graded", null, "owner", null);
    // As it was before levels were raised at once.
    console.sql(
        "INSERT INTO asset_recommendations (asset_id, rank, certain, reasons, inputs, made_at,"
            + " checked_at) VALUES ('low', 4, true, '[]', 'x', now(), now())");
    List<String> found = new ArrayList<>();
    String next = "";
    while (next != null) {
      JsonNode page = owner.get("/classification/conflicts?limit=1" + next).expect(200).json();
      page.path("items")
          .forEach(i -> found.add(i.path("kind").asText() + " " + i.path("asset").asText()));
      next = page.path("next").isNull() ? null : "&cursor=" + page.path("next").asText();
    }
    assertThat(found)
        .containsSubsequence("recommended low", "ungraded nobody-graded", "overdue late");
    JsonNode coverage = owner.get("/classification/coverage").expect(200).json();
    assertThat(coverage.path("assets").asInt())
        .isEqualTo(coverage.path("graded").asInt() + coverage.path("ungraded").asInt());
    assertThat(coverage.path("overdue").asInt()).isEqualTo(1);
    secadmin.get("/classification/conflicts?cursor=x").expect(400);
  }

  @Test
  void ownersSeeTheirOwnAndThoseOfTheirDepartmentOnly() {
    asset("of-others", 2, null, null);
    Map<String, Object> below = body("下级", 2, null, null);
    below.put("departments", List.of("预算处"));
    secadmin.put("/assets/of-department", 0, below).expect(200);
    owner.get("/assets/of-department").expect(200);
    owner.get("/classification/assets/of-department").expect(200);
    owner.get("/assets/of-others").refused(404, "not-found");
    owner.get("/classification/assets/of-others").refused(404, "not-found");
    owner.post("/classification/assets/of-others/recommend", Map.of()).refused(404, "not-found");
    String listed = owner.get("/assets?limit=200").expect(200).text();
    assertThat(listed).contains("of-department").doesNotContain("of-others");
  }

  @Test
  void aCampaignEndsInEvidence() throws Exception {
    asset("c-keep", 2, "owner", null);
    asset("c-raise", 2, "owner", null);
    asset("c-lower", 3, "owner", null);
    String due = LocalDate.now().plusDays(30).toString();
    String id =
        secadmin
            .post(
                "/classification/campaigns", Map.of("title", "年度复核", "owner", "owner", "due", due))
            .expect(201)
            .json()
            .path("id")
            .asText();
    secadmin
        .post("/classification/campaigns", Map.of("title", "x", "due", "2020-01-01"))
        .expect(400);
    owner
        .post("/classification/campaigns", Map.of("title", "x", "due", due))
        .refused(403, "forbidden");
    String items = "/classification/campaigns/" + id + "/items/";
    owner.post(items + "c-keep", verdict(9, "keep", null)).refused(409, "stale");
    JsonNode kept = owner.post(items + "c-keep", verdict(1, "keep", null)).expect(200).json();
    assertThat(kept.path("decidedBy").asText()).isEqualTo("owner");
    assertThat(secadmin.get("/assets/c-keep").json().path("review").asText())
        .isGreaterThan(LocalDate.now().plusMonths(11).toString());
    owner.post(items + "c-keep", verdict(2, "keep", null)).refused(409, "state");
    owner.post(items + "c-raise", verdict(1, "raise", 1)).refused(409, "state");
    owner.post(items + "c-raise", verdict(1, "raise", 5)).expect(200);
    JsonNode raised = secadmin.get("/assets/c-raise").json();
    assertThat(raised.path("level").asInt()).isEqualTo(5);
    assertThat(raised.path("review").asText()).isLessThan(LocalDate.now().plusMonths(7).toString());
    owner.post(items + "c-lower", verdict(1, "lower-request", 2)).expect(400);
    Map<String, Object> lower = verdict(1, "lower-request", 2);
    lower.put("comment", "=cmd|' /C calc'!A0");
    owner.post(items + "c-lower", lower).expect(200);
    // It was asked for; nothing is lowered.
    assertThat(secadmin.get("/assets/c-lower").json().path("level").asInt()).isEqualTo(3);
    JsonNode view = owner.get("/classification/campaigns/" + id).expect(200).json();
    assertThat(view.path("decided").asInt()).isEqualTo(3);
    assertThat(view.path("raised").asInt()).isEqualTo(1);
    assertThat(view.path("lowerRequested").asInt()).isEqualTo(1);
    String csv = owner.get("/classification/campaigns/" + id + "/evidence").expect(200).text();
    assertThat(csv).contains("c-keep,").contains("'=cmd|").doesNotContain(",=cmd");
    assertThat(
            owner
                .get("/classification/campaigns/" + id + "/items?open=1")
                .json()
                .path("items")
                .toString())
        .doesNotContain("c-keep");
  }

  @Test
  void anotherSchemeTakesAnotherPerson() {
    JsonNode offered = secadmin.get("/levels/schemes").expect(200).json().path("schemes");
    assertThat(offered).hasSize(2);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("kind", "level-scheme.change");
    request.put("target", "default");
    request.put("reason", "省级指南");
    List<Object> levels = new ArrayList<>();
    offered.get(0).path("levels").forEach(levels::add);
    levels.add(Map.of("id", "beyond", "rank", 7, "zh", "超核心", "en", "Beyond core"));
    request.put("parameters", Map.of("version", 1, "levels", levels.subList(0, 3)));
    // Somebody has clearance 6.
    secadmin.post("/approvals", request).refused(409, "in-use");
    request.put("parameters", Map.of("version", 9, "levels", levels));
    secadmin.post("/approvals", request).refused(409, "stale");
    request.put("parameters", Map.of("version", 1, "levels", levels));
    JsonNode asked = secadmin.post("/approvals", request).expect(201).json();
    owner
        .post(
            "/approvals/" + asked.path("id").asText() + "/decision",
            Map.of("approve", true, "reason", "同意", "hash", asked.path("hash").asText()))
        .expect(200);
    assertThat(secadmin.get("/levels").json().path("levels")).hasSize(7);
  }

  private static ApiClient account(String name, String role) throws IOException {
    JsonNode made =
        console
            .as("sysadmin")
            .post("/users", Map.of("username", name, "displayName", name, "personId", name))
            .expect(201)
            .json();
    JsonNode account =
        secadmin
            .put("/users/" + name + "/roles", Map.of("roles", List.of(role)))
            .expect(200)
            .json();
    assertThat(account.path("roles").toString()).contains(role);
    return console.anonymous().signedIn(name, made.path("password").asText());
  }

  private static void asset(String id, Integer level, String owner, String review) {
    secadmin.put("/assets/" + id, 0, body(id, level, owner, review)).expect(200);
  }

  private static Map<String, Object> body(String name, Integer level, String owner, String review) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("kind", "database");
    body.put("level", level);
    body.put("owner", owner);
    body.put("review", review);
    return body;
  }

  private static Map<String, Object> verdict(int version, String decision, Integer level) {
    Map<String, Object> verdict = new LinkedHashMap<>();
    verdict.put("version", version);
    verdict.put("decision", decision);
    verdict.put("level", level);
    return verdict;
  }

  private static Map<String, Object> finding(String detector, int found, int confidence) {
    return Map.of("detector", detector, "found", found, "confidence", confidence);
  }

  @SafeVarargs
  private static ApiClient.Answer report(
      String asset, Long subjects, Map<String, Object>... findings) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("asset", asset);
    report.put("subjects", subjects);
    report.put("names", List.of("tbl"));
    report.put("findings", List.of(findings));
    return agent.post("/classification/findings", report);
  }
}
