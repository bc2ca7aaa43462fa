package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.identity.OneTimeCodes;
import org.watchfire.core.config.YamlConfig;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampHeaders;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.KafkaAccess;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.store.Store;
import org.watchfire.store.StoreConfig;
import org.watchfire.store.bundle.BundleCheck;
import org.watchfire.store.bundle.BundleReport;
import org.watchfire.store.evidence.EvidenceKey;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * Searching and proving through the console: real Kafka, audit store, Elasticsearch and PostgreSQL.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SearchIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String AGENT = "agent-search";

  /** This one says the full name, which is sealed; it is also the alert's evidence. */
  private static final int NAMED = 3;

  private static final String ALERT = "5ea5c400000000000000000000000001";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static MacKey agentKey;
  private static TestConsole console;
  private static Store store;

  @BeforeAll
  static void start() throws Exception {
    KafkaAccess kafka = TestStack.shared().kafka();
    kafka.resetTopics();
    NoteSigner site = NoteSigner.generate("test.watchfire", new SecureRandom());
    MacKey key = CryptoSuites.intl().newMacKey();
    agentKey = key;
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve("ledger.key"), site.text());
    Files.writeString(secrets.resolve("ledger.pub"), site.verifier().text());
    EvidenceKey evidence = EvidenceKey.create(List.of(site), new SecureRandom());
    Files.writeString(secrets.resolve("evidence.key"), evidence.text());
    Files.write(secrets.resolve("evidence.cert"), evidence.certificate());
    Files.writeString(secrets.resolve("agents.json"), "{\"" + AGENT + "\":\"" + key.text() + "\"}");
    Files.writeString(secrets.resolve("sealing.kek"), CryptoSuites.intl().newAeadKey().text());
    Files.writeString(secrets.resolve("sealing.mac"), CryptoSuites.intl().newMacKey().text());
    String yaml =
"""
sealing: {fields: [user.full_name], kek-file: secrets/sealing.kek, pseudonym-key-file: secrets/sealing.mac}
kafka: {bootstrap-servers: '%s', ca-file: '%s', cert-file: '%s', key-file: '%s'}
elasticsearch: {uri: '%s'}
data-dir: data
ledger-key: secrets/ledger.key
agents-file: secrets/agents.json
health-port: 0
"""
            .formatted(
                kafka.bootstrapServers(),
                kafka.caFile(),
                kafka.certFile("store"),
                kafka.keyFile("store"),
                TestStack.shared().elasticsearch().uri());
    store = Store.start(YamlConfig.parse(yaml, "store", folder, StoreConfig.class));
    send(key);
    console =
        new TestConsole(
                Files.createDirectories(folder.resolve("console")),
                TestStack.shared().postgres().newDatabase())
            .withKafka()
            .with("elasticsearch", "'" + TestStack.shared().elasticsearch().uri() + "'")
            .with(
                "ledger",
                "{directory: ../data/ledger, public-key: ../secrets/ledger.pub, evidence-key:"
                    + " ../secrets/evidence.key, evidence-certificate: ../secrets/evidence.cert,"
                    + " sealing: {fields: [user.full_name], kek-file: ../secrets/sealing.kek,"
                    + " pseudonym-key-file: ../secrets/sealing.mac}, sealing-keys:"
                    + " ../data/sealing}")
            .with("classification", "{inspection-every: 300ms}")
            .with(
                "limits",
                "{sign-ins-per-minute: 100000, requests-per-second: 100000, export-alone: 7}")
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (console != null) {
      console.close();
    }
    if (store != null) {
      store.close();
    }
  }

  @Test
  @Order(1)
  void evidenceIsFoundAndProven() throws IOException {
    ApiClient analyst = console.as("analyst");
    JsonNode items =
        await()
            .atMost(SOON)
            .until(
                () -> analyst.get("/alerts/" + ALERT + "/evidence").json().path("items"),
                found -> found.path(0).path("found").asBoolean());
    assertThat(items).hasSize(2);
    JsonNode first = items.get(0);
    assertThat(first.path("eventId").asText()).isEqualTo("search-event-3");
    assertThat(first.path("record").path("user").path("name").asText()).isEqualTo("li.na");
    assertThat(first.path("verification").path("verified").asBoolean()).isTrue();
    assertThat(first.path("verification").path("treeSize").asLong()).isGreaterThanOrEqualTo(10);
    assertThat(first.at("/record/user/full_name").asText()).isEqualTo("●●●");
    assertThat(first.path("masked").get(0).asText()).isEqualTo("user.full_name");
    // The second one never reached the store: said plainly.
    assertThat(items.get(1).path("found").asBoolean()).isFalse();
    assertThat(items.get(1).path("record").isNull()).isTrue();
  }

  @Test
  @Order(2)
  void searchPagesHistogramAndRecordAgree() throws IOException {
    ApiClient auditor = console.as("auditor");
    String q = url("user.name: \"li.na\"");
    await()
        .atMost(SOON)
        .until(
            () ->
                auditor.get("/audit/search?stream=events&q=" + q).json().path("total").asInt()
                    == 10);
    JsonNode page = auditor.get("/audit/search?stream=events&limit=6&q=" + q).expect(200).json();
    assertThat(page.path("items")).hasSize(6);
    assertThat(page.path("tookMs").isNumber()).isTrue();
    JsonNode rest =
        auditor
            .get(
                "/audit/search?stream=events&limit=6&q="
                    + q
                    + "&cursor="
                    + url(page.path("next").asText()))
            .expect(200)
            .json();
    assertThat(rest.path("items")).hasSize(4);
    JsonNode hit = page.path("items").get(0);
    assertThat(hit.path("id").asText()).startsWith("search-event-");
    JsonNode record =
        auditor.get("/audit/records/events/" + hit.path("seq").asLong()).expect(200).json();
    assertThat(record.path("record").path("event").path("id")).isEqualTo(hit.path("id"));
    assertThat(record.path("verification").path("verified").asBoolean()).isTrue();
    JsonNode histogram = auditor.get("/audit/histogram?stream=events&q=" + q).expect(200).json();
    long sum = 0;
    for (JsonNode bucket : histogram.path("buckets")) {
      sum += bucket.path("count").asLong();
      assertThat(Instant.parse(bucket.path("t").asText())).isNotNull();
    }
    assertThat(sum).isEqualTo(10);
    auditor.get("/audit/records/events/999999").refused(404, "not-found");
    auditor.get("/audit/records/events/-1").refused(400, "invalid");
  }

  @Test
  @Order(3)
  void aWrongQueryIsShownWhereItIsWrong() throws IOException {
    ApiClient analyst = console.as("analyst");
    ApiClient.Answer answer =
        analyst
            .get("/audit/search?stream=events&q=" + url("user.name: (li.na"))
            .refused(400, "query");
    assertThat(answer.json().path("column").asInt()).isGreaterThan(0);
    for (String wrong :
        new String[] {"no.such.field: x", ") or (", "_id: 1", "user.name: /.*/ :"}) {
      analyst.get("/audit/search?stream=events&q=" + url(wrong)).refused(400, "query");
    }
    analyst.get("/audit/search?stream=events&cursor=nonsense").refused(400, "query");
    analyst.get("/audit/search?stream=everything").refused(403, "forbidden");
    analyst.get("/audit/search?stream=events&from=yesterday").refused(400, "invalid");
  }

  @Test
  @Order(4)
  void theWatchersAreWatchedAndEachOnlySeesHisStreams() throws IOException {
    console.as("analyst").get("/audit/search?stream=events&q=watchword").expect(200);
    ApiClient auditadmin = console.as("auditadmin");
    auditadmin.get("/audit/search?stream=events").refused(403, "forbidden");
    auditadmin.get("/audit/search").refused(403, "forbidden");
    auditadmin.get("/audit/records/events/0").refused(403, "forbidden");
    console.as("analyst").get("/audit/search?stream=audit").refused(403, "forbidden");
    console.as("sysadmin").get("/audit/search?stream=audit").refused(403, "forbidden");
    JsonNode items =
        await()
            .atMost(SOON)
            .until(
                () ->
                    auditadmin
                        .get(
                            "/audit/search?stream=audit&q="
                                + url("event.action: \"audit.search\" and user.name: analyst"))
                        .expect(200)
                        .json()
                        .path("items"),
                found -> found.toString().contains("watchword"));
    assertThat(items.get(0).path("record").path("user").path("name").asText()).isEqualTo("analyst");
  }

  @Test
  @Order(4)
  void valuesAndSessionsAreCountedAndRefusalsAreOnRecord() throws IOException {
    ApiClient auditor = console.as("auditor");
    String q = url("user.name: li.na");
    JsonNode top =
        auditor.get("/audit/top?stream=events&field=file.path&limit=3&q=" + q).expect(200).json();
    assertThat(top.path("values")).hasSize(3);
    assertThat(top.path("distinct").asLong()).isEqualTo(10);
    assertThat(top.path("others").asLong()).isEqualTo(7);
    JsonNode who = auditor.get("/audit/top?stream=events&field=user.name").expect(200).json();
    assertThat(who.path("values").get(0).path("text").asText()).isEqualTo("li.na");
    assertThat(who.path("values").get(0).path("first").asText()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(who.path("values").get(0).path("last").asText()).isEqualTo("2026-11-21T08:00:09Z");
    JsonNode sessions = auditor.get("/audit/sessions?stream=events&q=" + q).expect(200).json();
    assertThat(sessions.path("items")).hasSize(1);
    assertThat(sessions.path("items").get(0).path("count").asLong()).isEqualTo(10);
    auditor.get("/audit/top?stream=events").refused(400, "invalid");
    auditor.get("/audit/top?stream=events&field=message").refused(400, "invalid");
    auditor
        .get("/audit/top?stream=events&field=user.name&q=" + url("refusal.word: x"))
        .refused(400, "query");
    auditor.delete("/audit/searches/nothing-is-running").expect(204);
    auditor.delete("/audit/searches/short").refused(400, "invalid");
    ApiClient auditadmin = console.as("auditadmin");
    auditadmin.get("/audit/top?stream=events&field=user.name").refused(403, "forbidden");
    awaitTrail(
        auditadmin, "event.action: \"audit.top\" and event.outcome: failure", "refusal.word");
    awaitTrail(auditadmin, "event.action: \"audit.cancel\"", "it was not running");
    awaitTrail(auditadmin, "event.action: \"audit.sessions\"", "auditor");
  }

  @Test
  @Order(4)
  void scheduledQueriesRunUnderTheRightsOfTheirOwner() throws IOException {
    ApiClient auditor = console.as("auditor");
    ApiClient analyst = console.as("analyst");
    analyst
        .post("/audit/queries", Map.of("name", "no", "stream", "audit"))
        .refused(403, "forbidden");
    analyst
        .post("/audit/queries", Map.of("name", "no", "stream", "events", "query", "no.field: x"))
        .refused(400, "query");
    Instant soon = Instant.now().plusSeconds(12);
    Map<String, Object> schedule =
        Map.of("everyMinutes", 60, "startAt", soon.toString(), "shared", true);
    Map<String, Object> watch = new HashMap<>(schedule);
    watch.putAll(
        Map.of("name", "谁在检索", "stream", "audit", "query", "event.action: \"audit.search\""));
    long mine = auditor.post("/audit/queries", watch).expect(201).json().path("id").asLong();
    auditor.post("/audit/queries", watch).refused(409, "name-taken");
    Map<String, Object> lost = new HashMap<>(schedule);
    lost.putAll(Map.of("name", "lost", "stream", "events", "query", ""));
    long theirs = analyst.post("/audit/queries", lost).expect(201).json().path("id").asLong();
    assertThat(auditor.get("/audit/queries").json().path("items")).hasSize(2);
    assertThat(analyst.get("/audit/queries").json().path("items")).hasSize(1);
    auditor.get("/audit/queries/" + theirs + "/runs").refused(404, "not-found");
    auditor.delete("/audit/queries/" + theirs).refused(404, "not-found");

    auditor.get("/audit/search?stream=events&q=scheduleword").expect(200);
    awaitTrail(auditor, "event.action: \"audit.search\"", "scheduleword");
    ApiClient sysadmin = console.as("sysadmin");
    sysadmin.put("/users/analyst/status", Map.of("enabled", false)).expect(200);
    await().atMost(SOON).until(() -> auditor.get("/audit/queries").text().contains("\"unseen\":1"));
    JsonNode seen =
        auditor.get("/audit/queries/" + mine + "/runs").expect(200).json().path("items");
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).path("outcome").asText()).isEqualTo("done");
    assertThat(seen.get(0).path("found").asLong()).isPositive();
    assertThat(seen.get(0).path("hits")).isNotEmpty();
    awaitTrail(auditor, "event.action: \"audit.query.run\" and event.outcome: failure", "lost");
    sysadmin.put("/users/analyst/status", Map.of("enabled", true)).expect(200);
    JsonNode refused =
        console.as("analyst").get("/audit/queries/" + theirs + "/runs").expect(200).json();
    assertThat(refused.path("items").get(0).path("outcome").asText()).isEqualTo("refused");
    auditor.delete("/audit/queries/" + mine).expect(204);
    auditor.get("/audit/queries/" + mine + "/runs").refused(404, "not-found");
  }

  private static void awaitTrail(ApiClient reader, String query, String word) {
    await()
        .atMost(SOON)
        .until(
            () ->
                reader
                    .get("/audit/search?stream=audit&limit=200&q=" + url(query))
                    .expect(200)
                    .text(),
            found -> found.contains(word));
  }

  @Test
  @Order(5)
  void anExportProvesItselfAndIsOnRecordBefore() throws Exception {
    ApiClient auditor = console.as("auditor");
    Path zip = folder.resolve("evidence.zip");
    TrustPolicy trust =
        TrustPolicy.ofSite(
            NoteVerifier.parse(Files.readString(folder.resolve("secrets/ledger.pub"))));

    Map<String, Object> matches =
        Map.of(
            "kind",
            "matches",
            "query",
            "user.name: \"li.na\"",
            "from",
            "2020-01-01T00:00:00Z",
            "to",
            "2030-01-01T00:00:00Z",
            "purpose",
            "case 2026-17");
    String approval = agreed(auditor, "events", matches);
    Map<String, Object> approved = new HashMap<>(matches);
    approved.put("approval", approval);
    Files.write(zip, auditor.download("/audit/exports?stream=events", approved));
    BundleReport found = BundleCheck.check(zip, trust);
    assertThat(found.problems()).isEmpty();
    assertThat(found.manifest().export().approval()).contains(approval, "agreed by secadmin");
    assertThat(found.manifest().records()).isEqualTo(10);
    assertThat(found.manifest().export().by()).isEqualTo("auditor");

    Map<String, Object> range =
        Map.of("kind", "range", "first", 2, "end", 9, "purpose", "case 2026-17");
    Files.write(zip, auditor.download("/audit/exports?stream=events", range));
    assertThat(BundleCheck.check(zip, trust).problems()).isEmpty();

    String id = found.manifest().export().id();
    await()
        .atMost(SOON)
        .until(
            () ->
                auditor
                    .get("/audit/search?stream=audit&q=" + url("event.id: " + id))
                    .json()
                    .toString(),
            text -> text.contains("audit.export") && text.contains("case 2026-17"));
  }

  /** Refused alone, then asked for and agreed to by another. */
  private static String agreed(ApiClient auditor, String stream, Map<String, Object> export)
      throws IOException {
    auditor.post("/audit/exports?stream=" + stream, export).refused(409, "approval-required");
    String id =
        auditor
            .post(
                "/approvals",
                Map.of(
                    "kind",
                    "audit.export",
                    "target",
                    stream,
                    "parameters",
                    export,
                    "reason",
                    "the prosecutor asks for it"))
            .expect(201)
            .json()
            .path("id")
            .asText();
    Map<String, Object> early = new HashMap<>(export);
    early.put("approval", id);
    auditor.post("/audit/exports?stream=" + stream, early).refused(403, "approval");
    ApiClient secadmin = console.as("secadmin");
    String hash = secadmin.get("/approvals/" + id).json().path("hash").asText();
    secadmin
        .post(
            "/approvals/" + id + "/decision",
            Map.of("approve", true, "reason", "as asked", "hash", hash))
        .expect(200);
    return id;
  }

  @Test
  @Order(5)
  void whatOthersAgreedToIsExactlyThatAndOnesOwn() throws IOException {
    ApiClient auditor = console.as("auditor");
    Map<String, Object> range =
        Map.of("kind", "range", "first", 0, "end", 10, "purpose", "case 2026-18");
    String id = agreed(auditor, "events", range);
    Map<String, Object> other = new HashMap<>(range);
    other.put("approval", id);
    other.put("end", 11);
    auditor.post("/audit/exports?stream=events", other).refused(403, "approval");
    other.put("end", 10);
    auditor.post("/audit/exports?stream=alerts", other).refused(403, "approval");
    other.put("purpose", "something else");
    auditor.post("/audit/exports?stream=events", other).refused(403, "approval");
    // No bounds, no agreement; and nobody else's.
    auditor
        .post(
            "/approvals",
            Map.of(
                "kind",
                "audit.export",
                "target",
                "events",
                "parameters",
                Map.of("kind", "matches", "purpose", "case 2026-18"),
                "reason",
                "the prosecutor asks for it"))
        .refused(400, "invalid");
    console
        .as("auditadmin")
        .post(
            "/audit/exports?stream=audit",
            Map.of(
                "kind", "range", "first", 0, "end", 10, "purpose", "case 2026-18", "approval", id))
        .refused(403, "approval");
  }

  @Test
  @Order(5)
  void anExportNeedsAPermissionAndAPurpose() throws IOException {
    Map<String, Object> good = Map.of("kind", "matches", "purpose", "case 2026-17");
    console.as("analyst").post("/audit/exports?stream=events", good).refused(403, "forbidden");
    console.as("auditadmin").post("/audit/exports?stream=events", good).refused(403, "forbidden");
    ApiClient auditor = console.as("auditor");
    auditor
        .post("/audit/exports", Map.of("kind", "matches", "purpose", " x "))
        .refused(400, "invalid");
    auditor
        .post("/audit/exports", Map.of("kind", "all", "purpose", "case 2026-17"))
        .refused(400, "invalid");
    auditor
        .post(
            "/audit/exports",
            Map.of("kind", "range", "first", 99_992, "end", 99_999, "purpose", "case 2026-17"))
        .refused(400, "export");
  }

  @Test
  @Order(5)
  void theHealthPageKnowsEveryPart() throws IOException {
    JsonNode health = console.as("sysadmin").get("/health").expect(200).json();
    Map<String, JsonNode> components = new HashMap<>();
    health.path("components").forEach(each -> components.put(each.path("name").asText(), each));
    for (String name : List.of("postgresql", "kafka-clients", "ledger", "elasticsearch")) {
      assertThat(components).containsKey(name);
      JsonNode component = components.get(name);
      assertThat(component.path("status").asText()).as(component.toString()).isEqualTo("up");
    }
    assertThat(components.get("postgresql").path("detail").isNull()).isTrue();
    assertThat(components.get("elasticsearch").path("detail").path("zh").asText())
        .matches("集群状态为 (green|yellow)");
    assertThat(health.path("status").asText()).isEqualTo("up");
  }

  @Test
  @Order(6)
  void aRecordThatWasChangedOnDiskIsShownAsChanged() throws IOException {
    ApiClient auditor = console.as("auditor");
    assertThat(
            auditor
                .get("/audit/records/events/0")
                .json()
                .path("verification")
                .path("verified")
                .asBoolean())
        .isTrue();
    // Every copy of it: partial bundles of smaller trees may still lie beside the current one.
    try (var files = Files.walk(folder.resolve("data/ledger/events"))) {
      List<Path> bundles =
          files
              .filter(f -> Files.isRegularFile(f) && f.toString().contains("/tile/entries/"))
              .toList();
      assertThat(bundles).isNotEmpty();
      for (Path bundle : bundles) {
        try (RandomAccessFile file = new RandomAccessFile(bundle.toFile(), "rw")) {
          file.seek(20);
          int old = file.read();
          file.seek(20);
          file.write(old ^ 1);
        }
      }
    }
    JsonNode verification =
        auditor.get("/audit/records/events/0").expect(200).json().path("verification");
    assertThat(verification.path("verified").asBoolean()).isFalse();
    assertThat(verification.path("reason").asText()).isNotEqualTo("ok").isNotEmpty();
  }

  @Test
  @Order(2)
  void aSealedValueIsFoundAsAWholeAndShownByARevealOnly() throws Exception {
    ApiClient analyst = console.as("analyst");
    String search = "/audit/search?stream=events&q=";
    JsonNode items =
        analyst.get(search + url("user.full_name:李娜")).expect(200).json().path("items");
    assertThat(items).hasSize(1);
    assertThat(items.toString()).doesNotContain("李娜", "wfs1.", "gov.sealed");
    assertThat(items.get(0).path("masked").get(0).asText()).isEqualTo("user.full_name");
    String index = TestStack.shared().elasticsearch().uri() + "/wf-events/_search?size=50";
    assertThat(
            HTTP.send(HttpRequest.newBuilder(URI.create(index)).build(), BodyHandlers.ofString()))
        .satisfies(all -> assertThat(all.body()).contains("wfs1.").doesNotContain("李娜"));
    long seq = items.get(0).path("seq").asLong();
    JsonNode record = analyst.get("/audit/records/events/" + seq).expect(200).json();
    assertThat(record.at("/verification/verified").asBoolean()).isTrue();
    assertThat(record.toString()).doesNotContain("李娜", "wfs1.");

    assertThat(
            analyst.get(search + url("event.action:x or user.full_name:李*")).refused(400, "query"))
        .satisfies(p -> assertThat(p.json().path("column").asInt()).isEqualTo(19));
    analyst.get("/audit/top?stream=events&field=user.full_name").expect(400);

    console
        .as("auditor")
        .post(
            "/audit/exports?stream=events",
            Map.of("kind", "matches", "query", "user.full_name:李娜", "purpose", "内部核查"))
        .refused(422, "sealed");

    Map<String, Object> asked = new HashMap<>();
    asked.put("stream", "events");
    asked.put("seq", seq);
    asked.put("field", "user.full_name");
    asked.put("purpose", "incident");
    asked.put("justification", "核对账号本人");
    JsonNode shown = analyst.post("/access/reveal", asked).expect(200).json();
    assertThat(shown.path("value").asText()).isEqualTo("李娜");
    awaitTrail(console.as("auditor"), "event.action:\"access.reveal\"", "核对账号本人");
  }

  /** The last one: from here on a set of policies is in force. */
  @Test
  @Order(7)
  void whatPoliciesDoNotLetAReaderSeeIsMaskedAndRevealedForAPurpose() throws Exception {
    AccessDesk desk = new AccessDesk(console);
    desk.account("owner", "p-owner", "DATA_OWNER");
    desk.account("zhao", "zhao", "ANALYST");
    desk.account("sun", "sun", "ANALYST");
    desk.person("zhao", 3, "soc");
    desk.person("sun", 2, "soc");
    desk.person("p-owner", 3, "archives");
    desk.assetOf("p-owner", "archive", 3, "path:/srv/share/档案/**");
    whatAgentsFoundInEventsIsBroughtToTheAsset();
    String search = "/audit/search?stream=events&q=event.action:\"file-read\"&limit=5";
    JsonNode before = desk.as("sun").get(encoded(search)).expect(200).json().path("items").get(0);
    assertThat(before.path("masked")).isEmpty();
    assertThat(before.at("/record/file/path").asText()).startsWith("/srv/share/档案/");

    Map<String, Object> masking = new HashMap<>(AccessDesk.allow("read-archive", 3, "read"));
    masking.put("obligations", Map.of("mask", List.of("file.path")));
    Map<String, Object> reveal = new HashMap<>(AccessDesk.allow("reveal-archive", 3, "reveal"));
    reveal.put("conditions", Map.of("purposes", List.of("incident"), "mfa_within", "PT15M"));
    reveal.put("obligations", Map.of("notify", List.of("owner"), "watermark", true));
    desk.publish(desk.draft("档案脱敏", masking, reveal));

    // Not cleared: who, when and what kind stay, content and names do not.
    JsonNode denied = desk.as("sun").get(encoded(search)).expect(200).json().path("items").get(0);
    assertThat(denied.at("/access/reason").asText()).isEqualTo("clearance");
    assertThat(denied.at("/record/user/name").asText()).isEqualTo("li.na");
    assertThat(denied.toString()).doesNotContain("档案");
    // Nobody answers for the account.
    assertThat(console.as("analyst").get(encoded(search)).json().path("items").toString())
        .contains("unknown-person")
        .doesNotContain("档案");
    // Cleared, with a duty.
    JsonNode masked = desk.as("zhao").get(encoded(search)).expect(200).json().path("items").get(0);
    assertThat(masked.at("/access/policy").asText()).isEqualTo("read-archive");
    assertThat(masked.path("masked").get(0).asText()).isEqualTo("file.path");
    assertThat(masked.at("/record/event/dataset").asText()).isEqualTo("samba.audit");
    String seq = masked.path("seq").asText();
    JsonNode view = desk.as("zhao").get("/audit/records/events/" + seq).expect(200).json();
    assertThat(view.path("record").toString()).doesNotContain("档案");

    Map<String, Object> asked = new HashMap<>();
    asked.put("stream", "events");
    asked.put("seq", Long.parseLong(seq));
    asked.put("field", "file.path");
    asked.put("purpose", "curiosity");
    asked.put("justification", "核对被读取的文件");
    desk.as("zhao").post("/access/reveal", asked).refused(403, "masked");
    desk.as("sun").post("/access/reveal", asked).refused(403, "masked");
    asked.put("purpose", "incident");
    desk.as("sun").post("/access/reveal", asked).refused(403, "masked");
    // The purpose is right, but no second factor was shown in this session.
    ApiClient once = desk.as("zhao");
    once.post("/access/reveal", asked).refused(403, "masked");
    String secret =
        once.post("/session/second-factor", Map.of()).expect(201).json().path("secret").asText();
    once.put("/session/second-factor", Map.of("code", OneTimeCodes.at(secret, -1))).expect(204);
    ApiClient twice = console.anonymous();
    twice.signIn("zhao", AccessDesk.PASSWORD, OneTimeCodes.at(secret, 0)).expect(200);
    JsonNode shown = twice.post("/access/reveal", asked).expect(200).json();
    assertThat(shown.path("value").asText()).startsWith("/srv/share/档案/");
    assertThat(shown.at("/decisions/0/policy").asText()).isEqualTo("reveal-archive");
    assertThat(shown.at("/decisions/0/watermark").asBoolean()).isTrue();
    twice.post("/access/reveal", asked).expect(200);
    theOwnerIsToldAndNobodyElse(desk, seq);
    console.as("sysadmin").post("/access/reveal", asked).refused(403, "forbidden");
    asked.put("field", "no.such.field");
    twice.post("/access/reveal", asked).refused(404, "not-found");

    // What some policy hides may be asked for as a whole only.
    String events = "/audit/search?stream=events&q=";
    assertThat(
            twice
                .get(events + url("file.path:\"/srv/share/档案/7.docx\""))
                .expect(200)
                .json()
                .path("items"))
        .hasSize(1);
    twice.get(events + url("file.path:/srv/share/*")).expect(400);
    twice.get("/audit/top?stream=events&field=file.path").expect(400);

    ApiClient auditor = console.as("auditor");
    awaitTrail(auditor, "event.action:\"access.reveal\" and event.outcome:success", "incident");
    awaitTrail(auditor, "event.action:\"access.reveal\" and event.outcome:failure", "curiosity");
    awaitTrail(auditor, "event.action:\"access.decision\"", "reveal-archive");
    // What was recorded is made again under the next draft: nobody may read any more.
    JsonNode strict = desk.draft("停用", AccessDesk.allow("nothing", 1, "list"));
    JsonNode replay = desk.dryRun(strict.path("id").asText()).at("/result/replay");
    assertThat(replay.path("problem").asText()).isEmpty();
    assertThat(replay.path("unreadable").asLong()).isZero();
    assertThat(replay.path("nowDenied").asLong()).isPositive();
    assertThat(replay.path("nowAllowed").asLong()).isZero();
  }

  private static void theOwnerIsToldAndNobodyElse(AccessDesk desk, String seq) throws IOException {
    ApiClient owner = desk.as("owner");
    JsonNode told = owner.get("/access/notices").expect(200).json().path("items");
    assertThat(told).hasSize(1);
    JsonNode notice = told.get(0);
    assertThat(notice.path("asset").asText()).isEqualTo("archive");
    assertThat(notice.path("person").asText()).isEqualTo("zhao");
    assertThat(notice.path("action").asText()).isEqualTo("reveal");
    assertThat(notice.path("policy").asText()).isEqualTo("reveal-archive");
    assertThat(notice.path("count").asLong()).isEqualTo(2);
    assertThat(notice.path("purpose").asText()).isEqualTo("incident");
    assertThat(notice.path("record").asText()).isEqualTo("events/" + seq);
    String seen = "/access/notices/" + notice.path("id").asText() + "/seen";
    for (String other : List.of("sun", "secadmin", "auditor")) {
      assertThat(desk.as(other).get("/access/notices").json().path("items")).isEmpty();
      desk.as(other).post(seen, Map.of()).refused(404, "not-found");
    }
    owner.post(seen, Map.of()).expect(204);
    assertThat(owner.get("/access/notices").json().at("/items/0/seenBy").asText())
        .isEqualTo("owner");
  }

  /** Asked of {@code unique}: the same number in many lines is one. */
  private static void whatAgentsFoundInEventsIsBroughtToTheAsset() throws Exception {
    Event.Builder event =
        Event.builder()
            .put(EcsFields.TIMESTAMP, "2026-11-21T08:10:00Z")
            .put(EcsFields.EVENT_ID, "search-inspected")
            .put(EcsFields.EVENT_KIND, "event")
            .put(EcsFields.EVENT_CATEGORY, List.of("file"))
            .put(EcsFields.EVENT_DATASET, "samba.audit")
            .put(EcsFields.EVENT_ACTION, "file-write")
            .put(EcsFields.USER_NAME, "wang")
            .put(EcsFields.FILE_PATH, "/srv/share/档案/名册.csv");
    event.add(
        EcsFields.GOV_FINDINGS,
        Map.of(
            "detector",
            "resident-id",
            "confidence",
            "HIGH",
            "count",
            90,
            "unique",
            42,
            "zone",
            "file.path",
            "masked",
            "110101********1234"));
    sendLater(11, event);
    ApiClient secadmin = console.as("secadmin");
    JsonNode asset =
        await()
            .atMost(SOON)
            .until(
                () -> secadmin.get("/classification/assets/archive").expect(200).json(),
                view -> !view.path("findings").isEmpty());
    JsonNode finding = asset.path("findings").get(0);
    assertThat(finding.path("detector").asText()).isEqualTo("resident-id");
    assertThat(finding.path("found").asLong()).isEqualTo(42);
    assertThat(finding.path("place").asText()).contains("/srv/share/档案/名册.csv");
    assertThat(asset.at("/recommended/reasons").toString()).contains("finding:resident-id");
    awaitTrail(console.as("auditor"), "event.action:\"classification.inspected\"", "archive");
  }

  private static String encoded(String path) {
    return path.replace("\"", "%22");
  }

  @Test
  @Order(100)
  void theFleetIsWhatAgentsLastSaid() throws Exception {
    ApiClient operator = console.as("sysadmin");
    Instant now = Instant.now().minusSeconds(3600);
    sendLater(
        12,
        Event.builder()
            .put(EcsFields.TIMESTAMP, now.toString())
            .put(EcsFields.EVENT_ID, "search-heartbeat")
            .put(EcsFields.EVENT_KIND, "metric")
            .put(EcsFields.EVENT_DATASET, "watchfire.agent")
            .put(EcsFields.EVENT_ACTION, "heartbeat")
            .put("gov.agent.epoch", 1)
            .put("gov.agent.seq", 12)
            .put("watchfire.agent.lag_bytes", 5 << 20));
    JsonNode fleet =
        await()
            .atMost(SOON)
            .until(
                () -> operator.get("/agents/fleet?trouble=silent").expect(200).json(),
                found -> found.path("total").asInt() == 1);
    JsonNode member = fleet.path("items").get(0);
    assertThat(member.path("agent").asText()).isEqualTo(AGENT);
    assertThat(member.path("troubles").toString()).isEqualTo("[\"silent\",\"lagging\"]");
    assertThat(member.path("beat").path("seq").asLong()).isEqualTo(12);
    assertThat(member.path("beat").path("acked").isNull()).isTrue();
    JsonNode one = operator.get("/agents/fleet/" + AGENT).expect(200).json();
    assertThat(one.path("beats")).hasSize(1);
    assertThat(operator.get("/agents/fleet?q=nobody").json().path("items")).isEmpty();
    operator.get("/agents/fleet/none").refused(404, "not-found");
    operator.get("/agents/fleet?cursor=x").refused(400, "invalid");
    console.as("analyst").get("/agents/fleet").refused(403, "forbidden");
  }

  @Test
  @Order(100)
  void fieldsAreListedAndUpkeepIsReadFromTheLedgers() throws IOException {
    JsonNode fields = console.as("analyst").get("/audit/fields").expect(200).json().path("items");
    assertThat(fields.get(0).path("name").asText()).isEqualTo("@timestamp");
    assertThat(fields.get(0).path("type").asText()).isEqualTo("date");
    JsonNode upkeep = console.as("auditor").get("/upkeep").expect(200).json();
    assertThat(upkeep.path("floorDays").asInt()).isEqualTo(183);
    JsonNode events = upkeep.path("streams").get(0);
    assertThat(events.path("firstKept").asLong()).isZero();
    assertThat(events.path("oldest").asText()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(upkeep.path("acts")).isEmpty();
    console.as("analyst").get("/upkeep").refused(403, "forbidden");
  }

  /** One more event of the agent. */
  private static void sendLater(long seq, Event.Builder event) throws Exception {
    event.put(EcsFields.ECS_VERSION, EcsFields.VERSION).put(EcsFields.AGENT_ID, AGENT);
    try (KafkaProducer<String, byte[]> agent =
        new KafkaProducer<>(
            TestStack.shared().kafka().clientProperties(AGENT),
            new StringSerializer(),
            new ByteArraySerializer())) {
      agent.send(stamped(seq, event.build(), agentKey)).get();
    }
  }

  private static ProducerRecord<String, byte[]> stamped(long seq, Event event, MacKey key) {
    byte[] value = EventCodec.encode(event);
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(Topics.EVENTS, AGENT, value);
    StampHeaders.write(new Stamp(AGENT, 1, seq), value, key)
        .forEach((name, header) -> record.headers().add(name, header));
    return record;
  }

  private static void send(MacKey key) throws Exception {
    KafkaAccess kafka = TestStack.shared().kafka();
    try (KafkaProducer<String, byte[]> agent =
            new KafkaProducer<>(
                kafka.clientProperties(AGENT), new StringSerializer(), new ByteArraySerializer());
        KafkaProducer<String, byte[]> engine =
            new KafkaProducer<>(
                kafka.clientProperties("engine"),
                new StringSerializer(),
                new ByteArraySerializer())) {
      for (int i = 0; i < 10; i++) {
        Event.Builder event =
            Event.builder()
                .put(EcsFields.TIMESTAMP, "2026-11-21T08:00:0" + i + "Z")
                .put(EcsFields.ECS_VERSION, EcsFields.VERSION)
                .put(EcsFields.AGENT_ID, AGENT)
                .put(EcsFields.EVENT_ID, "search-event-" + i)
                .put(EcsFields.EVENT_KIND, "event")
                .put(EcsFields.EVENT_CATEGORY, List.of("file"))
                .put(EcsFields.EVENT_DATASET, "samba.audit")
                .put(EcsFields.EVENT_ACTION, "file-read")
                .put(EcsFields.USER_NAME, "li.na")
                .put(EcsFields.FILE_PATH, "/srv/share/档案/" + i + ".docx");
        if (i == NAMED) {
          event.put("user.full_name", "李娜");
        }
        agent.send(stamped(i + 1, event.build(), key)).get();
      }
      String alert =
"""
{"@timestamp":"2026-11-21T08:00:09Z","ecs":{"version":"8.17.0"},
 "event":{"id":"%1$s-0","kind":"alert","dataset":"watchfire.alert"},
 "alert":{"id":"%1$s","revision":0,"final":false,"kind":"sigma","severity":"high",
   "entity":{"type":"user","value":"li.na"},"first_seen":"2026-11-21T08:00:00Z",
   "last_seen":"2026-11-21T08:00:09Z","count":10,"title":{"zh":"批量读取","en":"Mass read"},
   "reason":{"zh":"原因","en":"reason"},
   "evidence":[{"event_id":"search-event-3"},{"event_id":"lost-event"}],"evidence_total":2},
 "rule":{"id":"r-2","version":"0123456789ab","name":"mass_read"}}
"""
              .formatted(ALERT);
      engine
          .send(
              new ProducerRecord<>(Topics.ALERTS, "li.na", alert.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
