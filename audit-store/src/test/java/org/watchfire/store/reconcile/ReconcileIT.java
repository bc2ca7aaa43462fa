package org.watchfire.store.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.http.entity.ContentType;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.json.Json;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.index.IndexDocument;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.index.IndexLifecycle;
import org.watchfire.store.index.IndexRebuild;
import org.watchfire.store.index.IndexSettings;
import org.watchfire.store.index.Indexer;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import org.watchfire.store.ledger.StreamReader;

/** A ledger, its index in real Elasticsearch, and hands that change the index behind our back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReconcileIT {
  private static final int FLIPS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EVENTS = 3000;
  private static final IndexSettings SETTINGS =
      new IndexSettings(
          1,
          0,
          Duration.ofMillis(200),
          65_536,
          Duration.ofDays(1),
          1,
          1000,
          40L << 30,
          IndexSettings.LEAST_RETENTION,
          Duration.ZERO,
          4);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
  private final InstantSource source = now::get;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private Path ledgers;
  private NoteSigner site;
  private RestClient client;
  private final Map<Stream, Indexer> running = new java.util.EnumMap<>(Stream.class);
  private final List<Thread> threads = new ArrayList<>();

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    ledgers = dir;
    site = NoteSigner.generate("it.gov", new SecureRandom());
    client = ElasticConnection.open(ElasticConfig.local(TestStack.shared().elasticsearch().uri()));
    for (String index : names("wf-*")) {
      http("DELETE", "/" + index, null);
    }
  }

  @AfterAll
  void end() throws Exception {
    stop();
    client.close();
  }

  private void stop() throws InterruptedException {
    running.values().forEach(Indexer::stop);
    for (Thread thread : threads) {
      thread.join();
    }
    running.clear();
    threads.clear();
  }

  private StreamReader reader(Stream stream) throws Exception {
    return StreamReader.of(ledgers, stream, site.verifier());
  }

  private IndexFiles files(Stream stream) {
    return new IndexFiles(ledgers.resolve("index"), stream);
  }

  private void index(Stream stream) throws Exception {
    Indexer indexer =
        new Indexer(reader(stream), client, SETTINGS, IndexForm.AS_RECORDED, files(stream), clock);
    running.put(stream, indexer);
    Thread thread = new Thread(indexer, "index-" + stream.id());
    thread.start();
    threads.add(thread);
  }

  private Reconciler.Report reconcile(Stream stream, Reconciler.Depth depth) throws Exception {
    return new Reconciler(
            reader(stream),
            client,
            SETTINGS,
            IndexForm.AS_RECORDED,
            files(stream),
            clock,
            new Random(5),
            new CountDownLatch(1))
        .run(depth, Reconciler.Progress.SILENT);
  }

  private void append(Stream stream, List<byte[]> records) throws Exception {
    try (StreamLedger ledger =
        StreamLedger.of(ledgers, ledgers.resolve("signed"), stream, site).open()) {
      ledger.append(records, Commit.NONE);
      ledger.publish();
    }
  }

  private void awaitIndexed(Stream stream, long records) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> running.get(stream).next() == records && running.get(stream).trouble().isEmpty());
  }

  private JsonNode http(String method, String path, String body) throws IOException {
    Request request = new Request(method, path);
    if (body != null) {
      request.setJsonEntity(body);
    }
    return JSON.readTree(client.performRequest(request).getEntity().getContent());
  }

  private List<String> names(String pattern) throws IOException {
    List<String> names = new ArrayList<>();
    http("GET", "/" + pattern + "/_alias?expand_wildcards=all", null)
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  private long count(Stream stream) throws IOException {
    http("POST", "/" + stream.alias() + "/_refresh", null);
    return http("GET", "/" + stream.alias() + "/_count", null).path("count").asLong();
  }

  private static byte[] event(int n) {
    return String.format(
            "{\"@timestamp\":\"2026-11-21T08:00:00.%03dZ\",\"event\":{\"id\":\"e%d\"},"
                + "\"user\":{\"name\":\"li.na\"},\"message\":\"用户 %d\"}",
            n % 1000, n, n)
        .getBytes(UTF_8);
  }

  private static String id(long seq) {
    return String.format("%016x", seq);
  }

  private String indexOf(long seq) throws IOException {
    JsonNode hit =
        http(
                "POST",
                "/wf-events/_search",
                "{\"query\":{\"ids\":{\"values\":[\"" + id(seq) + "\"]}}}")
            .at("/hits/hits/0");
    return hit.path("_index").asText();
  }

  @Test
  @Order(1)
  void rollsOverByRecordsAndEverythingIsThereOnce() throws Exception {
    List<byte[]> records = new ArrayList<>();
    for (int n = 0; n < EVENTS; n++) {
      records.add(event(n));
    }
    append(Stream.EVENTS, records);
    index(Stream.EVENTS);
    awaitIndexed(Stream.EVENTS, EVENTS);
    assertThat(count(Stream.EVENTS)).isEqualTo(EVENTS);
    assertThat(names("wf-events-*")).hasSizeBetween(2, 3).contains("wf-events-2026.11.22-0-0");
    Reconciler.Report report = reconcile(Stream.EVENTS, Reconciler.Depth.FULL);
    assertThat(report.findings()).isEmpty();
    assertThat(report.records()).isEqualTo(EVENTS);
    assertThat(report.compared()).isEqualTo(EVENTS);
  }

  @Test
  @Order(2)
  void finishesFullIndicesAndIsNoWorseForDoingItAgain() throws Exception {
    IndexLifecycle lifecycle = new IndexLifecycle(client);
    String first = "wf-events-2026.11.22-0-0";
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              lifecycle.step(Stream.EVENTS, EVENTS);
              return http("GET", "/" + first + "/_segments", null)
                      .findValues("num_search_segments")
                      .get(0)
                      .asInt()
                  == 1;
            });
    lifecycle.step(Stream.EVENTS, EVENTS);
    assertThat(
            http("GET", "/" + first + "/_settings?flat_settings=true", null)
                .at("/" + first + "/settings/index.blocks.write")
                .asText())
        .isEqualTo("true");
    assertThat(lifecycle.blocked()).isEqualTo(names("wf-events-*").size() - 1);
  }

  @Test
  @Order(3)
  void alteredDeletedAndAddedDocumentsAreFoundAndTheDeletedOneIsBack() throws Exception {
    // In the newest index, and in a finished one that an intruder opens again.
    for (long seq : new long[] {EVENTS - 5, 7}) {
      String index = indexOf(seq);
      http("PUT", "/" + index + "/_settings", "{\"index.blocks.write\":null}");
      String altered =
          "{\"@timestamp\":\"2026-11-21T08:00:00.000Z\",\"event\":{\"id\":\"x\"},"
              + "\"user\":{\"name\":\"nobody\"},\"wf\":{\"stream\":\"events\",\"seq\":"
              + seq
              + "}}";
      http("PUT", "/" + index + "/_doc/" + id(seq), altered);
      http("DELETE", "/" + index + "/_doc/" + id(seq + 1), null);
      http("PUT", "/" + index + "/_doc/extra" + seq, altered.replace("nobody", "somebody"));
    }
    http("PUT", "/" + indexOf(7) + "/_settings", "{\"index.blocks.write\":true}");
    String index = indexOf(EVENTS - 1);
    http("PUT", "/" + index + "/_doc/far", "{\"wf\":{\"seq\":999999}}");
    http("PUT", "/" + index + "/_doc/none", "{\"message\":\"no number\"}");

    Reconciler.Report report = reconcile(Stream.EVENTS, Reconciler.Depth.SAMPLE);
    assertThat(report.missing()).isEqualTo(2);
    assertThat(report.repaired()).isEqualTo(2);
    assertThat(report.surplus()).isEqualTo(4);
    assertThat(report.altered()).isEqualTo(2);
    assertThat(report.findings())
        .filteredOn(f -> f.kind() == Finding.Kind.ALTERED)
        .allSatisfy(f -> assertThat(f.fields()).contains("event.id", "user.name", "message"))
        .extracting(Finding::seq)
        .containsExactlyInAnyOrder(7L, EVENTS - 5L);
    assertThat(count(Stream.EVENTS)).isEqualTo(EVENTS + 4);

    List<TamperNotice> notices = TamperNotice.of(report.findings(), clock.instant());
    assertThat(
            TamperNotice.of(
                reconcile(Stream.EVENTS, Reconciler.Depth.FULL).findings(), Instant.EPOCH))
        .extracting(TamperNotice::id)
        .containsExactlyElementsOf(notices.stream().map(TamperNotice::id).toList());
    assertThat(notices)
        .allSatisfy(
            n -> assertThat(new String(n.alert(), UTF_8)).doesNotContain("nobody", "somebody"));
    Map<String, Object> alert = Json.parseObject(notices.get(0).alert());
    assertThat(alert.get("alert").toString()).contains("integrity", "critical", "user.name");
  }

  @Test
  @Order(4)
  void aSwapThatKeepsEveryCountIsFoundByAFullLook() throws Exception {
    String index = indexOf(EVENTS - 300);
    byte[] changed =
        new String(event(EVENTS - 300), UTF_8).replace("li.na", "li.an").getBytes(UTF_8);
    String document =
        new String(changed, UTF_8).replaceAll("}$", "")
            + ",\"wf\":{\"stream\":\"events\",\"seq\":"
            + (EVENTS - 300)
            + "}}";
    http("PUT", "/" + index + "/_doc/" + id(EVENTS - 300), document);
    // A reduced form hides a record from searches for its fields.
    String reduced =
        "{\"@timestamp\":\"2026-11-21T08:00:00Z\",\"wf\":{\"stream\":\"events\",\"seq\":"
            + (EVENTS - 301)
            + ",\"index_error\":\"made up\"}}";
    http("PUT", "/" + index + "/_doc/" + id(EVENTS - 301), reduced);
    Reconciler.Report report = reconcile(Stream.EVENTS, Reconciler.Depth.FULL);
    assertThat(report.findings())
        .filteredOn(f -> f.seq() == EVENTS - 300)
        .singleElement()
        .satisfies(f -> assertThat(f.fields()).containsExactly("user.name"));
    assertThat(report.findings())
        .filteredOn(f -> f.seq() == EVENTS - 301)
        .singleElement()
        .satisfies(f -> assertThat(f.fields()).containsExactly("wf.index_error"));
  }

  private int put(long seq, byte[] document) throws IOException {
    Request request = new Request("PUT", "/" + indexOf(seq) + "/_doc/" + id(seq));
    request.setEntity(new NByteArrayEntity(document, ContentType.APPLICATION_JSON));
    try {
      return client.performRequest(request).getStatusLine().getStatusCode();
    } catch (ResponseException e) {
      return e.getResponse().getStatusLine().getStatusCode();
    }
  }

  @Test
  @Order(5)
  void everyFlippedBitOfADocumentIsFoundAndItsRecordNamed() throws Exception {
    for (String index : names("wf-events-*")) {
      http("PUT", "/" + index + "/_settings", "{\"index.blocks.write\":null}");
    }
    Random random = new Random(17);
    Set<String> flipped = new TreeSet<>();
    int refused = 0;
    for (long seq = 20; flipped.size() < FLIPS; seq++) {
      byte[] document = IndexDocument.whole(Stream.EVENTS, seq, event((int) seq)).orElseThrow();
      document[random.nextInt(document.length)] ^= (byte) (1 << random.nextInt(8));
      if (put(seq, document) == 200) {
        flipped.add(id(seq));
      } else {
        refused++; // no JSON, or no date: Elasticsearch cannot be made to hold it that way
      }
    }
    Set<String> named = new TreeSet<>();
    reconcile(Stream.EVENTS, Reconciler.Depth.FULL).findings().forEach(f -> named.add(f.id()));
    assertThat(named).containsAll(flipped);
    System.out.printf(
        "index documents: %d flipped, %d found and named, %d more refused by Elasticsearch%n",
        flipped.size(), flipped.size(), refused);
  }

  @Test
  @Order(6)
  void rebuildingWhileTheStoreRunsBringsTheTruthBack() throws Exception {
    assertThat(rebuild(Stream.EVENTS)).isEqualTo(EVENTS);
    assertThat(running.get(Stream.EVENTS).next()).isEqualTo(EVENTS);
    assertThat(count(Stream.EVENTS)).isEqualTo(EVENTS);
    assertThat(reconcile(Stream.EVENTS, Reconciler.Depth.FULL).findings()).isEmpty();
    assertThat(names("wf-events-*")).allMatch(n -> n.startsWith("wf-events-2026.11.22-1-"));
  }

  private long rebuild(Stream stream) throws Exception {
    return new IndexRebuild(
            reader(stream), client, SETTINGS, IndexForm.AS_RECORDED, files(stream), clock)
        .run(n -> assertThat(n).isBetween(0L, (long) EVENTS + 100));
  }

  @Test
  @Order(7)
  void rebuildingWorksWithoutTheStoreToo() throws Exception {
    stop();
    assertThat(rebuild(Stream.EVENTS)).isEqualTo(EVENTS);
    assertThat(reconcile(Stream.EVENTS, Reconciler.Depth.FULL).findings()).isEmpty();
    assertThat(names("wf-events-*")).allMatch(n -> n.startsWith("wf-events-2026.11.22-2-"));
  }

  @Test
  @Order(8)
  void hostileRecordsAreThereInReducedFormAndNotTakenForTampering() throws Exception {
    List<byte[]> hostile = new ArrayList<>();
    StringBuilder wide = new StringBuilder("{\"@timestamp\":\"2026-11-21T08:00:00Z\"");
    for (int i = 0; i < 20_000; i++) {
      wide.append(",\"f").append(i).append("\":1");
    }
    hostile.add(wide.append('}').toString().getBytes(UTF_8));
    String time = "\"@timestamp\":\"2026-11-21T08:00:00Z\"";
    for (String body :
        new String[] {
          "\"event\":{\"action\":{\"deep\":[1]}}",
          "\"source\":\"not an object\"",
          "\"user\":[{\"name\":\"a\"},{\"name\":{\"b\":1}}]",
          "\"a..b\":1",
          "\".\":1",
          "\"\":{\"\":1}",
          "\"wf\":{\"seq\":3}",
          "\"wf.seq\":3",
          "\"source\":{\"port\":\"ninety\",\"ip\":\"nowhere\"}",
          "\"event\":{\"created\":\"yesterday\"}",
          "\"zeek\":{\"" + "k".repeat(40_000) + "\":\"v\"}",
          "\"zeek\":{\"a\\u0000b\":\"v\"}",
          "\"message\":\"" + "长".repeat(60_000) + "\"",
          "\"user\":{\"name\":\"" + "n".repeat(40_000) + "\"}",
          "\"labels\":" + "{\"x\":".repeat(50) + "1" + "}".repeat(50),
          "\"_id\":\"x\",\"_index\":\"y\",\"_source\":{}"
        }) {
      hostile.add(("{" + time + "," + body + "}").getBytes(UTF_8));
    }
    hostile.add("{\"@timestamp\":\"never\"}".getBytes(UTF_8));
    hostile.add("{\"@timestamp\":{\"x\":1}}".getBytes(UTF_8));
    hostile.add("not json at all \u0000 \n".getBytes(UTF_8));
    hostile.add("[1]".getBytes(UTF_8));
    hostile.add(new byte[] {(byte) 0xff, 0, 1});
    append(Stream.DEADLETTER, hostile);
    index(Stream.DEADLETTER);
    awaitIndexed(Stream.DEADLETTER, hostile.size());
    assertThat(count(Stream.DEADLETTER)).isEqualTo(hostile.size());
    long reduced =
        http("GET", "/wf-deadletter/_count?q=_exists_:wf.index_error", null).path("count").asLong();
    assertThat(reduced).isBetween(10L, hostile.size() - 4L);
    Reconciler.Report report = reconcile(Stream.DEADLETTER, Reconciler.Depth.FULL);
    assertThat(report.findings()).isEmpty();
    assertThat(report.compared()).isEqualTo(hostile.size());
    long mapped = http("GET", "/wf-deadletter/_mapping", null).findValues("type").size();
    assertThat(mapped).isLessThan(400);
    System.out.printf(
        "hostile records %d, reduced %d, mapped fields %d%n", hostile.size(), reduced, mapped);
  }

  private static byte[] alert(int n, int revision) {
    return String.format(
            "{\"@timestamp\":\"2026-11-21T09:00:00Z\",\"event\":{\"id\":\"a%d-%d\"},"
                + "\"alert\":{\"id\":\"%032x\",\"revision\":%d,\"count\":%d}}",
            n, revision, n, revision, revision + 1)
        .getBytes(UTF_8);
  }

  @Test
  @Order(9)
  void alertsAreComparedByTheirHighestRevision() throws Exception {
    List<byte[]> alerts = new ArrayList<>();
    for (int n = 0; n < 300; n++) {
      alerts.add(alert(n, 0));
    }
    for (int n = 0; n < 100; n++) {
      alerts.add(alert(n, 2));
      alerts.add(alert(n, 1));
    }
    append(Stream.ALERTS, alerts);
    index(Stream.ALERTS);
    awaitIndexed(Stream.ALERTS, alerts.size());
    assertThat(count(Stream.ALERTS)).isEqualTo(300);
    assertThat(reconcile(Stream.ALERTS, Reconciler.Depth.FULL).findings()).isEmpty();
    String index = names("wf-alerts").get(0);
    http("DELETE", "/" + index + "/_doc/" + String.format("%032x", 5), null);
    http("DELETE", "/" + index + "/_doc/" + String.format("%032x", 250), null);
    http("PUT", "/" + index + "/_doc/forged", new String(alert(6, 3), UTF_8));
    Reconciler.Report report = reconcile(Stream.ALERTS, Reconciler.Depth.FULL);
    assertThat(report.surplus()).isEqualTo(1);
    assertThat(report.altered()).isZero();
    assertThat(report.repaired()).isEqualTo(report.missing());
    assertThat(count(Stream.ALERTS)).isEqualTo(301);
    Reconciler.Report again = reconcile(Stream.ALERTS, Reconciler.Depth.FULL);
    assertThat(again.missing()).isZero();
    assertThat(again.surplus()).isEqualTo(1);
  }

  @Test
  @Order(10)
  void anIndexWhoseTimeIsOverIsDeletedAndStaysAway() throws Exception {
    index(Stream.EVENTS);
    awaitIndexed(Stream.EVENTS, EVENTS);
    int before = names("wf-events-*").size();
    now.set(now.get().plus(Duration.ofDays(1)));
    append(Stream.EVENTS, List.of(event(EVENTS), event(EVENTS + 1)));
    awaitIndexed(Stream.EVENTS, EVENTS + 2);
    assertThat(names("wf-events-*")).hasSize(before + 1);
    now.set(now.get().plus(IndexSettings.LEAST_RETENTION));
    await().atMost(Duration.ofSeconds(30)).until(() -> names("wf-events-*").size() == 1);
    stop();
    index(Stream.EVENTS);
    awaitIndexed(Stream.EVENTS, EVENTS + 2);
    assertThat(names("wf-events-*")).hasSize(1);
    assertThat(files(Stream.EVENTS).progress().first()).isEqualTo(EVENTS);
    assertThat(count(Stream.EVENTS)).isEqualTo(2);
    Reconciler.Report report = reconcile(Stream.EVENTS, Reconciler.Depth.FULL);
    assertThat(report.findings()).isEmpty();
    assertThat(report.records()).isEqualTo(2);
  }
}
