package org.watchfire.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.elasticsearch.client.RestClient;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.json.Json;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampHeaders;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.index.IndexSettings;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.reconcile.Reconciler;
import org.watchfire.store.retention.Holds;
import org.watchfire.store.retention.Shredder;
import org.watchfire.store.sealing.Sealer;
import org.watchfire.store.search.AuditSearch;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;
import org.watchfire.store.search.SortOrder;

/**
 * One site for a test: keys, configuration, a producer that plays an agent, and the store as a
 * process.
 */
final class StoreFixture {
  static final String AGENT = "agent-store-it";
  static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();

  final TestStack stack = TestStack.shared();
  final Path dir;
  final Path ledgers;
  final NoteVerifier site;
  private final MacKey key = CryptoSuites.intl().newMacKey();
  private final KafkaProducer<byte[], byte[]> agent;
  private final KafkaProducer<byte[], byte[]> supervisor;
  private final Path config;
  private final int healthPort;
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private long seq;
  private Process process;

  StoreFixture(Path dir) throws Exception {
    this(dir, Map.of());
  }

  /**
   * @param more lines of the configuration, by section; those of the section "" stand for
   *     themselves
   */
  StoreFixture(Path dir, Map<String, List<String>> more) throws Exception {
    this.dir = dir;
    ledgers = dir.resolve("ledger");
    NoteSigner signer = NoteSigner.generate("it.gov", new SecureRandom());
    site = signer.verifier();
    Files.writeString(dir.resolve("ledger.key"), signer.text() + "\n");
    Files.write(dir.resolve("agents.json"), Json.write(Map.of(AGENT, key.text())));
    healthPort = freePort();
    agent = producer(AGENT);
    supervisor = producer("supervisor");
    stack.kafka().resetTopics();
    // By name: Elasticsearch refuses to delete by wildcard unless it is configured to.
    for (var names = http("GET", "/wf-*/_alias?expand_wildcards=all").fieldNames();
        names.hasNext(); ) {
      http("DELETE", "/" + names.next());
    }
    JsonNode left = http("GET", "/wf-*/_alias?expand_wildcards=all");
    if (!left.isEmpty()) {
      throw new IllegalStateException("indices of an earlier test are left: " + left);
    }
    KafkaClientConfig kafka = stack.kafka().config("store");
    config = dir.resolve("store.yaml");
    List<String> lines = new ArrayList<>();
    lines.add("kafka:");
    lines.add("  bootstrap-servers: " + kafka.bootstrapServers());
    lines.add("  ca-file: " + kafka.caFile());
    lines.add("  cert-file: " + kafka.certFile());
    lines.add("  key-file: " + kafka.keyFile());
    lines.add("elasticsearch:");
    lines.add("  uri: " + elasticsearch());
    more.getOrDefault("elasticsearch", List.of()).forEach(line -> lines.add("  " + line));
    lines.add("data-dir: " + dir);
    lines.add("ledger-key: ledger.key");
    lines.add("agents-file: agents.json");
    lines.add("foreign-sources: [filebeat-1]");
    lines.add("health-port: " + healthPort);
    lines.add("index:");
    lines.add("  refresh-interval: 200ms");
    more.getOrDefault("index", List.of()).forEach(line -> lines.add("  " + line));
    lines.addAll(more.getOrDefault("", List.of()));
    Files.write(config, lines);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  URI elasticsearch() {
    return stack.elasticsearch().uri();
  }

  ElasticConfig elastic() {
    return ElasticConfig.local(elasticsearch());
  }

  StreamReader reader(Stream stream) throws Exception {
    return StreamReader.of(ledgers, stream, site);
  }

  private KafkaProducer<byte[], byte[]> producer(String principal) {
    Properties p = stack.kafka().clientProperties(principal);
    p.put("acks", "all");
    p.put("enable.idempotence", "true");
    p.put("max.request.size", "3000000");
    return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** An event of the agent as it would be on the wire; number {@code n} always has the same id. */
  static byte[] event(long n) {
    return EventCodec.encode(
        Event.builder()
            .put("@timestamp", START.plusMillis(n * 10).toString())
            .put("ecs.version", "8.17.0")
            .put("agent.id", AGENT)
            .put("event.id", String.format("%032x", n))
            .put("event.kind", "event")
            .put("event.dataset", "sshd.auth")
            .put("event.action", "ssh_login")
            .put("event.outcome", n % 3 == 0 ? "success" : "failure")
            .put("user.name", n % 2 == 0 ? "li.na" : "wang.wei")
            .put("source.ip", "10.1." + n % 200 + "." + n % 250)
            .put("source.port", 40_000 + n % 1000)
            .put("message", "用户登录失败 Failed password for user number " + n)
            .put("event.original", "Nov 21 08:00:00 oa01 sshd[1]: Failed password " + n)
            .build());
  }

  /** The next stamp of the agent. */
  Stamp nextStamp() {
    return new Stamp(AGENT, 1, ++seq);
  }

  void send(Stamp stamp, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.EVENTS, AGENT.getBytes(StandardCharsets.UTF_8), value);
    StampHeaders.write(stamp, value, key).forEach((name, v) -> record.headers().add(name, v));
    var unused = agent.send(record, this::sent);
  }

  /** A record of any topic without any stamp. */
  void sendRaw(String topic, byte[] value) {
    var unused =
        supervisor.send(
            new ProducerRecord<>(topic, "x".getBytes(StandardCharsets.UTF_8), value), this::sent);
  }

  /** A record that was altered after it was stamped. */
  void sendForged(byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.EVENTS, AGENT.getBytes(StandardCharsets.UTF_8), value);
    StampHeaders.write(new Stamp(AGENT, 1, 999_999), event(-1), key)
        .forEach((name, v) -> record.headers().add(name, v));
    var unused = agent.send(record, this::sent);
  }

  private void sent(RecordMetadata metadata, Exception failure) {
    if (failure != null) {
      failures.add(failure);
    }
  }

  /** Waits until the broker has everything. */
  void flush() {
    agent.flush();
    supervisor.flush();
    assertThat(failures).isEmpty();
  }

  /** Starts the store as its own process. */
  void start() throws IOException {
    process = launch(config, dir.resolve("store.log"));
  }

  private static Process launch(Path config, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String line : Files.readAllLines(moduleDir().resolve("src/main/config/jvm.options"))) {
      command.add(line);
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "org.watchfire.store.Store",
            "--config",
            config.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** A second store with the same data directory. */
  record Another(Process process, int healthPort) {}

  /** Starts a second store with the same configuration; the caller ends it. */
  Another startAnother() throws IOException {
    int port = freePort();
    Path other = dir.resolve("another.yaml");
    Files.writeString(
        other, Files.readString(config).replace("port: " + healthPort, "port: " + port));
    return new Another(launch(other, dir.resolve("another.log")), port);
  }

  private static Path moduleDir() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("src/main/config")) ? here : here.resolve("audit-store");
  }

  void kill9() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; gives the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  boolean alive() {
    return process != null && process.isAlive();
  }

  String log() throws IOException {
    return Files.readString(dir.resolve("store.log"));
  }

  long rssKib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return -1;
  }

  JsonNode health() throws Exception {
    return health(healthPort);
  }

  static JsonNode health(int port) throws Exception {
    return JSON.readTree(get(port, "/readyz").body());
  }

  HttpResponse<String> get(String path) throws Exception {
    return get(healthPort, path);
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Value of a metric of a stream. */
  double metric(String name, String labels) throws Exception {
    String wanted = "watchfire_store_" + name + "{" + labels + "} ";
    return get("/metrics")
        .body()
        .lines()
        .filter(l -> l.startsWith(wanted))
        .mapToDouble(l -> Double.parseDouble(l.substring(wanted.length())))
        .findFirst()
        .orElse(Double.NaN);
  }

  JsonNode http(String method, String path) throws Exception {
    return http(method, path, "");
  }

  JsonNode http(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(elasticsearch() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** Waits until the ledger's checkpoint covers {@code size} records. */
  void awaitLedger(Stream stream, long size) {
    await(stream + " ledger of " + size)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() -> reader(stream).size() >= size);
  }

  /** Waits until a search finds {@code count} documents. */
  void awaitIndex(Stream stream, long count) {
    await(stream + " index of " + count)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> http("GET", "/" + stream.alias() + "/_count").path("count").asLong() >= count);
  }

  /** Waits until a check of {@code /readyz} is in trouble and says this. */
  void awaitTrouble(String check, String says) {
    await(check + " says " + says)
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonNode found = health().path("checks").path(check);
              assertThat(found.path("status").asText()).isEqualTo("degraded");
              assertThat(found.path("detail").asText()).contains(says);
            });
  }

  /** Waits until {@code /readyz} has nothing to say against the store. */
  void awaitUp() {
    await("store is up")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> health().path("status").asText().equals("up"));
  }

  /** Compares every document of the index with the ledger. */
  Reconciler.Report reconcile(Stream stream, IndexForm form) throws Exception {
    try (RestClient client = ElasticConnection.open(elastic())) {
      return new Reconciler(
              reader(stream),
              client,
              IndexSettings.standard(),
              form,
              new IndexFiles(dir.resolve("index"), stream),
              Clock.systemUTC(),
              new Random(1),
              new CountDownLatch(1))
          .run(Reconciler.Depth.FULL, Reconciler.Progress.SILENT);
    }
  }

  /** How often each event.id is in the ledger. */
  Map<String, Integer> idsInLedger(Stream stream) throws Exception {
    StreamReader reader = reader(stream);
    Map<String, Integer> ids = new TreeMap<>();
    long size = reader.size();
    for (long at = 0; at < size; ) {
      List<byte[]> records = reader.entries(at, 4 << 20);
      for (byte[] record : records) {
        ids.merge(EventCodec.decode(record).id(), 1, Integer::sum);
      }
      at += records.size();
    }
    return ids;
  }

  /** How often each event.id is in the index, read page by page. */
  static Map<String, Integer> idsInIndex(AuditSearch search, Stream stream) throws Exception {
    Map<String, Integer> ids = new TreeMap<>();
    String cursor = null;
    do {
      SearchPage page =
          search.search(
              new SearchRequest(stream, null, null, null, 1000, cursor, SortOrder.OLDEST_FIRST));
      page.items().forEach(hit -> ids.merge(hit.id(), 1, Integer::sum));
      cursor = page.next();
    } while (cursor != null);
    return ids;
  }

  void close() throws Exception {
    if (alive()) {
      kill9();
    }
    agent.close(Duration.ofSeconds(5));
    supervisor.close(Duration.ofSeconds(5));
  }

  /** Forgets a person while the store goes on. */
  Shredder.Report shred(Sealer sealer, String person) throws Exception {
    Outbox outbox = new Outbox(dir.resolve("outbox"), new FileDisk(), Clock.systemUTC());
    Holds holds =
        new Holds(dir, site, Optional.of(sealer), outbox, new FileDisk(), Clock.systemUTC());
    try (RestClient client = ElasticConnection.open(elastic())) {
      return new Shredder(
              ledgers,
              dir.resolve("index"),
              site,
              sealer,
              holds,
              outbox,
              Clock.systemUTC(),
              Duration.ofMinutes(2))
          .shred(
              new Shredder.Order(
                  sealer.pseudonym(person),
                  "2000q1",
                  "9999q4",
                  "secadmin",
                  "request 12",
                  "auditadmin, letter 4"),
              client);
    }
  }
}
