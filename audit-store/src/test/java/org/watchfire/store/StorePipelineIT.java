package org.watchfire.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.client.RestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.topic.Topics;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.index.IndexSettings;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.outbox.StoreAct;
import org.watchfire.store.query.QuerySyntaxException;
import org.watchfire.store.reconcile.KafkaTamperSink;
import org.watchfire.store.reconcile.Reconciler;
import org.watchfire.store.reconcile.TamperNotice;
import org.watchfire.store.search.AuditSearch;
import org.watchfire.store.search.ElasticAuditSearch;
import org.watchfire.store.search.Histogram;
import org.watchfire.store.search.RecordView;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;
import org.watchfire.store.verify.VerifyRecord;

/**
 * Events, alerts, acts and bad records through real Kafka, the ledger and real Elasticsearch, up to
 * the proof.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StorePipelineIT {
  private static final int EVENTS = 1000;

  private StoreFixture fixture;
  private ElasticAuditSearch search;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    fixture = new StoreFixture(dir);
    search = ElasticAuditSearch.open(fixture.elastic(), fixture.ledgers, fixture.site);
    fixture.start();
  }

  @AfterAll
  void end() throws Exception {
    search.close();
    fixture.close();
  }

  private SearchPage find(Stream stream, String query) throws Exception {
    return search.search(new SearchRequest(stream, query, null, null, 100, null, null));
  }

  @Test
  @Order(1)
  void eventsAreRecordedIndexedAndFoundAndProven() throws Exception {
    List<Stamp> stamps = new ArrayList<>();
    for (int n = 0; n < EVENTS; n++) {
      stamps.add(fixture.nextStamp());
      fixture.send(stamps.get(n), StoreFixture.event(n));
    }
    fixture.flush();
    // The same again: an agent that was not told in time repeats itself.
    for (int n = 900; n < EVENTS; n++) {
      fixture.send(stamps.get(n), StoreFixture.event(n));
    }
    fixture.flush();
    fixture.awaitLedger(Stream.EVENTS, EVENTS);
    fixture.awaitIndex(Stream.EVENTS, EVENTS);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> fixture.metric("ingest_total", "stream=\"events\",kind=\"duplicates\"") == 100);
    assertThat(fixture.idsInLedger(Stream.EVENTS))
        .hasSize(EVENTS)
        .containsValue(1)
        .doesNotContainValue(2);

    assertThat(find(Stream.EVENTS, "user.name:li.na and event.outcome:failure").total())
        .isEqualTo(333);
    assertThat(find(Stream.EVENTS, "source.ip:10.1.7.0/24").total()).isEqualTo(5);
    assertThat(find(Stream.EVENTS, "登录失败 and \"user number 77\"").total()).isEqualTo(1);
    assertThat(find(Stream.EVENTS, "user.name:(li* or zhang*) not source.port >= 40100").total())
        .isEqualTo(50);
    assertThatThrownBy(() -> find(Stream.EVENTS, "user.name:a and secret:b"))
        .isInstanceOf(QuerySyntaxException.class)
        .extracting(e -> ((QuerySyntaxException) e).column())
        .isEqualTo(17);

    String id = String.format("%032x", 77);
    RecordView view = search.byEventId(Stream.EVENTS, id).orElseThrow();
    assertThat(view.json()).isEqualTo(StoreFixture.event(77));
    assertThat(view.verification().verified()).isTrue();
    assertThat(view.verification().proof()).hasSizeBetween(9, 11);
    assertThat(search.byEventId(Stream.EVENTS, "ffffffff")).isEmpty();
    assertThat(search.record(Stream.EVENTS, 10_000)).isEmpty();
    VerifyRecord.Result offline =
        new VerifyRecord(fixture.ledgers, fixture.site).byEventId(Stream.EVENTS, id);
    assertThat(offline.outcome()).isEqualTo(VerifyRecord.Outcome.VERIFIED);
    assertThat(offline.record()).isEqualTo(StoreFixture.event(77));
  }

  @Test
  @Order(2)
  void pagesGoThroughEverythingOnce() throws Exception {
    assertThat(StoreFixture.idsInIndex(search, Stream.EVENTS))
        .hasSize(EVENTS)
        .doesNotContainValue(2);
    SearchPage first =
        search.search(new SearchRequest(Stream.EVENTS, null, null, null, 10, null, null));
    assertThat(first.items()).hasSize(10);
    assertThat(first.total()).isEqualTo(EVENTS);
    assertThat(first.items().get(0).id()).isEqualTo(String.format("%032x", EVENTS - 1));
    assertThatThrownBy(
            () ->
                search.search(
                    new SearchRequest(
                        Stream.EVENTS, "user.name:x", null, null, 10, first.next(), null)))
        .hasMessageContaining("another query");
  }

  @Test
  @Order(3)
  void histogramCountsEverythingAndHasNoHoles() throws Exception {
    Histogram all = search.histogram(Stream.EVENTS, null, null, null, 60);
    assertThat(all.buckets().stream().mapToLong(Histogram.Bucket::count).sum()).isEqualTo(EVENTS);
    Instant from = StoreFixture.START.minusSeconds(60);
    Histogram wide = search.histogram(Stream.EVENTS, null, from, from.plusSeconds(600), 60);
    assertThat(wide.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(wide.buckets()).hasSize(60);
    assertThat(wide.buckets().get(0)).isEqualTo(new Histogram.Bucket(from, 0));
  }

  @Test
  @Order(4)
  void mandatoryFilterHidesWhatIsOutside() throws Exception {
    AuditSearch own = search.restrictedTo(Stream.EVENTS, "user.name:li.na");
    SearchRequest all = new SearchRequest(Stream.EVENTS, null, null, null, 1, null, null);
    assertThat(own.search(all).total()).isEqualTo(EVENTS / 2);
    SearchRequest tricky =
        new SearchRequest(
            Stream.EVENTS, "user.name:wang.wei or event.kind:event", null, null, 1, null, null);
    assertThat(own.search(tricky).total()).isEqualTo(EVENTS / 2);
    assertThat(own.byEventId(Stream.EVENTS, String.format("%032x", 1))).isEmpty();
    Optional<RecordView> even = own.byEventId(Stream.EVENTS, String.format("%032x", 2));
    assertThat(even).isPresent();
    long odd = search.byEventId(Stream.EVENTS, String.format("%032x", 1)).orElseThrow().seq();
    assertThat(own.record(Stream.EVENTS, odd)).isEmpty();
  }

  private static byte[] alert(String id, int revision, int count) {
    return ("{\"@timestamp\":\"2026-11-21T09:00:00Z\",\"event\":{\"id\":\""
            + id
            + "-"
            + revision
            + "\",\"kind\":\"alert\"},\"alert\":{\"id\":\""
            + id
            + "\",\"revision\":"
            + revision
            + ",\"severity\":\"high\",\"count\":"
            + count
            + ",\"title\":{\"zh\":\"暴力破解\",\"en\":\"Brute force\"}}}")
        .getBytes(UTF_8);
  }

  @Test
  @Order(5)
  void alertsKeepEveryRevisionAndShowTheLast() throws Exception {
    String id = "0123456789abcdef0123456789abcdef";
    fixture.sendRaw(Topics.ALERTS, alert(id, 0, 1));
    fixture.sendRaw(Topics.ALERTS, alert(id, 1, 12));
    fixture.sendRaw(Topics.ALERTS, alert(id, 0, 1));
    fixture.sendRaw(Topics.ALERTS, alert(id, 1, 12));
    fixture.sendRaw(Topics.ALERTS, "not json".getBytes(UTF_8));
    fixture.sendRaw(Topics.ALERTS, alert("aa" + id.substring(2), 0, 1));
    fixture.flush();
    fixture.awaitLedger(Stream.ALERTS, 3);
    fixture.awaitIndex(Stream.ALERTS, 2);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> find(Stream.ALERTS, "alert.count:12").total() == 1);
    assertThat(find(Stream.ALERTS, "暴力破解").total()).isEqualTo(2);
    assertThat(fixture.reader(Stream.ALERTS).size()).isEqualTo(3);
    RecordView view = search.byEventId(Stream.ALERTS, id + "-1").orElseThrow();
    assertThat(view.verification().reason()).isEqualTo("ok");
    assertThat(fixture.metric("ingest_total", "stream=\"alerts\",kind=\"duplicates\""))
        .isEqualTo(2);
  }

  @Test
  @Order(6)
  void hostileRecordsBecomeDeadLettersAndNothingElseSuffers() throws Exception {
    await().until(() -> fixture.metric("ledger_records", "stream=\"deadletter\"") == 1);
    fixture.sendForged(StoreFixture.event(5));
    fixture.sendRaw(Topics.EVENTS, "{\"agent\":{\"id\":\"nobody\"}}".getBytes(UTF_8));
    fixture.sendRaw(Topics.EVENTS, new byte[] {0, (byte) 0xff, 7});
    fixture.sendRaw(Topics.EVENTS, null);
    fixture.sendRaw(Topics.AUDIT, "{\"@timestamp\":\"2026-11-21T09:00:00Z\"}".getBytes(UTF_8));
    fixture.sendRaw(Topics.DEADLETTER, "password=hunter2 [".getBytes(UTF_8));
    byte[] foreign =
        ("{\"@timestamp\":\"2026-11-21T09:00:00Z\",\"agent\":{\"name\":\"filebeat-1\"},\n"
                + "\"event\":{\"id\":\"foreign-1\"},\"wf\":{\"seq\":3},\"message\":\"外来\"}")
            .getBytes(UTF_8);
    fixture.sendRaw(Topics.EVENTS, foreign);
    String text = "长".repeat(30_000);
    byte[] large =
        new String(StoreFixture.event(5000), UTF_8)
            .replace("Failed password for", text)
            .getBytes(UTF_8);
    assertThat(large.length).isGreaterThan(65_535);
    fixture.send(fixture.nextStamp(), large);
    byte[] misfit =
        new String(StoreFixture.event(5001), UTF_8)
            .replace("\"ssh_login\"", "{\"deep\":[1]}")
            .getBytes(UTF_8);
    fixture.send(fixture.nextStamp(), misfit);
    fixture.nextStamp();
    fixture.nextStamp();
    fixture.send(fixture.nextStamp(), StoreFixture.event(5002));
    fixture.flush();
    fixture.awaitLedger(Stream.EVENTS, EVENTS + 4);
    fixture.awaitIndex(Stream.EVENTS, EVENTS + 4);
    fixture.awaitLedger(Stream.DEADLETTER, 7);
    fixture.awaitIndex(Stream.DEADLETTER, 7);

    assertThat(find(Stream.DEADLETTER, "error.type:BAD_MAC").total()).isEqualTo(1);
    assertThat(find(Stream.DEADLETTER, "error.type:UNKNOWN_SOURCE").total()).isEqualTo(1);
    assertThat(find(Stream.DEADLETTER, "watchfire.deadletter.topic:wf.audit").total()).isEqualTo(1);
    SearchPage own = find(Stream.DEADLETTER, "watchfire.deadletter.topic:wf.deadletter");
    assertThat(new String(own.items().get(0).record(), UTF_8)).doesNotContain("hunter2");

    RecordView big = search.byEventId(Stream.EVENTS, String.format("%032x", 5000)).orElseThrow();
    assertThat(big.json()).isEqualTo(large);
    assertThat(big.verification().reason()).isEqualTo("ok");
    SearchPage reduced = find(Stream.EVENTS, "wf.index_error:*");
    assertThat(reduced.total()).isEqualTo(2);
    RecordView misfits =
        search.byEventId(Stream.EVENTS, String.format("%032x", 5001)).orElseThrow();
    assertThat(misfits.json()).isEqualTo(misfit);
    RecordView outside = search.byEventId(Stream.EVENTS, "foreign-1").orElseThrow();
    assertThat(outside.json()).isEqualTo(foreign);
    assertThat(fixture.metric("ingest_total", "stream=\"events\",kind=\"missing\"")).isEqualTo(2);
    assertThat(fixture.metric("ingest_total", "stream=\"events\",kind=\"gaps\"")).isEqualTo(1);
    assertThat(fixture.metric("ingest_total", "stream=\"events\",kind=\"rejected\"")).isEqualTo(4);
  }

  @Test
  @Order(7)
  void healthSaysUp() throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonNode health = fixture.health();
              assertThat(health.path("status").asText()).as(health.toString()).isEqualTo("up");
              assertThat(health.at("/checks/elasticsearch/detail").asText())
                  .contains("ILM not there");
            });
    JsonNode checks = fixture.health().path("checks");
    assertThat(checks.size()).isEqualTo(11);
    assertThat(fixture.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(fixture.get("/livez").statusCode()).isEqualTo(200);
    assertThat(fixture.metric("index_lag_records", "stream=\"events\"")).isZero();
  }

  @Test
  @Order(8)
  void anIndexThatLiesIsFoundOut() throws Exception {
    String victim = String.format("%032x", 10);
    long seq = search.byEventId(Stream.EVENTS, victim).orElseThrow().seq();
    String index = fixture.http("GET", "/wf-events/_alias").fieldNames().next();
    fixture.http("DELETE", "/" + index + "/_doc/" + String.format("%016x", seq) + "?refresh=true");
    java.net.http.HttpRequest forge =
        java.net.http.HttpRequest.newBuilder(
                java.net.URI.create(fixture.elasticsearch() + "/" + index + "/_doc/x?refresh=true"))
            .header("Content-Type", "application/json")
            .PUT(
                java.net.http.HttpRequest.BodyPublishers.ofString(
                    "{\"@timestamp\":\"2026-11-21T08:00:00Z\",\"event\":{\"id\":\""
                        + victim
                        + "\"},\"wf\":{\"stream\":\"events\",\"seq\":"
                        + (seq + 1)
                        + "}}"))
            .build();
    java.net.http.HttpClient.newHttpClient()
        .send(forge, java.net.http.HttpResponse.BodyHandlers.discarding());
    RecordView view = search.byEventId(Stream.EVENTS, victim).orElseThrow();
    assertThat(view.verification().verified()).isFalse();
    assertThat(view.verification().reason()).contains("index was changed");
  }

  @Test
  @Order(9)
  void tamperingBecomesAnAlertAndAnEntryOfTheAuditStream() throws Exception {
    Reconciler.Report report;
    try (RestClient client = ElasticConnection.open(fixture.elastic())) {
      report =
          new Reconciler(
                  fixture.reader(Stream.EVENTS),
                  client,
                  IndexSettings.standard(),
                  IndexForm.AS_RECORDED,
                  new IndexFiles(fixture.dir.resolve("index"), Stream.EVENTS),
                  Clock.systemUTC(),
                  new Random(1),
                  new CountDownLatch(1))
              .run(Reconciler.Depth.FULL, Reconciler.Progress.SILENT);
    }
    assertThat(report.repaired()).isEqualTo(1);
    assertThat(report.surplus()).isEqualTo(1);
    assertThat(report.altered()).isZero();
    List<TamperNotice> notices = TamperNotice.of(report.findings(), Instant.now());
    KafkaTamperSink sink = new KafkaTamperSink(fixture.stack.kafka().config("store"));
    sink.raise(notices);
    sink.raise(notices);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> find(Stream.AUDIT, "event.action:index.tampering").total() == 1);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> find(Stream.ALERTS, "alert.kind:integrity").total() == 1);
    RecordView alert = search.byEventId(Stream.ALERTS, notices.get(0).id() + "-0").orElseThrow();
    assertThat(alert.verification().reason()).isEqualTo("ok");
    assertThat(new String(alert.json(), UTF_8)).contains("critical", "/x");
  }

  @Test
  @Order(10)
  void anActOnTheStoreComesOnRecordPastADamagedOne() throws Exception {
    Path dir = fixture.dir.resolve("outbox");
    Files.createDirectories(dir);
    Path damaged = dir.resolve("000000000000001-damaged.json");
    Files.writeString(damaged, "{\"user\":");
    String id =
        new Outbox(dir, new FileDisk(), Clock.systemUTC())
            .add(new StoreAct("store.hold", "success", "auditor", "events", Map.of("case", "7")));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> find(Stream.AUDIT, "event.id:" + id).total() == 1);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(fixture.health().at("/checks/outbox/detail").asText())
                    .contains("000000000000001-damaged.json is damaged"));
    assertThat(damaged).exists();
    Files.delete(damaged);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> fixture.health().at("/checks/outbox/status").asText().equals("up"));
  }

  @Test
  @Order(11)
  void stopsInOrderAndATamperedEntryIsNamed() throws Exception {
    assertThat(fixture.stop()).isZero();
    assertThat(fixture.log()).contains("stopped at");
    VerifyRecord verify = new VerifyRecord(fixture.ledgers, fixture.site);
    Path log = fixture.reader(Stream.EVENTS).locate(0).log().directory();
    Path bundle = log.resolve("tile/entries/000");
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[200] ^= 1;
    Files.write(bundle, bytes);
    VerifyRecord.Result result = verify.bySeq(Stream.EVENTS, 0);
    assertThat(result.outcome()).isEqualTo(VerifyRecord.Outcome.TAMPERED);
    assertThat(result.outcome().exitCode()).isEqualTo(6);
    assertThat(result.report()).contains("tile/entries/000").contains("验证失败");
    assertThat(verify.byEventId(Stream.EVENTS, "gone").outcome())
        .isEqualTo(VerifyRecord.Outcome.TAMPERED);
    assertThat(verify.bySeq(Stream.EVENTS, 300).outcome()).isEqualTo(VerifyRecord.Outcome.VERIFIED);
    assertThat(verify.bySeq(Stream.EVENTS, 1 << 20).outcome())
        .isEqualTo(VerifyRecord.Outcome.NOT_FOUND);
    Path checkpoint = log.resolve("checkpoint");
    byte[] note = Files.readAllBytes(checkpoint);
    note[note.length - 10] ^= 1;
    Files.write(checkpoint, note);
    assertThat(verify.bySeq(Stream.EVENTS, 300).report()).contains("checkpoint");
  }
}
