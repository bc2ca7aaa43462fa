package org.watchfire.console.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ApiClient;
import org.watchfire.console.TestConsole;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/** Imports: what is shown is what is applied, once, and nothing else. */
class ImportsIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static PostgresAccess.Database database;
  private static TestConsole console;
  private static ApiClient secadmin;

  @BeforeAll
  static void start() throws IOException {
    database = TestStack.shared().postgres().newDatabase();
    console = new TestConsole(folder, database).start();
    secadmin = console.as("secadmin");
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void aTableIsComparedShownAndThenApplied() {
    secadmin.put("/people/old", 0, person("旧", 2, "old.account")).expect(200);
    secadmin.put("/people/same", 0, person("同", 2)).expect(200);
    String id =
        upload(
            "kind=person",
            """
            id,name,accounts,clearance,status,employed.until,attributes.grade
            old,旧人,old.account;OFFICE\\OLD2,1,,2027-12-31,
            same,同,,2,active,,
            new,=HYPERLINK("x"),new.account,3,active,,a;b
            bad,坏,old.account,2,gone,,
            bad2,坏,new.account,9,,,
            worse,坏,,two,,,
            ,无,,1,,,
            new,重,,1,,,
            """);
    JsonNode ready = settled(id);
    assertThat(ready.path("state").asText()).as(ready.toString()).isEqualTo("ready");
    assertThat(counts(ready)).containsExactly(8, 1, 1, 1, 0, 5, 1);
    JsonNode changed = rows(id, "changed").get(0);
    assertThat(changed.path("id").asText()).isEqualTo("old");
    assertThat(changed.path("line").asInt()).isEqualTo(2);
    assertThat(changed.path("diff").path("clearance").toString()).isEqualTo("[2,1]");
    assertThat(changed.path("raised").toString()).isEqualTo("[\"accounts\"]");
    List<String> problems = new ArrayList<>();
    for (JsonNode row : rows(id, "error")) {
      JsonNode problem = row.path("problems").get(0);
      problems.add(
          row.path("line").asInt()
              + " "
              + problem.path("column").asText()
              + " "
              + problem.path("code").asText());
      assertThat(problem.path("zh").asText()).isNotEmpty();
      assertThat(problem.path("en").asText()).isNotEmpty();
    }
    assertThat(problems)
        .containsExactly(
            "5 status invalid",
            "6 clearance level",
            "7 clearance invalid",
            "8 id invalid",
            "9 id repeated");
    // Nothing has happened yet.
    secadmin.get("/people/new").refused(404, "not-found");
    secadmin.post("/imports/" + id + "/apply", Map.of()).refused(409, "import-errors");
    ApiClient.Answer effects =
        secadmin
            .post("/imports/" + id + "/apply", Map.of("skipErrors", true))
            .refused(409, "import-effects");
    assertThat(effects.json().path("raised").asInt()).isEqualTo(1);
    apply(id, 0, 1);
    JsonNode done = settled(id);
    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("applied");
    assertThat(done.path("applied").asInt()).isEqualTo(2);
    JsonNode old = secadmin.get("/people/old").expect(200).json();
    assertThat(old.path("name").asText()).isEqualTo("旧人");
    assertThat(old.path("status").asText()).isEqualTo("active");
    assertThat(old.path("department").asText()).isEqualTo("");
    assertThat(old.path("version").asInt()).isEqualTo(2);
    JsonNode added = secadmin.get("/people/new").expect(200).json();
    assertThat(added.path("name").asText()).isEqualTo("=HYPERLINK(\"x\")");
    assertThat(added.path("attributes").path("grade").size()).isEqualTo(2);
    secadmin.get("/people/bad").refused(404, "not-found");
    // The account went with the import: nobody else gets it.
    secadmin.put("/people/thief", 0, person("贼", 1, "old2")).refused(409, "account-taken");
    secadmin.post("/imports/" + id + "/apply", Map.of()).refused(409, "state");
  }

  @Test
  void whatChangedSinceItWasShownIsAConflict() {
    secadmin.put("/people/moving", 0, person("动", 1)).expect(200);
    String id = upload("kind=person", "id,name,clearance\nmoving,动了,2\nappears,新,1\n");
    settled(id);
    secadmin.put("/people/moving", 1, person("先动", 1)).expect(200);
    secadmin.put("/people/appears", 0, person("先到", 1)).expect(200);
    apply(id, 0, 1);
    JsonNode done = settled(id);
    assertThat(done.path("conflicts").asInt()).isEqualTo(2);
    assertThat(rows(id, "conflict").get(0).path("reason").asText()).contains("changed meanwhile");
    assertThat(secadmin.get("/people/moving").json().path("name").asText()).isEqualTo("先动");
    assertThat(secadmin.get("/people/appears").json().path("version").asInt()).isEqualTo(1);
  }

  @Test
  void assetsAreNotWeakenedByATable() {
    secadmin.put("/people/owner", 0, person("主", 1)).expect(200);
    secadmin
        .put(
            "/assets/strong",
            0,
            Map.of("name", "强", "kind", "database", "level", 4, "compartments", List.of("档案")))
        .expect(200);
    String id =
        upload(
            "kind=asset",
            """
            id,name,kind,level,owner,selectors,tags
            strong,强,database,2,,,
            fresh,新,share,,owner,path:/srv/新/**;host:db01,pi;hr
            lost,失,share,1,nobody,,
            odd,怪,share,1,,relative/path,
            kindless,无,,1,,,
            """);
    JsonNode ready = settled(id);
    assertThat(counts(ready)).containsExactly(5, 1, 0, 0, 0, 4, 0);
    assertThat(rows(id, "error").get(3).path("problems").get(0).path("column").asText())
        .isEqualTo("kind");
    JsonNode weakened = rows(id, "error").get(0).path("problems").get(0);
    assertThat(weakened.path("code").asText()).isEqualTo("approval-required");
    assertThat(weakened.path("zh").asText()).contains("level.lower");
    apply(id, 0, 0);
    settled(id);
    assertThat(secadmin.get("/assets/strong").json().path("level").asInt()).isEqualTo(4);
    JsonNode fresh = secadmin.get("/assets/fresh").expect(200).json();
    assertThat(fresh.has("level")).isFalse();
    assertThat(fresh.path("selectors").size()).isEqualTo(2);
  }

  @Test
  void departmentsComeInWholeTrees() throws IOException {
    TestConsole other =
        new TestConsole(folder.resolveSibling("tree-" + System.nanoTime()), database());
    try (other) {
      other.start();
      ApiClient admin = other.as("secadmin");
      String id =
          upload(
              admin,
              "kind=department&format=json",
              """
              [{"id":"处","name":"处","parent":"局"},{"id":"局","name":"局","parent":"市"},
               {"id":"市","name":"市"},{"id":"a","name":"a","parent":"b"},{"id":"b","name":"b","parent":"a"},
               {"id":"c","name":"c","parent":"nowhere"},{"id":"d","name":"d","colour":"red"}]
              """
                  .getBytes(UTF_8));
      JsonNode ready = settled(admin, id);
      assertThat(counts(ready)).containsExactly(7, 3, 0, 0, 0, 4, 0);
      admin.post("/imports/" + id + "/apply", Map.of("skipErrors", true)).expect(202);
      assertThat(settled(admin, id).path("applied").asInt()).isEqualTo(3);
      assertThat(admin.get("/departments/%E5%A4%84").json().path("parent").asText()).isEqualTo("局");
    }
  }

  @Test
  void theWholeTruthRemovesWhoIsNotInIt() throws IOException {
    TestConsole other =
        new TestConsole(folder.resolveSibling("whole-" + System.nanoTime()), database());
    try (other) {
      other.start();
      ApiClient admin = other.as("secadmin");
      admin.put("/people/stays", 0, person("留", 1, "a1")).expect(200);
      admin.put("/people/goes", 0, person("走", 1, "a2")).expect(200);
      admin.put("/people/answers", 0, person("负责", 1)).expect(200);
      admin
          .put("/assets/x", 0, Map.of("name", "x", "kind", "host", "owner", "answers"))
          .expect(200);
      String nameless =
          upload(admin, "kind=person&mode=replace", "id,name\nstays,留\n,谁\n".getBytes(UTF_8));
      assertThat(settled(admin, nameless).path("problem").path("code").asText())
          .isEqualTo("removals");
      String id =
          upload(
              admin,
              "kind=person&mode=replace",
              // The account of who goes is free for who comes.
              "id,name,accounts,clearance\nstays,留,a1,1\ncomes,来,A2,1\n".getBytes(UTF_8));
      JsonNode ready = settled(admin, id);
      assertThat(counts(ready)).containsExactly(2, 1, 0, 1, 1, 1, 0);
      admin
          .post("/imports/" + id + "/apply", Map.of("skipErrors", true, "removed", 2))
          .refused(409, "import-effects");
      admin.post("/imports/" + id + "/apply", Map.of("skipErrors", true, "removed", 1)).expect(202);
      assertThat(settled(admin, id).path("applied").asInt()).isEqualTo(2);
      admin.get("/people/goes").refused(404, "not-found");
      admin.get("/people/answers").expect(200);
      assertThat(admin.get("/people/comes").json().path("accounts").toString())
          .isEqualTo("[\"A2\"]");
    }
  }

  @Test
  void whatIsNoTableIsRefusedAsAWhole() {
    refused("kind=person", "id,name,salary\na,b,3\n".getBytes(UTF_8), "column");
    refused("kind=person", "name\nb\n".getBytes(UTF_8), "column");
    refused("kind=person", "id,id\nb,c\n".getBytes(UTF_8), "column");
    refused("kind=person", new byte[0], "empty");
    refused("kind=person", "id,name\na,\"open\n".getBytes(UTF_8), "csv");
    refused("kind=person", "id,name\na,名\n".getBytes(Charset.forName("GB18030")), "charset");
    refused("kind=person&format=json", "[{\"id\":\"a\"}".getBytes(UTF_8), "json");
    refused("kind=person&format=json", "[{\"id\":\"a\",\"id\":\"b\"}]".getBytes(UTF_8), "json");
    refused(
        "kind=person&format=json",
        ("[{\"id\":\"a\",\"attributes\":" + "[".repeat(500) + "]".repeat(500) + "}]")
            .getBytes(UTF_8),
        "json");
    refused("kind=person", ("id,name\na," + "x".repeat(100_000)).getBytes(UTF_8), "csv");
    String gb =
        upload(
            secadmin,
            "kind=person&charset=gb18030",
            "id,name\ngb,名字\n".getBytes(Charset.forName("GB18030")));
    settled(gb);
    assertThat(rows(gb, "created").get(0).path("body").path("name").asText()).isEqualTo("名字");
    secadmin.delete("/imports/" + gb).expect(204);
    secadmin.post("/imports/" + gb + "/apply", Map.of()).refused(409, "state");
  }

  @Test
  void wrongRequestsAndWrongPeopleAreRefused() throws IOException {
    post(secadmin, "kind=building", new byte[0]).refused(400, "invalid");
    post(secadmin, "kind=person&mode=erase", new byte[0]).refused(400, "invalid");
    post(secadmin, "kind=person&format=xlsx", new byte[0]).refused(400, "invalid");
    post(secadmin, "kind=department&mode=replace", new byte[0]).refused(400, "invalid");
    post(secadmin, "source=nowhere", new byte[0]).refused(404, "not-found");
    post(console.as("analyst"), "kind=person", new byte[0]).refused(403, "forbidden");
    secadmin.get("/imports/" + "0".repeat(32)).refused(404, "not-found");
    secadmin.get("/imports/x").refused(404, "not-found");
  }

  @Test
  void whatWasShownCannotBeChangedBySql() throws Exception {
    String id = upload("kind=person", "id,name,clearance\nhonest,诚实,1\n");
    settled(id);
    assertThat(
            console.sql(
                "UPDATE import_rows SET body = replace(body, '\"clearance\":1', '\"clearance\":6')"
                    + " WHERE import_id = '"
                    + id
                    + "'"))
        .isEqualTo(1);
    apply(id, 0, 0);
    JsonNode stopped = settled(id);
    assertThat(stopped.path("state").asText()).isEqualTo("stopped");
    assertThat(stopped.path("problem").path("code").asText()).isEqualTo("altered");
    secadmin.get("/people/honest").refused(404, "not-found");
  }

  @Test
  void aConsoleThatDiesInTheMiddleIsFollowedByOneThatGoesOn() throws Exception {
    int people = 5 * ImportPlan.BATCH;
    StringBuilder table = new StringBuilder("id,name,accounts,clearance\n");
    for (int i = 0; i < people; i++) {
      table.append("many-").append(i).append(",人员").append(i).append(",m").append(i).append(",1\n");
    }
    PostgresAccess.Database shared = database();
    Path at = folder.resolveSibling("dies-" + System.nanoTime());
    String id;
    try (TestConsole first = new TestConsole(at, shared)) {
      first.start();
      ApiClient admin = first.as("secadmin");
      id = upload(admin, "kind=person", table.toString().getBytes(UTF_8));
      assertThat(settled(admin, id).path("created").asInt()).isEqualTo(people);
      admin.post("/imports/" + id + "/apply", Map.of()).expect(202);
      // It is closed as soon as something of it is done: the rest is left.
      Awaitility.await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> admin.get("/imports/" + id).json().path("applied").asInt() > 0);
    }
    try (TestConsole second = new TestConsole(at, shared)) {
      second.start();
      ApiClient admin = second.as("secadmin");
      JsonNode done = settled(admin, id);
      assertThat(done.path("state").asText()).isEqualTo("applied");
      assertThat(done.path("applied").asInt()).isEqualTo(people);
      assertThat(done.path("conflicts").asInt()).isZero();
      try (var connection = second.sql();
          var rows =
              connection
                  .createStatement()
                  .executeQuery(
                      "SELECT count(*), max(version), (SELECT count(*) FROM policy_history"
                          + " WHERE type = 'person') FROM policy_objects WHERE type = 'person'")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(people);
        assertThat(rows.getInt(2)).isEqualTo(1);
        assertThat(rows.getInt(3)).isEqualTo(people);
      }
      admin.post("/integrity/rows/check", Map.of()).expect(200);
      assertThat(admin.get("/integrity/rows").json().path("findings").size()).isZero();
    }
  }

  private static PostgresAccess.Database database() throws IOException {
    return TestStack.shared().postgres().newDatabase();
  }

  private static void refused(String query, byte[] file, String code) {
    JsonNode view = settled(upload(secadmin, query, file));
    assertThat(view.path("state").asText()).as(view.toString()).isEqualTo("refused");
    assertThat(view.path("problem").path("code").asText()).isEqualTo(code);
  }

  private static void apply(String id, int removed, int raised) {
    secadmin
        .post(
            "/imports/" + id + "/apply",
            Map.of("skipErrors", true, "removed", removed, "raised", raised))
        .expect(202);
  }

  private static JsonNode settled(String id) {
    return settled(secadmin, id);
  }

  private static JsonNode settled(ApiClient client, String id) {
    return Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> client.get("/imports/" + id).expect(200).json(),
            view -> !List.of("reading", "applying").contains(view.path("state").asText()));
  }

  /** Rows, created, changed, unchanged, removed, errors, raised. */
  private static List<Integer> counts(JsonNode view) {
    return List.of("rows", "created", "changed", "unchanged", "removed", "errors", "raised")
        .stream()
        .map(name -> view.path(name).asInt())
        .toList();
  }

  private static List<JsonNode> rows(String id, String change) {
    List<JsonNode> rows = new ArrayList<>();
    String cursor = "0";
    while (cursor != null) {
      JsonNode page =
          secadmin
              .get("/imports/" + id + "/rows?limit=2&change=" + change + "&cursor=" + cursor)
              .expect(200)
              .json();
      page.path("items").forEach(rows::add);
      cursor = page.path("next").isNull() ? null : page.path("next").asText();
    }
    return rows;
  }

  private static String upload(String query, String file) {
    return upload(secadmin, query, file.getBytes(UTF_8));
  }

  private static String upload(ApiClient client, String query, byte[] file) {
    return post(client, query, file).expect(202).json().path("id").asText();
  }

  private static ApiClient.Answer post(ApiClient client, String query, byte[] file) {
    return client.send(
        client
            .request("/imports?" + query)
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(file)));
  }

  private static Map<String, Object> person(String name, int clearance, String... accounts) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("accounts", List.of(accounts));
    body.put("clearance", clearance);
    body.put("status", "active");
    return body;
  }
}
