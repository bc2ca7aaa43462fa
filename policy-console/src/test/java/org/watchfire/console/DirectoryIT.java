package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.policy.PolicyHistory;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.deploy.standalone.TestStack.Server;

/**
 * People, assets and levels to Kafka, and the trail of what was done; with servers that go away.
 */
class DirectoryIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static PostgresAccess.Database database;
  private static TestConsole console;

  @BeforeAll
  static void start() throws IOException {
    TestStack.shared().kafka().resetTopics();
    database = TestStack.shared().postgres().newDatabase();
    console = new TestConsole(folder, database).withKafka().start();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void theDefaultLevelsArePublishedAtTheFirstStart() throws Exception {
    List<PolicyObject> schemes =
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> policy(p -> p.key().equals("level-scheme/default")), l -> !l.isEmpty());
    PolicyObject scheme = schemes.get(0);
    assertThat((List<?>) scheme.body().get("levels")).hasSize(6);
    JsonNode served = console.as("auditor").get("/levels").expect(200).json();
    assertThat(served.path("levels").get(5).path("zh").asText()).isEqualTo("核心数据");
    assertThat(served.path("version").asInt()).isEqualTo(1);
  }

  @Test
  void eachChangeIsSignedChainedAndReachesTheEnginesDirectory() throws Exception {
    ApiClient secadmin = console.as("secadmin");
    String path = "/people/li.na";
    secadmin.put(path, 0, person("李娜", 2, "li.na", "OFFICE\\lina2")).expect(200);
    JsonNode second = secadmin.put(path, 1, person("李娜", 4, "li.na")).expect(200).json();
    assertThat(second.path("version").asInt()).isEqualTo(2);
    secadmin.delete(path, 2).expect(204);
    secadmin.get(path).refused(404, "not-found");
    // A person who comes back goes on in the same chain.
    secadmin.put(path, 0, person("李娜", 1, "li.na")).expect(200);
    assertThat(secadmin.get(path).header("ETag")).isEqualTo("\"4\"");

    List<PolicyObject> versions =
        await(() -> policy(p -> p.key().equals("person/li.na")), list -> list.size() == 4);
    PolicyHistory history = new PolicyHistory();
    for (PolicyObject version : versions) {
      assertThat(history.accept(version)).isTrue();
      org.watchfire.rules.directory.Person.of(version);
    }
    assertThat(versions)
        .extracting(PolicyObject::deleted)
        .containsExactly(false, false, true, false);
    assertThat(versions.get(1).body()).containsEntry("clearance", 4L);
    assertThat(versions.get(1).issuedBy()).isEqualTo("secadmin");
  }

  @Test
  void assetsAreWhatTheEngineUnderstands() throws Exception {
    ApiClient secadmin = console.as("secadmin");
    Map<String, Object> asset =
        asset("档案", 4, "path:/srv/share/档案/机密/**", "db:archive.public.secret_files");
    asset.put("marking", "SECRET");
    secadmin.put("/assets/archive-secret", 0, asset).expect(200);
    List<PolicyObject> versions =
        await(() -> policy(p -> p.key().equals("asset/archive-secret")), list -> list.size() == 1);
    org.watchfire.rules.directory.Asset read =
        org.watchfire.rules.directory.Asset.of(versions.get(0));
    assertThat(read.rank()).isEqualTo(4);
    assertThat(read.selectors()).hasSize(2);
    assertThat(console.as("analyst").get("/assets").json().path("items").toString())
        .contains("archive-secret");
  }

  @Test
  void anImportReachesTheEnginesDirectory(TestReporter report) throws Exception {
    ApiClient secadmin = console.as("secadmin");
    StringBuilder table = new StringBuilder("id,name,accounts,clearance,employed.until\n");
    for (int i = 0; i < 50; i++) {
      table.append("in-%d,导入%d,imported.%d,2,2030-12-31\n".formatted(i, i, i));
    }
    String id =
        secadmin
            .send(
                secadmin
                    .request("/imports?kind=person")
                    .header("Content-Type", "text/csv")
                    .POST(HttpRequest.BodyPublishers.ofString(table.toString())))
            .expect(202)
            .json()
            .path("id")
            .asText();
    Awaitility.await()
        .atMost(SOON)
        .until(() -> secadmin.get("/imports/" + id).json().path("state").asText().equals("ready"));
    long begun = System.nanoTime();
    secadmin.post("/imports/" + id + "/apply", Map.of()).expect(202);
    List<PolicyObject> people =
        await(() -> policy(p -> p.key().startsWith("person/in-")), list -> list.size() == 50);
    report.publishEntry(
        "import on the topic after", (System.nanoTime() - begun) / 1_000_000 + " ms");
    var engine = org.watchfire.rules.directory.Directory.empty().toBuilder();
    for (PolicyObject person : people) {
      engine.put(person);
    }
    var found = engine.build().personByAccount("OFFICE\\IMPORTED.7").orElseThrow();
    assertThat(found.id()).isEqualTo("in-7");
    assertThat(found.at(java.time.Instant.parse("2031-01-01T00:00:00Z")).status())
        .isEqualTo(org.watchfire.rules.directory.Person.Status.LEFT);
    List<Event> trail =
        await(
            () -> audit(e -> is(e, "person.create", "success")),
            events ->
                events.stream()
                        .filter(e -> e.text("watchfire.audit.detail").contains("import " + id))
                        .count()
                    == 50);
    assertThat(trail).isNotEmpty();
  }

  @Test
  void staleVersionsAndMissingOnesAreRefused() throws Exception {
    ApiClient secadmin = console.as("secadmin");
    secadmin.put("/people/stale", person("甲", 1)).expect(200);
    secadmin.put("/people/stale", person("乙", 1)).refused(428, "version-required");
    secadmin.put("/people/stale", 0, person("乙", 1)).refused(409, "stale");
    secadmin.put("/people/stale", 9, person("乙", 1)).refused(409, "stale");
    secadmin.delete("/people/stale", 9).refused(409, "stale");
    secadmin.delete("/people/nobody", 1).refused(404, "not-found");
    List<Integer> answers =
        IntStream.range(0, 6)
            .parallel()
            .mapToObj(i -> secadmin.put("/people/stale", 1, person("并发" + i, 1)).status())
            .sorted()
            .toList();
    assertThat(answers).containsExactly(200, 409, 409, 409, 409, 409);
    assertThat(secadmin.get("/people/stale").json().path("version").asInt()).isEqualTo(2);
  }

  @Test
  void bodiesAreCheckedWithTheReason() throws Exception {
    ApiClient secadmin = console.as("secadmin");
    refused(secadmin, "/people/x", person("", 1), "name");
    refused(secadmin, "/people/x", person("a\u0007b", 1), "control");
    refused(secadmin, "/people/x", person("x", 99), "rank 99");
    refused(secadmin, "/people/x", with(person("x", 1), "status", "retired"), "status");
    refused(secadmin, "/people/x", with(person("x", 1), "clearance", "2"), "clearance");
    refused(secadmin, "/people/x", with(person("x", 1), "clearance", 1.5), "clearance");
    refused(secadmin, "/people/x", with(person("x", 1), "isAdmin", true), "isAdmin");
    refused(secadmin, "/assets/x", asset("x", 0), "rank 0");
    refused(secadmin, "/assets/x", asset("x", 1, "relative/path"), "selectors");
    refused(secadmin, "/assets/x", with(asset("x", 1), "marking", "绝密"), "marking");
    refused(secadmin, "/assets/x", with(asset("x", 1), "kind", "cloud"), "kind");
    refused(secadmin, "/people/..%2f", person("x", 1), "");
    secadmin.get("/people/x").refused(404, "not-found");
  }

  @Test
  void anAccountBelongsToOnePersonInWhateverSpelling() throws Exception {
    ApiClient secadmin = console.as("secadmin");
    secadmin.put("/people/one", 0, person("一", 1, "shared.account")).expect(200);
    ApiClient.Answer taken =
        secadmin
            .put("/people/two", 0, person("二", 1, "OFFICE\\Shared.Account"))
            .refused(409, "account-taken");
    assertThat(taken.json().path("account").asText()).isEqualTo("shared.account");
    secadmin.get("/people/two").refused(404, "not-found");
    secadmin.delete("/people/one", 1).expect(204);
    secadmin.put("/people/two", 0, person("二", 1, "shared.account")).expect(200);
  }

  @Test
  void everyActIsOnRecordWithoutSecrets() throws Exception {
    String password = console.credentials().get("secadmin");
    ApiClient secadmin = console.anonymous();
    secadmin.signIn("secadmin", "a wrong guess 123").refused(401, "credentials");
    secadmin.signedIn("secadmin", password);
    secadmin.put("/people/trail", 0, person("记录", 3)).expect(200);
    secadmin.get("/alerts").refused(403, "forbidden");
    secadmin.get("/audit/search?stream=audit&q=x").refused(403, "forbidden");
    console.as("analyst").get("/audit/search?stream=events&q=secret-query").expect(503);
    secadmin.delete("/session").expect(204);

    List<Event> trail =
        await(
            () -> audit(e -> true),
            events -> events.stream().anyMatch(e -> is(e, "logout", "success")));
    assertThat(trail)
        .anyMatch(e -> is(e, "login", "failure") && "secadmin".equals(e.text("user.name")));
    assertThat(trail).anyMatch(e -> is(e, "login", "success"));
    assertThat(trail)
        .anyMatch(
            e ->
                is(e, "person.create", "success")
                    && "trail".equals(e.text("watchfire.audit.target"))
                    && e.text("watchfire.audit.detail").contains("clearance none → 3")
                    && e.texts("user.roles").equals(List.of("SEC_ADMIN"))
                    && "127.0.0.1".equals(e.text("source.ip")));
    assertThat(trail)
        .anyMatch(
            e ->
                is(e, "access.denied", "failure")
                    && "GET /alerts".equals(e.text("watchfire.audit.target")));
    assertThat(trail)
        .anyMatch(
            e ->
                is(e, "audit.search", "success")
                    && e.text("watchfire.audit.detail").contains("secret-query"));
    assertThat(trail).extracting(Event::id).doesNotContainNull();
    String everything = String.join("\n", trail.stream().map(e -> e.asMap().toString()).toList());
    assertThat(everything)
        .doesNotContain(password, "a wrong guess 123", secadmin.cookie().substring(11));
  }

  @Test
  void whileKafkaIsAwayNothingIsLostAndTheOrderStays() throws Exception {
    ApiClient secadmin = console.as("secadmin");
    TestStack.shared().kill9(Server.KAFKA);
    try {
      for (int version = 0; version < 5; version++) {
        secadmin.put("/people/outage", version, person("断网" + version, 1)).expect(200);
      }
    } finally {
      TestStack.shared().start(Server.KAFKA);
    }
    List<PolicyObject> versions =
        await(
            () -> policy(p -> p.key().equals("person/outage")),
            list -> list.stream().anyMatch(p -> p.version() == 5));
    assertThat(versions.stream().map(PolicyObject::version).distinct().toList())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    PolicyHistory history = new PolicyHistory();
    for (PolicyObject version : versions) {
      history.accept(version);
    }
    Awaitility.await().atMost(SOON).until(() -> waiting() == 0);
  }

  @Test
  void whenPostgresqlComesBackTheConsoleGoesOn() throws Exception {
    ApiClient secadmin = console.as("secadmin");
    secadmin.put("/people/before", 0, person("重启前", 1)).expect(200);
    TestStack.shared().kill9(Server.POSTGRES);
    try {
      ApiClient.Answer away = secadmin.get("/people/before").refused(503, "database-away");
      assertThat(away.header("Retry-After")).isEqualTo("5");
      secadmin.put("/people/during", 0, person("期间", 1)).refused(503, "database-away");
      console.anonymous().signIn("analyst", "whatever it is").refused(503, "database-away");
      Awaitility.await().atMost(SOON).until(() -> console.health("/readyz").status() == 503);
      console.health("/livez").expect(200);
    } finally {
      TestStack.shared().start(Server.POSTGRES);
    }
    Awaitility.await().atMost(SOON).until(() -> console.health("/readyz").status() == 200);
    // The same session: it was not the session that was lost.
    Awaitility.await().atMost(SOON).until(() -> secadmin.get("/people/before").status() == 200);
    secadmin.put("/people/after", 0, person("重启后", 1)).expect(200);
    await(() -> policy(p -> p.key().equals("person/after")), list -> list.size() == 1);
  }

  private static void refused(ApiClient client, String path, Map<String, Object> body, String why) {
    ApiClient.Answer answer = client.put(path, 0, body).expect(400);
    assertThat(answer.text())
        .contains(why)
        .doesNotContain("Exception")
        .doesNotContain("watchfire.console");
  }

  private static Map<String, Object> person(String name, int clearance, String... accounts) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("accounts", List.of(accounts));
    body.put("department", "档案处");
    body.put("clearance", clearance);
    body.put("compartments", List.of());
    body.put("status", "active");
    body.put("admin", false);
    return body;
  }

  private static Map<String, Object> asset(String name, int level, String... selectors) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("kind", "share");
    body.put("selectors", List.of(selectors));
    body.put("level", level);
    body.put("compartments", List.of());
    body.put("departments", List.of());
    body.put("marking", null);
    return body;
  }

  private static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
    body.put(name, value);
    return body;
  }

  private static boolean is(Event event, String action, String outcome) {
    return action.equals(event.text("event.action")) && outcome.equals(event.text("event.outcome"));
  }

  private interface Reading<T> {
    List<T> read() throws Exception;
  }

  private static <T> List<T> await(Reading<T> reading, Predicate<List<T>> enough) {
    return Awaitility.await().atMost(SOON).until(reading::read, enough);
  }

  private static List<PolicyObject> policy(Predicate<PolicyObject> wanted) throws Exception {
    List<PolicyObject> found = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : all(Topics.POLICY)) {
      PolicyObject object = console.policyVerifier().verify(record.value());
      assertThat(record.key()).isEqualTo(object.key());
      if (wanted.test(object)) {
        found.add(object);
      }
    }
    return found;
  }

  private static List<Event> audit(Predicate<Event> wanted) throws Exception {
    List<Event> found = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : all(Topics.AUDIT)) {
      Event event = EventCodec.decode(record.value());
      assertThat(new String(record.value(), StandardCharsets.UTF_8)).startsWith("{\"@timestamp\"");
      if (wanted.test(event)) {
        found.add(event);
      }
    }
    return found;
  }

  private static List<ConsumerRecord<String, byte[]>> all(String topic) {
    Properties properties = TestStack.shared().kafka().clientProperties("supervisor");
    properties.put("auto.offset.reset", "earliest");
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private static long waiting() throws Exception {
    try (var connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        var rows = connection.createStatement().executeQuery("SELECT count(*) FROM outbox")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
