package org.watchfire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.rules.alert.Signals;
import org.watchfire.rules.correlate.CorrelationSpec;
import org.watchfire.rules.correlate.Fire;
import org.watchfire.rules.correlate.Window;
import org.watchfire.rules.match.CorrelationInput;
import org.watchfire.rules.match.CorrelationLink;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;

/** The engine as a process, between a real Kafka's topics. */
class EngineIT {
  private static final Instant START = Instant.parse("2026-03-04T02:00:00Z");
  private static final String ROOT_LOGIN = "11111111-0000-4000-8000-000000000001";
  private static final String BRUTE_FORCE = "11111111-0000-4000-8000-000000000004";
  private static final String AFTER_FAILURES = "11111111-0000-4000-8000-000000000005";
  private static final String FIVE_FAILURES = "11111111-0000-4000-8000-000000000008";
  private static final String AFTER_BRUTE_FORCE = "11111111-0000-4000-8000-000000000006";
  private static final String SEVERAL_ATTACKERS = "11111111-0000-4000-8000-000000000007";

  @TempDir Path folder;

  private static Path pack() throws URISyntaxException {
    return Path.of(EngineIT.class.getResource("pack/routing.yml").toURI()).getParent();
  }

  @Test
  void turnsEventsIntoAlertsAndDropsWhatWasSeenBefore() throws Exception {
    try (Site site = new Site(folder);
        EngineProcess engine = site.engine(pack(), "")) {
      engine.start();
      for (int i = 0; i < 8; i++) {
        site.send(Site.login("f" + i, START.plusSeconds(i), "failure", "li.na", "10.1.1.1"));
      }
      site.send(Site.login("s1", START.plusSeconds(9), "success", "li.na", "10.1.1.1"));
      site.send(Site.login("s1", START.plusSeconds(9), "success", "li.na", "10.1.1.1"), 9);
      site.send(Site.login("r1", START.plusSeconds(11), "success", "root", "10.1.1.2"));
      site.flush();
      engine.awaitReady();

      Map<String, Map<String, Object>> byRule = new TreeMap<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                site.alerts().forEach(a -> byRule.put(rule(a), a));
                assertThat(byRule)
                    .containsOnlyKeys(ROOT_LOGIN, BRUTE_FORCE, AFTER_FAILURES, AFTER_BRUTE_FORCE);
                assertThat(alert(byRule.get(BRUTE_FORCE))).containsEntry("count", 8L);
              });

      Map<String, Object> brute = alert(byRule.get(BRUTE_FORCE));
      assertThat(brute)
          .containsEntry("kind", "correlation")
          .containsEntry("severity", "high")
          .containsEntry("entity", Map.of("type", "source", "value", "10.1.1.1"))
          .containsEntry("final", true)
          .containsEntry("first_seen", START.toString())
          .containsEntry("evidence_total", 8L);
      assertThat(text(brute, "reason", "zh")).isEqualTo("10.1.1.1 登录失败 8 次");
      assertThat(text(brute, "reason", "en"))
          .isEqualTo("10.1.1.1 failed 8 times to log on (limit 5)");
      assertThat((List<?>) brute.get("evidence")).hasSize(8);
      assertThat((List<?>) alert(byRule.get(AFTER_BRUTE_FORCE)).get("evidence"))
          .as("the failures behind the inner correlation and the logon")
          .hasSize(9);
      Map<String, Object> root = alert(byRule.get(ROOT_LOGIN));
      assertThat(root).containsEntry("revision", 0L).containsEntry("count", 1L);
      assertThat(text(root, "title", "zh")).isEqualTo("root 直接登录");
      assertThat(engine.counter("events_duplicate_total")).isEqualTo(1);
      assertThat(engine.counter("gaps_total")).isZero();
      assertThat(engine.text("/metrics"))
          .contains("watchfire_engine_events_in_total 11")
          .contains("watchfire_engine_rule_hits_total{rule=\"" + ROOT_LOGIN + "\"} 1");
      assertThat(engine.stop()).isZero();
    }
  }

  @Test
  void raisesAnAlertForAGapAForgeryAndAnUnreadableRecord() throws Exception {
    try (Site site = new Site(folder);
        EngineProcess engine = site.engine(pack(), "")) {
      engine.start();
      site.send(Site.login("a", START, "success", "li.na", "10.1.1.1"));
      site.send(Site.login("b", START.plusSeconds(1), "success", "li.na", "10.1.1.1"), 5);
      byte[] value =
          EventCodec.encode(Site.login("c", START.plusSeconds(2), "success", "root", "10.9.9.9"));
      Map<String, byte[]> forged = new HashMap<>(site.headers(6, value));
      forged.put("wf-mac", new byte[32]);
      site.record(Site.AGENT, forged, value);
      byte[] broken = "{\"@timestamp\":".getBytes();
      site.record(Site.AGENT, site.headers(6, broken), broken);
      site.record("nobody", Map.of(), value);
      site.flush();
      engine.awaitReady();

      Map<String, Map<String, Object>> byTitle = new TreeMap<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                site.alerts().forEach(a -> byTitle.put(text(alert(a), "title", "en"), a));
                assertThat(byTitle)
                    .containsOnlyKeys(
                        "Events of an agent are missing",
                        "Forged event record",
                        "Event records that cannot be read",
                        "Event records of a source that is not registered");
              });
      Map<String, Object> gap = alert(byTitle.get("Events of an agent are missing"));
      assertThat(gap)
          .containsEntry("kind", "integrity")
          .containsEntry("entity", Map.of("type", "agent", "value", Site.AGENT));
      assertThat(text(gap, "reason", "en")).contains("2–4").contains(Site.AGENT);
      Map<String, Object> forgery = alert(byTitle.get("Forged event record"));
      assertThat(forgery).containsEntry("entity", Map.of("type", "agent", "value", Site.AGENT));
      assertThat(text(forgery, "reason", "zh")).contains("BAD_MAC");
      assertThat(engine.text("/metrics"))
          .contains("watchfire_engine_rejected_total{reason=\"BAD_MAC\"} 1")
          .contains("watchfire_engine_rejected_total{reason=\"NOT_JSON\"} 1")
          .contains("watchfire_engine_rejected_total{reason=\"UNKNOWN_SOURCE\"} 1");
    }
  }

  @Test
  void knowsThePolicyBeforeTheFirstEventAndFollowsItWithoutARestart() throws Exception {
    try (Site site = new Site(folder);
        EngineProcess engine = site.engine(pack(), "")) {
      site.publish(
          "person",
          "p1",
          false,
          Map.of("name", "李娜", "accounts", List.of("li.na"), "clearance", 1L, "status", "active"));
      site.publish(
          "asset",
          "secret-archive",
          false,
          Map.of(
              "name",
              "机密档案",
              "kind",
              "path",
              "selectors",
              List.of("path:/srv/secret/**"),
              "level",
              4L));
      site.publish("rule", ROOT_LOGIN, false, Map.of("enabled", false));
      site.publish("person/p9", "{\"object\":{},\"signature\":{}}".getBytes());
      Event read =
          Site.login("e1", START, "success", "li.na", "10.1.1.1").toBuilder()
              .put("event.action", "file-read")
              .put("event.category", List.of("file"))
              .put("event.dataset", "samba.audit")
              .put("file.path", "/srv/secret/2026/plan.docx")
              .build();
      site.send(read);
      site.send(Site.login("e2", START.plusSeconds(1), "success", "root", "10.1.1.2"));
      site.flush();
      engine.start();
      engine.awaitReady();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(site.alerts()).hasSize(1));
      Map<String, Object> breach = alert(site.alerts().get(0));
      assertThat(breach).containsEntry("kind", "label").containsEntry("severity", "critical");
      assertThat(child(child(breach, "explanation"), "label"))
          .containsEntry("asset", "secret-archive")
          .containsEntry("level", 4L)
          .containsEntry("clearance", 1L);
      assertThat(site.alerts().get(0).get("gov"))
          .isEqualTo(Map.of("policy", Map.of("version", 3L)));
      assertThat(engine.counter("policy_refused_total")).isEqualTo(1);

      site.publish("rule", ROOT_LOGIN, false, Map.of("enabled", true));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                site.send(
                    Site.login("e" + System.nanoTime(), START, "success", "root", "10.1.1.2"));
                site.flush();
                assertThat(rules(site.alerts())).contains(ROOT_LOGIN);
              });
    }
  }

  @Test
  void givesTheSameAlertsWhenItIsKilledOnTheWay() throws Exception {
    List<Event> events = story(4000);
    try (Site site = new Site(folder);
        EngineProcess engine = site.engine(pack(), "")) {
      engine.start();
      int sent = 0;
      for (int kill = 0; kill < 3; kill++) {
        for (; sent < (kill + 1) * 1000; sent++) {
          site.send(events.get(sent));
        }
        site.flush();
        long expected = kill == 0 ? 300 : 1;
        Awaitility.await()
            .atMost(Duration.ofSeconds(90))
            .pollInterval(Duration.ofMillis(50))
            .ignoreExceptions()
            .until(() -> engine.counter("events_in_total") >= expected);
        if (kill > 0) {
          engine.awaitReady(); // which says that this process completed a checkpoint
        }
        engine.kill();
        if (kill == 1) {
          tearNewestCheckpoint();
        }
        engine.start();
      }
      for (; sent < events.size(); sent++) {
        site.send(events.get(sent));
      }
      site.flush();
      engine.awaitReady();

      Set<String> expected = expectedIds(events);
      assertThat(expected).hasSizeGreaterThan(50);
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> assertThat(ids(site.alerts())).isEqualTo(expected));
      assertThat(engine.counter("gaps_total")).isZero();
      assertThat(engine.log()).contains("restoring");
    }
  }

  @Test
  void waitsForKafkaAtTheStartAndInTheMiddle() throws Exception {
    try (Site site = new Site(folder);
        EngineProcess engine = site.engine(pack(), "")) {
      site.stack().kill9(TestStack.Server.KAFKA);
      engine.start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> engine.status() == 503 && engine.log().contains("next try in"));
      site.stack().start(TestStack.Server.KAFKA);
      engine.awaitReady();
      site.send(Site.login("a", START, "success", "root", "10.1.1.1"));
      site.flush();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(site.alerts()).hasSize(1));

      site.stack().kill9(TestStack.Server.KAFKA);
      site.stack().start(TestStack.Server.KAFKA);
      site.send(Site.login("b", START.plus(Duration.ofHours(3)), "success", "root", "10.1.1.1"));
      site.flush();
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> assertThat(ids(site.alerts())).hasSize(2));
      assertThat(engine.alive()).isTrue();
    }
  }

  @Test
  void refusesAConfigurationItDoesNotUnderstand() throws Exception {
    try (Site site = new Site(folder);
        EngineProcess engine = site.engine(pack(), "paralelism: 2\n")) {
      engine.start();
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !engine.alive());
      assertThat(engine.stop()).isEqualTo(2);
      assertThat(engine.log()).contains("unknown key 'paralelism'");
    }
  }

  private void tearNewestCheckpoint() throws IOException {
    try (Stream<Path> walk = Files.walk(folder.resolve("checkpoints"), 3)) {
      Path newest =
          walk.filter(p -> p.endsWith("_metadata"))
              .max(Comparator.comparing(p -> p.toFile().lastModified()))
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(newest);
      Files.write(newest, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    }
  }

  /**
   * Background logons with attackers among them, in order but for a few seconds, always the same.
   */
  private static List<Event> story(int size) {
    Random random = new Random(7);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Instant time = START.plusMillis(i * 900L - random.nextInt(4000));
      boolean attacker = random.nextInt(4) == 0;
      String ip = (attacker ? "10.6.6." : "10.0.0.") + random.nextInt(attacker ? 12 : 250);
      String user = attacker && random.nextInt(3) == 0 ? "root" : "user" + random.nextInt(40);
      String outcome = random.nextInt(attacker ? 10 : 2) == 0 ? "success" : "failure";
      events.add(Site.login(String.format("e%06d", i), time, outcome, user, ip));
    }
    return events;
  }

  /** The ids an uninterrupted run gives, found by the rules alone, in another order of events. */
  private static Set<String> expectedIds(List<Event> events) throws Exception {
    RuleFiles.Pack pack = RuleFiles.pack(pack());
    RuleSet rules = RuleSet.compile(pack.rules(), pack.routing());
    Signals signals = new Signals();
    Map<List<String>, Window> windows = new HashMap<>();
    Set<String> ids = new TreeSet<>();
    Set<String> fired = new TreeSet<>();
    List<Event> sorted = new ArrayList<>(events);
    sorted.sort(Comparator.comparing(Event::timestamp));
    for (Event e : sorted) {
      RawEvent raw = RawEvent.of(e);
      for (Match m : rules.match(raw)) {
        if (m.alerts()) {
          ids.add(signals.ofMatch(m, e, 0).alertId());
        }
        Deque<CorrelationInput> inputs = new ArrayDeque<>();
        for (CorrelationLink link : rules.linksOf(m.rule().header().id())) {
          inputs.add(CorrelationInput.of(link, m, raw, signals.details(link, e)).orElseThrow());
        }
        while (!inputs.isEmpty()) {
          CorrelationInput in = inputs.poll();
          String id = in.rule().header().id();
          List<String> key = new ArrayList<>(in.group());
          key.add(id);
          Window w = windows.computeIfAbsent(key, k -> new Window());
          for (Fire f : w.add(CorrelationSpec.of(in.rule()), in.occurrence(), 0, 0)) {
            fired.add(id);
            if (rules.alerts(id)) {
              ids.add(signals.ofFire(in.rule(), in.group(), f, 0).alertId());
            }
            for (CorrelationLink link : rules.linksOf(id)) {
              inputs.add(
                  CorrelationInput.ofFire(link, in.rule(), in.group(), f, Fire.MAX_EVIDENCE)
                      .orElseThrow());
            }
          }
        }
      }
    }
    assertThat(fired)
        .as("the story has something for each correlation")
        .containsExactly(
            BRUTE_FORCE, AFTER_FAILURES, AFTER_BRUTE_FORCE, SEVERAL_ATTACKERS, FIVE_FAILURES);
    return ids;
  }

  private static Set<String> ids(List<Map<String, Object>> alerts) {
    Set<String> ids = new TreeSet<>();
    alerts.forEach(a -> ids.add((String) alert(a).get("id")));
    return ids;
  }

  private static Set<String> rules(List<Map<String, Object>> alerts) {
    Set<String> ids = new TreeSet<>();
    alerts.forEach(a -> ids.add(rule(a)));
    return ids;
  }

  private static String rule(Map<String, Object> document) {
    return (String) ((Map<?, ?>) document.get("rule")).get("id");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> alert(Map<String, Object> document) {
    return (Map<String, Object>) document.get("alert");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Map<String, Object> map, String name) {
    return (Map<String, Object>) map.get(name);
  }

  private static String text(Map<String, Object> alert, String field, String language) {
    return (String) ((Map<?, ?>) alert.get(field)).get(language);
  }
}
