package org.watchfire.console.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
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

/** Departments, what people and assets refer to, and lists of them. */
class PeopleAndAssetsIT {
  @TempDir static Path folder;
  private static TestConsole console;
  private static ApiClient secadmin;

  @BeforeAll
  static void start() throws IOException {
    console = new TestConsole(folder, TestStack.shared().postgres().newDatabase()).start();
    secadmin = console.as("secadmin");
    secadmin.put("/departments/city", 0, Map.of("name", "市政府")).expect(200);
    secadmin.put("/departments/财政局", 0, Map.of("name", "财政局", "parent", "city")).expect(200);
    secadmin.put("/departments/预算处", 0, Map.of("name", "预算处", "parent", "财政局")).expect(200);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void theTreeHasNoRingsAndNothingIsRemovedThatIsInUse() {
    secadmin
        .put("/departments/city", 1, Map.of("name", "市政府", "parent", "预算处"))
        .refused(409, "ring");
    secadmin.put("/departments/x", 0, Map.of("name", "x", "parent", "x")).refused(409, "ring");
    secadmin.put("/departments/x", 0, Map.of("name", "x", "parent", "nowhere")).expect(400);
    secadmin.delete("/departments/财政局", 1).refused(409, "in-use");
    secadmin.put("/departments/moving", 0, Map.of("name", "移动")).expect(200);
    secadmin.put("/departments/moving", 1, Map.of("name", "移动", "parent", "预算处")).expect(200);
    secadmin
        .put("/departments/预算处", 1, Map.of("name", "预算处", "parent", "moving"))
        .refused(409, "ring");
    secadmin.put("/people/mover", 0, person("搬", Map.of("department", "moving"))).expect(200);
    secadmin.delete("/departments/moving", 2).refused(409, "in-use");
    secadmin.put("/people/mover", 1, person("搬", Map.of("department", "city"))).expect(200);
    secadmin.delete("/departments/moving", 2).expect(204);
    secadmin.get("/departments/moving").refused(404, "not-found");
    List<String> top = new ArrayList<>();
    secadmin
        .get("/departments?department=-")
        .expect(200)
        .json()
        .path("items")
        .forEach(d -> top.add(d.path("id").asText()));
    assertThat(top).contains("city").doesNotContain("财政局", "预算处");
  }

  @Test
  void theTreeIsNotDeeperThanItMayBe() {
    String parent = "";
    for (int i = 0; i < DepartmentTree.MAX_DEPTH; i++) {
      secadmin.put("/departments/deep-" + i, 0, Map.of("name", "d", "parent", parent)).expect(200);
      parent = "deep-" + i;
    }
    secadmin.put("/departments/too-deep", 0, Map.of("name", "d", "parent", parent)).expect(400);
    // Nor by moving a whole branch.
    secadmin.put("/departments/deep-0", 1, Map.of("name", "d", "parent", "city")).expect(400);
  }

  @Test
  void whatIsNamedMustBeThere() {
    secadmin.put("/people/a", 0, person("甲", Map.of("department", "无此部门"))).expect(400);
    ApiClient.Answer owner =
        secadmin.put("/assets/a", 0, asset("甲", Map.of("owner", "nobody"))).expect(400);
    assertThat(owner.text()).contains("no person nobody");
    secadmin.put("/people/keeper", 0, person("保管", Map.of())).expect(200);
    secadmin.put("/assets/kept", 0, asset("档案", Map.of("owner", "keeper"))).expect(200);
    secadmin.delete("/people/keeper", 1).refused(409, "in-use");
  }

  @Test
  void everythingThatABodyMaySayComesBack() {
    Map<String, Object> more =
        Map.of(
            "roles", List.of("clerk"),
            "attributes", Map.of("employment", List.of("staff")),
            "employed", Map.of("from", "2026-01-01", "until", "2027-12-31"));
    secadmin.put("/people/whole", 0, person("全", more)).expect(200);
    JsonNode read = secadmin.get("/people/whole").expect(200).json();
    assertThat(read.path("employed").path("until").asText()).isEqualTo("2027-12-31");
    assertThat(read.path("attributes").path("employment").get(0).asText()).isEqualTo("staff");
    assertThat(read.path("roles").get(0).asText()).isEqualTo("clerk");
    Map<String, Object> parts = new LinkedHashMap<>(asset("资产", Map.of("tags", List.of("pi"))));
    parts.put("sharing", "conditional");
    parts.put("retention", 400);
    parts.put("review", "2027-01-31");
    parts.put("key", "archive-key");
    parts.remove("level");
    secadmin.put("/assets/ungraded", 0, parts).expect(200);
    JsonNode asset = secadmin.get("/assets/ungraded").expect(200).json();
    assertThat(asset.has("level")).isFalse();
    assertThat(asset.path("retention").asInt()).isEqualTo(400);
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("employed", Map.of("from", "2026-02-30")),
            Map.of("employed", Map.of("from", "2026-02-02", "until", "2026-02-01")),
            Map.of("employed", Map.of("since", "2026-02-02")),
            Map.of("attributes", Map.of("a", "text")))) {
      secadmin.put("/people/wrong", 0, person("错", wrong)).expect(400);
    }
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("sharing", "all"),
            Map.of("retention", 0),
            Map.of("review", "soon"),
            Map.of("level", 9),
            Map.of("shape", "round"))) {
      secadmin.put("/assets/wrong", 0, asset("错", wrong)).expect(400);
    }
  }

  @Test
  void eachWayOfProtectingLessNeedsApproval() {
    Map<String, Object> strict = new LinkedHashMap<>();
    strict.put("level", 3);
    strict.put("tags", List.of("pi"));
    strict.put("sharing", "conditional");
    strict.put("retention", 400);
    secadmin.put("/assets/strict", 0, asset("严", strict)).expect(200);
    for (Map.Entry<String, Object> weaker :
        Map.<String, Object>of(
                "level", 2, "tags", List.of(), "sharing", "unconditional", "retention", 399)
            .entrySet()) {
      Map<String, Object> change = new LinkedHashMap<>(strict);
      change.put(weaker.getKey(), weaker.getValue());
      ApiClient.Answer refused =
          secadmin.put("/assets/strict", 1, asset("严", change)).refused(409, "approval-required");
      assertThat(refused.json().path("fields").toString()).contains(weaker.getKey());
      change.remove(weaker.getKey());
      secadmin.put("/assets/strict", 1, asset("严", change)).refused(409, "approval-required");
    }
    strict.put("sharing", "none");
    strict.put("level", 4);
    strict.put("retention", 500);
    secadmin.put("/assets/strict", 1, asset("严", strict)).expect(200);
  }

  @Test
  void listsArePagedAndFiltered() {
    for (int i = 0; i < 7; i++) {
      secadmin
          .put(
              "/people/list-" + i,
              0,
              person(
                  (i % 2 == 0 ? "欧阳" : "司马") + i,
                  Map.of(
                      "department",
                      i < 3 ? "预算处" : "财政局",
                      "clearance",
                      i,
                      "status",
                      i == 6 ? "left" : "active",
                      "accounts",
                      List.of("list_" + i))))
          .expect(200);
    }
    List<String> paged = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          secadmin
              .get("/people?department=%E8%B4%A2%E6%94%BF%E5%B1%80&below=1&limit=2" + next)
              .expect(200)
              .json();
      assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
      page.path("items").forEach(p -> paged.add(p.path("id").asText()));
      next = page.path("next").isNull() ? null : "&cursor=" + page.path("next").asText();
    } while (next != null);
    assertThat(paged)
        .containsExactly("list-0", "list-1", "list-2", "list-3", "list-4", "list-5", "list-6");
    assertThat(ids("?department=%E8%B4%A2%E6%94%BF%E5%B1%80"))
        .containsExactly("list-3", "list-4", "list-5", "list-6");
    assertThat(ids("?q=%E6%AC%A7%E9%98%B3"))
        .containsExactly("list-0", "list-2", "list-4", "list-6");
    assertThat(ids("?q=LIST_3")).containsExactly("list-3");
    assertThat(ids("?q=list%25")).isEmpty();
    assertThat(ids("?q=list-&level=5")).containsExactly("list-5");
    assertThat(ids("?q=list-&status=left")).containsExactly("list-6");
    secadmin.get("/people?level=x").expect(400);
    secadmin.get("/people?limit=1000").expect(400);
    secadmin.get("/people?status=a&kind=b").expect(400);
    // Nothing of SQL in it.
    assertThat(ids("?q=%27%20OR%20%27%27%3D%27")).isEmpty();
  }

  private static List<String> ids(String query) {
    List<String> ids = new ArrayList<>();
    secadmin
        .get("/people" + query)
        .expect(200)
        .json()
        .path("items")
        .forEach(p -> ids.add(p.path("id").asText()));
    return ids;
  }

  private static Map<String, Object> person(String name, Map<String, Object> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("accounts", List.of());
    body.put("department", "city");
    body.put("clearance", 1);
    body.put("compartments", List.of());
    body.put("status", "active");
    body.put("admin", false);
    body.putAll(more);
    return body;
  }

  private static Map<String, Object> asset(String name, Map<String, Object> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("kind", "database");
    body.put("selectors", List.of());
    body.put("level", 2);
    body.put("compartments", List.of());
    body.put("departments", List.of());
    body.put("marking", null);
    body.putAll(more);
    return body;
  }
}
