package org.watchfire.console.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ApiClient;
import org.watchfire.console.TestConsole;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.store.bundle.BundleCheck;
import org.watchfire.store.evidence.EvidenceKey;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import org.watchfire.store.ledger.TrustPolicy;

/** From an alert to the decision about a person: who may, who may not, and what is on record. */
class CasesIT {
  private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

  @TempDir static Path folder;
  private static NoteSigner site;
  private static TestConsole console;
  private static ApiClient analyst;
  private static ApiClient lead;
  private static ApiClient owner;
  private static ApiClient stranger;

  @BeforeAll
  static void start() throws Exception {
    site = NoteSigner.generate("test.watchfire", new SecureRandom());
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      events.add(
          ("{\"@timestamp\":\"2026-11-20T08:00:%02dZ\",\"event\":{\"id\":\"e%d\","
                  + "\"action\":\"file-read\"},\"user\":{\"name\":\"li.na\"}}")
              .formatted(i, i)
              .getBytes(StandardCharsets.UTF_8));
    }
    Path ledgers = Files.createDirectories(folder.resolve("ledgers"));
    try (StreamLedger ledger =
        StreamLedger.of(ledgers, folder.resolve("marks"), Stream.EVENTS, site).open()) {
      ledger.append(events, Commit.NONE);
      ledger.publish();
    }
    EvidenceKey key = EvidenceKey.create(List.of(site), new SecureRandom());
    Files.writeString(folder.resolve("ledger.pub"), site.verifier().text());
    Files.writeString(folder.resolve("evidence.key"), key.text());
    Files.write(folder.resolve("evidence.cert"), key.certificate());
    try (InputStream font =
        Loader.class.getResourceAsStream(
            "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf")) {
      Files.copy(font, folder.resolve("font.ttf"));
    }
    PostgresAccess.Database database = TestStack.shared().postgres().newDatabase();
    console =
        new TestConsole(Files.createDirectories(folder.resolve("console")), database)
            .with(
                "ledger",
                "{directory: '../ledgers', public-key: '../ledger.pub', evidence-key:"
                    + " '../evidence.key', evidence-certificate: '../evidence.cert',"
                    + " report-font: '../font.ttf'}")
            .start();
    analyst = console.as("analyst");
    lead = console.account("chen", "SHIFT_LEAD");
    owner = console.account("owner", "DATA_OWNER");
    stranger = console.account("zhou", "ANALYST");
    for (int i = 1; i <= 9; i++) {
      sql(
          """
          INSERT INTO alerts (id, revision, severity, kind, entity_type, entity_value, rule_id,
            rule_name, title_zh, title_en, reason_zh, reason_en, first_seen, last_seen,
            match_count, search_text, document, received_at, acknowledge_due, resolve_due)
          VALUES ('%032x', 0, 'high', 'label', 'user', 'li.na', 'r-1', 'rule', '标题', 'title',
            '', '', now(), now(), 1, 'li.na', '{"alert":{}}', now(), now(), now())
          """
              .formatted(i));
    }
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void fromTheAlertToTheDecisionOfTheResponsibleBody() throws Exception {
    JsonNode opened =
        analyst
            .post(
                "/cases",
                Map.of(
                    "title",
                    "李娜越权查阅档案",
                    "severity",
                    "high",
                    "members",
                    List.of("chen", "owner"),
                    "alerts",
                    List.of(alert(1), alert(2))))
            .expect(201)
            .json();
    String id = opened.path("id").asText();
    assertThat(analyst.get("/alerts/" + alert(1)).json().path("triage").path("caseId").asText())
        .isEqualTo(id);
    assertThat(analyst.get("/alerts?caseId=" + id).json().path("total").asInt()).isEqualTo(2);
    step(analyst, id, "investigate", Map.of());
    step(
        analyst,
        id,
        "evidence",
        Map.of("stream", "events", "seqs", List.of(3, 4, 5), "words", "读取档案"));
    post(analyst, id, "evidence", Map.of("stream", "events", "seqs", List.of(99)))
        .refused(422, "record");
    post(analyst, id, "evidence", Map.of("stream", "audit", "seqs", List.of(0)))
        .refused(403, "forbidden");
    step(analyst, id, "tasks", Map.of("title", "听取本人陈述", "assignee", "chen"));
    post(analyst, id, "tasks", Map.of("title", "x y", "assignee", "zhou")).refused(422, "member");
    post(analyst, id, "findings", finding("li.na", 9)).refused(422, "record");
    step(analyst, id, "findings", finding("li.na", 4));
    analyst.post("/cases/" + id + "/notes", Map.of("text", "已电话核实")).expect(200);

    byte[] bundle = lead.download("/cases/" + id + "/bundles", Map.of("stream", "events"));
    JsonNode kept = analyst.get("/cases/" + id).expect(200).json().path("bundles").get(0);
    assertThat(kept.path("sha256").asText()).isEqualTo(sha256(bundle));
    assertThat(kept.path("records").asInt()).isEqualTo(3);
    Path file = Files.write(folder.resolve("bundle.zip"), bundle);
    assertThat(BundleCheck.check(file, TrustPolicy.ofSite(site.verifier())).exitCode()).isZero();

    concluded(id);
    post(analyst, id, "findings", finding("li.na", 4)).refused(409, "state");
    post(analyst, id, "decision", decision()).refused(409, "state");
    step(
        analyst,
        id,
        "dispatch",
        Map.of("body", "市纪委监委", "contact", "信访室", "due", TODAY.plusDays(30).toString()));
    step(lead, id, "receipt", Map.of("number", "R-17", "date", TODAY.toString()));
    post(lead, id, "receipt", Map.of("number", "R-18", "date", TODAY.toString()))
        .refused(409, "state");
    assertThat(ids(analyst, "overdue=true")).doesNotContain(id);
    step(lead, id, "decision", decision());
    post(lead, id, "close", Map.of("text", "已归档")).refused(403, "not-lead");
    JsonNode closed = step(analyst, id, "close", Map.of("text", "已归档"));
    assertThat(closed.path("state").asText()).isEqualTo("closed");
    List<String> way = new ArrayList<>();
    closed.path("entries").forEach(e -> way.add(e.path("action").asText()));
    assertThat(way)
        .containsExactly(
            "open",
            "investigate",
            "evidence",
            "task",
            "finding",
            "note",
            "bundle",
            "conclude",
            "dispatch",
            "receipt",
            "decision",
            "close");
    assertThat(report(analyst, id)).contains("Case report", id, "R-17", "upheld", "li.na");
    assertThat(
            number(
                "SELECT count(*) FROM outbox WHERE topic = 'wf.audit' AND"
                    + " convert_from(value, 'UTF8') LIKE '%case.report%"
                    + id
                    + "%'"))
        .isEqualTo(1);
  }

  @Test
  void whatIsFoundAboutSomebodyIsReadByWhoWorksOnItAndByAuditors() throws Exception {
    String id = investigated(List.of("chen"), alert(3));
    step(analyst, id, "findings", finding("li.na", 4));
    stranger.get("/cases/" + id).refused(403, "not-on-case");
    owner.get("/cases/" + id).refused(403, "not-on-case");
    stranger.get("/cases/" + id + "/report.pdf").refused(403, "not-on-case");
    stranger.post("/cases/" + id + "/notes", Map.of("text", "?")).refused(403, "not-on-case");
    console.as("secadmin").get("/cases/" + id).refused(403, "forbidden");
    console.as("auditadmin").get("/cases").refused(403, "forbidden");
    assertThat(header(stranger, id).path("title").isNull()).isTrue();
    assertThat(header(lead, id).path("title").asText()).isEqualTo("一个案件");
    ApiClient auditor = console.as("auditor");
    assertThat(auditor.get("/cases/" + id).expect(200).json().path("findings")).hasSize(1);
    auditor.post("/cases/" + id + "/notes", Map.of("text", "?")).refused(403, "not-on-case");
    assertThat(
            number(
                "SELECT count(*) FROM outbox WHERE convert_from(value, 'UTF8') LIKE"
                    + " '%case.view%failure%"
                    + id
                    + "%'"))
        .isEqualTo(2);
    // Neither the trail nor the request for approval names the person.
    assertThat(
            number(
                "SELECT count(*) FROM outbox WHERE convert_from(value, 'UTF8') LIKE '%case.%' AND"
                    + " convert_from(value, 'UTF8') LIKE '%li.na%'"))
        .isZero();
  }

  @Test
  void whomItIsAboutNeitherWorksOnItNorAgreesToIt() throws Exception {
    String id = investigated(List.of("chen"), alert(4));
    post(analyst, id, "findings", finding("p-chen", 4)).refused(409, "interested");
    step(analyst, id, "findings", finding("p-owner", 4));
    JsonNode now = analyst.get("/cases/" + id).json();
    analyst
        .put(
            "/cases/" + id,
            now.path("version").asLong(),
            Map.of(
                "title", "一个案件",
                "severity", "high",
                "lead", "analyst",
                "members", List.of("chen", "owner")))
        .refused(409, "interested");
    owner.get("/cases/" + id).refused(403, "interested");
  }

  @Test
  void aCaseIsConcludedByItsLeadAndAnotherWhoHasReadIt() throws Exception {
    String id = investigated(List.of("chen"), alert(5));
    step(
        analyst,
        id,
        "findings",
        Map.of(
            "person", "li.na",
            "overstepped", List.of(Map.of("kind", "policy", "id", "archive-secret")),
            "severity", "high",
            "facts", "读取了三份机密档案"));
    request(lead, id).refused(403, "not-lead");
    request(analyst, id).refused(409, "state");
    step(analyst, id, "evidence", Map.of("stream", "events", "seqs", List.of(4)));
    JsonNode file = analyst.get("/cases/" + id).json();
    analyst
        .put("/cases/" + id + "/findings/1", file.path("version").asLong(), finding("li.na", 4))
        .expect(200);
    JsonNode asked = request(analyst, id).expect(201).json();
    assertThat(asked.toString()).doesNotContain("li.na");
    decide(analyst, asked).refused(403, "forbidden");
    // A data owner could agree; this one is not on the case.
    decide(owner, asked).refused(403, "not-on-case");
    // A note changes nothing of what is agreed to, a finding does.
    analyst.post("/cases/" + id + "/notes", Map.of("text", "请复核")).expect(200);
    assertThat(
            lead.get("/approvals/" + asked.path("id").asText()).json().path("current").asBoolean())
        .isTrue();
    JsonNode again = analyst.get("/cases/" + id).json();
    analyst.delete("/cases/" + id + "/findings/1", again.path("version").asLong()).expect(200);
    assertThat(decide(lead, asked).expect(200).json().path("state").asText()).isEqualTo("void");
    concluded(id);
    // Without a finding there is nobody to be judged: it is closed.
    post(analyst, id, "dispatch", Map.of("body", "纪委", "due", TODAY.toString()))
        .refused(409, "state");
    step(analyst, id, "close", Map.of("text", "未发现越权"));
  }

  @Test
  void ofTwoWhoChangeItTheSecondIsTold() throws Exception {
    String id = investigated(List.of("chen"), alert(6));
    long version = analyst.get("/cases/" + id).json().path("version").asLong();
    send(analyst, id, "tasks", version, Map.of("title", "任务一")).expect(200);
    send(lead, id, "tasks", version, Map.of("title", "任务二")).refused(409, "stale");
    send(lead, id, "tasks", -1, Map.of("title", "任务二")).refused(428, "version-required");
    analyst
        .post("/alerts/" + alert(6) + "/escalate", Map.of("title", "又一个", "severity", "low"))
        .refused(409, "state");
    analyst.post("/alerts/" + alert(7) + "/escalate", Map.of("caseId", id)).expect(200);
    stranger
        .post("/alerts/" + alert(8) + "/escalate", Map.of("caseId", id))
        .refused(403, "not-on-case");
    assertThat(stranger.get("/alerts/" + alert(8)).json().path("triage").path("caseId").isNull())
        .isTrue();
  }

  @Test
  void whatTheBodyOwesIsSeenWhenItIsLate() throws Exception {
    String id = investigated(List.of("chen"), alert(9));
    step(analyst, id, "evidence", Map.of("stream", "events", "seqs", List.of(4)));
    step(analyst, id, "findings", finding("li.na", 4));
    concluded(id);
    post(analyst, id, "dispatch", Map.of("body", "纪委", "due", "2020-01-01"))
        .refused(400, "invalid");
    step(analyst, id, "dispatch", Map.of("body", "纪委", "due", TODAY.toString()));
    assertThat(header(analyst, id).path("overdue").asBoolean()).isFalse();
  }

  @Test
  void whatSqlDoesToACaseIsFound() throws Exception {
    String id = investigated(List.of("chen"));
    step(analyst, id, "findings", finding("li.na"));
    sql("UPDATE cases SET body = jsonb_set(body, '{findings}', '[]') WHERE id = '" + id + "'");
    analyst.get("/cases/" + id).refused(403, "integrity");
    String second = investigated(List.of("chen"));
    assertThatSqlIsRefused("UPDATE case_entries SET actor = 'x' WHERE case_id = '" + second + "'");
    sql("ALTER TABLE case_entries DISABLE TRIGGER case_entries_append_only");
    sql("DELETE FROM case_entries WHERE n = 2 AND case_id = '" + second + "'");
    sql("ALTER TABLE case_entries ENABLE TRIGGER case_entries_append_only");
    analyst.get("/cases/" + second).refused(403, "integrity");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                number(
                        "SELECT count(*) FROM outbox WHERE convert_from(value, 'UTF8') LIKE"
                            + " '%row.tampering%cases/%'")
                    >= 2);
  }

  private static void assertThatSqlIsRefused(String sql) {
    try {
      console.sql(sql);
    } catch (SQLException e) {
      assertThat(e.getMessage()).contains("never changed or removed");
      return;
    }
    throw new AssertionError("it was done: " + sql);
  }

  private static String investigated(List<String> members, String... alerts) {
    String id =
        analyst
            .post(
                "/cases",
                Map.of(
                    "title",
                    "一个案件",
                    "severity",
                    "high",
                    "members",
                    members,
                    "alerts",
                    List.of(alerts)))
            .expect(201)
            .json()
            .path("id")
            .asText();
    step(analyst, id, "investigate", Map.of());
    if (alerts.length > 0 && !alerts[0].equals(alert(5)) && !alerts[0].equals(alert(9))) {
      step(analyst, id, "evidence", Map.of("stream", "events", "seqs", List.of(4)));
    }
    return id;
  }

  private static void concluded(String id) {
    JsonNode asked = request(analyst, id).expect(201).json();
    assertThat(decide(lead, asked).expect(200).json().path("state").asText()).isEqualTo("executed");
  }

  private static ApiClient.Answer request(ApiClient who, String id) {
    return who.post("/approvals", Map.of("kind", "case.conclude", "target", id, "reason", "调查完毕"));
  }

  private static ApiClient.Answer decide(ApiClient who, JsonNode asked) {
    return who.post(
        "/approvals/" + asked.path("id").asText() + "/decision",
        Map.of("approve", true, "reason", "同意", "hash", asked.path("hash").asText()));
  }

  private static JsonNode step(ApiClient who, String id, String action, Map<String, Object> body) {
    return post(who, id, action, body).expect(200).json();
  }

  private static ApiClient.Answer post(
      ApiClient who, String id, String action, Map<String, Object> body) {
    return send(
        who, id, action, who.get("/cases/" + id).expect(200).json().path("version").asLong(), body);
  }

  private static ApiClient.Answer send(
      ApiClient who, String id, String action, long version, Map<String, Object> body) {
    var request =
        who.request("/cases/" + id + "/" + action)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(org.watchfire.console.web.StrictJson.write(body)));
    return who.send(version < 0 ? request : request.header("If-Match", "\"" + version + "\""));
  }

  private static Map<String, Object> finding(String person, int... seqs) {
    List<Object> proof = new ArrayList<>();
    for (int seq : seqs) {
      proof.add(Map.of("stream", "events", "seq", seq));
    }
    return Map.of(
        "person", person,
        "overstepped",
            List.of(
                Map.of("kind", "policy", "id", "archive-secret", "words", "机密档案"),
                Map.of("kind", "clause", "id", "《数据安全法》第二十七条")),
        "severity", "high",
        "facts", "读取了三份机密档案",
        "proof", proof,
        "statement", "称系误操作",
        "recommendation", "诫勉谈话");
  }

  private static Map<String, Object> decision() {
    return Map.of(
        "outcome", "upheld", "date", TODAY.toString(), "measure", "警告处分", "reference", "纪〔2026〕7号");
  }

  private static JsonNode header(ApiClient who, String id) {
    for (JsonNode item : who.get("/cases?limit=200").expect(200).json().path("items")) {
      if (item.path("id").asText().equals(id)) {
        return item;
      }
    }
    throw new AssertionError("not listed: " + id);
  }

  private static List<String> ids(ApiClient who, String filter) {
    List<String> ids = new ArrayList<>();
    who.get("/cases?" + filter)
        .expect(200)
        .json()
        .path("items")
        .forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  private static String report(ApiClient who, String id) throws Exception {
    var response =
        java.net.http.HttpClient.newHttpClient()
            .send(
                who.request("/cases/" + id + "/report.pdf").GET().build(),
                java.net.http.HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    try (PDDocument pdf = Loader.loadPDF(response.body())) {
      return new PDFTextStripper().getText(pdf);
    }
  }

  private static String alert(int n) {
    return String.format("%032x", n);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static void sql(String sql) throws SQLException {
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(String sql) throws SQLException {
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery(sql)) {
      rs.next();
      return rs.getLong(1);
    }
  }
}
