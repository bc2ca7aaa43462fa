package org.watchfire.console.exceptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleOverride;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.match.Suppression;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;

/** From an alert to an exception in force, and what stands in between. */
class ExceptionsIT {
  private static final String RULE = "28311e7e-0896-5676-a7b8-72ebbf59dfdd";
  private static final String GRADED_READ = "676fbdbb-cf2e-5d3d-9944-59ccfab0e01a";
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @TempDir static Path folder;
  private static TestConsole console;
  private static ApiClient analyst;
  private static ApiClient lead;

  @BeforeAll
  static void start() throws Exception {
    NoteSigner site = NoteSigner.generate("test.watchfire", new SecureRandom());
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // Forty of the backup's address, ten of others; ten too long ago.
      String source = i < 40 ? "10.20.3.200" : "10.9.9." + i;
      events.add(event(source, NOW.minus(Duration.ofHours(i < 50 ? i : 24 * 40 + i))));
    }
    for (int i = 0; i < 7; i++) {
      events.add(fileRead("/srv/archive/" + i, NOW.minus(Duration.ofHours(i))));
    }
    events.add(fileRead("/srv/public/1", NOW));
    events.add("no event".getBytes(StandardCharsets.UTF_8));
    Path ledgers = Files.createDirectories(folder.resolve("ledgers"));
    try (StreamLedger ledger =
        StreamLedger.of(ledgers, folder.resolve("marks"), Stream.EVENTS, site).open()) {
      ledger.append(events, Commit.NONE);
      ledger.publish();
    }
    Files.writeString(folder.resolve("ledger.pub"), site.verifier().text());
    console =
        new TestConsole(
                Files.createDirectories(folder.resolve("console")),
                TestStack.shared().postgres().newDatabase())
            .with("ledger", "{directory: '../ledgers', public-key: '../ledger.pub'}")
            .start();
    analyst = console.as("analyst");
    lead = console.account("chen", "SHIFT_LEAD");
    alert(1, "sigma", RULE);
    alert(2, "label", "access-policy:archive");
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void fromTheAlertOverThePreviewAndTheApprovalIntoForce() throws Exception {
    JsonNode draft =
        analyst.post("/alerts/" + id(1) + "/exception-draft", Map.of()).expect(200).json();
    assertThat(draft.path("rules").get(0).asText()).isEqualTo(RULE);
    assertThat(draft.path("conditions").toString()).contains("host.name", "oa-web01");
    assertThat(draft.path("owner").asText()).isEqualTo("analyst");
    analyst.post("/alerts/" + id(2) + "/exception-draft", Map.of()).refused(422, "exception-kind");

    JsonNode preview = previewed(wish("10.20.3.200"));
    JsonNode result = preview.path("result");
    assertThat(result.path("hidden").asInt()).isEqualTo(40);
    assertThat(result.path("remaining").asInt()).isEqualTo(10);
    assertThat(result.path("unreadable").asInt()).isEqualTo(1);
    assertThat(result.path("samples")).hasSize(10);
    assertThat(result.path("warnings")).isEmpty();
    String id = preview.path("id").asText();

    request(analyst, id).refused(403, "forbidden");
    JsonNode asked = request(lead, id).expect(201).json();
    assertThat(asked.path("impact").toString()).contains("\"before\":\"50\"", "\"after\":\"10\"");
    decide(lead, asked).refused(403, "own-request");
    assertThat(decide(console.as("secadmin"), asked).expect(200).json().path("state").asText())
        .isEqualTo("executed");

    PolicyObject published = published(id);
    RuleFiles.Pack pack = RuleFiles.builtIn();
    RuleSet engine =
        RuleSet.compile(
            pack.rules(),
            CompileOptions.of(pack.routing())
                .with(List.of(new RuleOverride(id, true, (String) published.body().get("yaml")))));
    assertThat(engine.rejections()).isEmpty();
    assertThat(approval(engine, event("10.20.3.200", NOW))).isEqualTo(asked.path("id").asText());
    assertThat(approval(engine, event("10.1.1.1", NOW))).isEmpty();
    assertThat(approval(engine, event("10.20.3.200", NOW.plus(Duration.ofDays(31)))))
        .as("after its end")
        .isEmpty();

    console.sql("UPDATE alerts SET exception_id = '" + id + "' WHERE id = '" + id(1) + "'");
    JsonNode shown = listed(id);
    assertThat(shown.path("state").asText()).isEqualTo("active");
    assertThat(shown.path("hits").asInt()).isEqualTo(1);
    assertThat(shown.path("owner").asText()).isEqualTo("wang.fang");
    request(lead, id).refused(409, "state");
    analyst
        .post("/exceptions/" + id + "/revoke", Map.of("reason", "不再需要"))
        .refused(403, "forbidden");
    lead.post("/exceptions/" + id + "/revoke", Map.of("reason", "不再需要")).expect(204);
    lead.post("/exceptions/" + id + "/revoke", Map.of("reason", "不再需要")).refused(409, "state");
    assertThat(published(id).deleted()).isTrue();
    assertThat(listed(id).path("state").asText()).isEqualTo("revoked");
  }

  @Test
  void aPreviewWarnsOfWhatWouldHideTooMuchOrNothing() throws Exception {
    Map<String, Object> everything = wish("10.20.3.200");
    everything.put("conditions", List.of(condition("event.outcome", "equals", "success")));
    assertThat(previewed(everything).path("result").path("warnings").toString())
        .contains("hides-everything", "no-entity");
    assertThat(previewed(wish("10.0.0.1")).path("result").path("warnings").toString())
        .contains("hides-nothing");
  }

  @Test
  void aPreviewOfARuleOnLabelsSeesTheLabels() throws Exception {
    Map<String, Object> archive = new HashMap<>();
    archive.put("name", "档案");
    archive.put("kind", "share");
    archive.put("selectors", List.of("path:/srv/archive/**"));
    archive.put("level", 4);
    archive.put("compartments", List.of());
    archive.put("departments", List.of());
    archive.put("marking", null);
    console.as("secadmin").put("/assets/archive", 0, archive).expect(200);
    Map<String, Object> wish = wish("");
    wish.put("rules", List.of(GRADED_READ));
    wish.put("conditions", List.of(condition("user.name", "equals", "li.na")));
    JsonNode result = previewed(wish).path("result");
    assertThat(result.path("hidden").asInt()).as("of the archive, not of the public").isEqualTo(7);
    assertThat(result.path("warnings").toString()).contains("hides-everything");
  }

  @Test
  void whatIsNoExceptionIsRefused() throws IOException {
    Map<String, Object> wish = wish("10.20.3.200");
    wish.put("expires", NOW.plus(Duration.ofDays(181)).toString());
    preview(wish).refused(422, "exception");
    wish.put("expires", NOW.minusSeconds(5).toString());
    preview(wish).refused(422, "exception");
    wish = wish("10.20.3.200");
    wish.put("rules", List.of("no-such-rule"));
    preview(wish).refused(422, "exception");
    wish = wish("10.20.3.200");
    wish.put("conditions", List.of());
    preview(wish).refused(400, "json");
    wish = wish("10.20.3.200");
    wish.put("conditions", List.of(condition("source.ip", "cidr", "not a network")));
    preview(wish).refused(422, "exception");
    console.as("secadmin").post("/exceptions/previews", Map.of()).refused(403, "forbidden");
    request(lead, "0".repeat(32)).refused(422, "preview");
    lead.post("/exceptions/" + "0".repeat(32) + "/revoke", Map.of("reason", "nothing"))
        .refused(404, "not-found");
  }

  @Test
  void aPreviewThatSqlImprovedIsNotAgreedTo() throws Exception {
    String id = previewed(wish("10.9.9.41")).path("id").asText();
    console.sql(
        "UPDATE exception_previews SET result = jsonb_set(result, '{hidden}', '0') WHERE id = '"
            + id
            + "'");
    request(lead, id).refused(403, "integrity");
  }

  /** The approval by which the match is hidden; empty when it is not. */
  private static String approval(RuleSet engine, byte[] event) throws EventFormatException {
    return engine.match(event).stream()
        .filter(match -> match.rule().header().id().equals(RULE))
        .findFirst()
        .orElseThrow()
        .suppression()
        .map(Suppression::approval)
        .orElse("");
  }

  private static Map<String, Object> wish(String source) {
    Map<String, Object> wish = new HashMap<>();
    wish.put("title", "备份主机以 root 登录");
    wish.put("rules", List.of(RULE));
    wish.put("conditions", List.of(condition("source.ip", "equals", source)));
    wish.put("owner", "wang.fang");
    wish.put("reason", "每晚备份，密钥改造中");
    wish.put("expires", NOW.plus(Duration.ofDays(30)).toString());
    return wish;
  }

  private static Map<String, Object> condition(String field, String operator, String value) {
    return Map.of("field", field, "operator", operator, "values", List.of(value));
  }

  private static ApiClient.Answer preview(Map<String, Object> wish) {
    return analyst.post("/exceptions/previews", Map.of("exception", wish, "days", 30));
  }

  private static JsonNode previewed(Map<String, Object> wish) {
    String id = preview(wish).expect(202).json().path("id").asText();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                !analyst
                    .get("/exceptions/previews/" + id)
                    .expect(200)
                    .json()
                    .path("state")
                    .asText()
                    .equals("running"));
    JsonNode done = analyst.get("/exceptions/previews/" + id).json();
    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
    return done;
  }

  private static ApiClient.Answer request(ApiClient who, String preview) {
    return who.post(
        "/approvals", Map.of("kind", "exception.publish", "target", preview, "reason", "已核实为备份"));
  }

  private static ApiClient.Answer decide(ApiClient who, JsonNode asked) {
    return who.post(
        "/approvals/" + asked.path("id").asText() + "/decision",
        Map.of("approve", true, "reason", "同意", "hash", asked.path("hash").asText()));
  }

  private static JsonNode listed(String id) {
    for (JsonNode item : analyst.get("/exceptions").expect(200).json().path("items")) {
      if (item.path("id").asText().equals(id)) {
        return item;
      }
    }
    throw new AssertionError("not listed: " + id);
  }

  /** What goes to the engine: the last version on its way to wf.policy. */
  private static PolicyObject published(String id) throws Exception {
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "SELECT value FROM outbox WHERE topic = 'wf.policy' AND record_key = 'exception/"
                    + id
                    + "' ORDER BY id DESC LIMIT 1")) {
      assertThat(rs.next()).isTrue();
      return console.policyVerifier().verify(rs.getBytes(1));
    }
  }

  private static byte[] event(String source, Instant at) {
    return ("{\"@timestamp\":\""
            + at
            + "\",\"event\":{\"dataset\":\"sshd.auth\","
            + "\"action\":\"ssh_login\",\"outcome\":\"success\"},\"user\":{\"name\":\"root\"},"
            + "\"sshd\":{\"method\":\"password\"},\"host\":{\"name\":\"oa-web01\"},"
            + "\"source\":{\"ip\":\""
            + source
            + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] fileRead(String path, Instant at) {
    return ("{\"@timestamp\":\""
            + at
            + "\",\"event\":{\"category\":[\"file\"],\"action\":\"file-read\",\"outcome\":\"success\"},"
            + "\"user\":{\"name\":\"li.na\"},\"host\":{\"name\":\"fs01\"},\"file\":{\"path\":\""
            + path
            + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String id(int n) {
    return String.format("%032x", n);
  }

  private static void alert(int n, String kind, String rule) throws SQLException {
    console.sql(
        """
        INSERT INTO alerts (id, revision, severity, kind, entity_type, entity_value, rule_id,
          rule_name, title_zh, title_en, reason_zh, reason_en, first_seen, last_seen, match_count,
          search_text, document, received_at, acknowledge_due, resolve_due)
        VALUES ('%1$s', 0, 'high', '%2$s', 'host', 'oa-web01', '%3$s', 'rule', '标题', 'title', '',
          '', now(), now(), 1, '', convert_to('{"alert":{"title":{"zh":"root 登录","en":"root"},"entity":{"type":"host","value":"oa-web01"}},"rule":{"id":"%3$s"},"host":{"name":"oa-web01"}}', 'UTF8'), now(), now(), now())
        """
            .formatted(id(n), kind, rule));
  }
}
