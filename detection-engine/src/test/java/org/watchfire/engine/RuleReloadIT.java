package org.watchfire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules change while events flow. {@code -Dwatchfire.reload.events=100000} makes it as long as the
 * drill by hand; how soon a change took effect is printed, not asserted.
 */
class RuleReloadIT {
  private static final Instant START = Instant.parse("2026-03-04T02:00:00Z");
  private static final String OBJECT = "swap";
  private static final int EVENTS = Integer.getInteger("watchfire.reload.events", 12_000);

  /**
   * Each event is an entity and so an episode of its own: they must not pile up in memory. Events
   * are a second apart, so that the windows of episodes end on the way.
   */
  private static final String SHORT_EPISODES = "episode-retention: 5s\n";

  @TempDir Path folder;

  /** No rules but those that policy brings. */
  private Path pack() throws IOException {
    Path pack = Files.createDirectories(folder.resolve("pack"));
    Files.writeString(
        pack.resolve("routing.yml"),
        "- {product: linux, service: sshd, when: {event.dataset: sshd.auth}}\n");
    return pack;
  }

  /** Two rules in one policy object, both of the same generation. */
  private static String twoRules(int generation) {
    return """
        title: First of generation %1$d
        id: swap
        logsource: {product: linux, service: sshd}
        detection:
          sel: {user.name|startswith: swap-, event.outcome: success}
          condition: sel
        watchfire: {entity: user.name}
        ---
        title: Second of generation %1$d
        id: swap-second
        logsource: {product: linux, service: sshd}
        detection:
          sel: {user.name|startswith: swap-, host.name: web01}
          condition: sel
        watchfire: {entity: user.name}
        """
        .formatted(generation);
  }

  @Test
  void everyEventIsJudgedByOneRuleSet() throws Exception {
    try (Site site = new Site(folder);
        EngineProcess engine = site.engine(pack(), SHORT_EPISODES)) {
      site.publish("rule", OBJECT, false, Map.of("yaml", twoRules(1)));
      engine.start();
      engine.awaitReady();
      Map<Integer, Instant> published = new TreeMap<>();
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < EVENTS; i++) {
                  site.send(
                      Site.login(
                          "e" + i, START.plusSeconds(i), "success", "swap-" + i, "10.1.1.1"));
                }
                site.flush();
              });
      int generation = 1;
      while (engine.counter("events_in_total") < EVENTS) {
        generation++;
        published.put(generation, Instant.now());
        site.publish("rule", OBJECT, false, Map.of("yaml", twoRules(generation)));
        long seen = engine.counter("events_in_total");
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .until(
                () ->
                    engine.counter("events_in_total")
                        >= Math.min(EVENTS, seen + Math.max(500, EVENTS / 20)));
      }
      sender.join();

      Map<String, Seen> first = new HashMap<>();
      Map<String, Seen> second = new HashMap<>();
      Awaitility.await()
          .atMost(Duration.ofMinutes(4))
          .pollInterval(Duration.ofSeconds(3))
          .untilAsserted(
              () -> {
                site.alerts(
                    a ->
                        (text(a, "rule", "id").equals("swap") ? first : second)
                            .put(text(a, "alert", "entity", "value"), Seen.of(a)));
                assertThat(first).hasSize(EVENTS);
                assertThat(second).hasSize(EVENTS);
              });
      Map<Integer, Instant> firstUse = new TreeMap<>();
      first.forEach(
          (user, seen) -> {
            Seen other = second.get(user);
            assertThat(other.generation()).as(user).isEqualTo(seen.generation());
            assertThat(other.policy()).as(user).isEqualTo(seen.policy());
            firstUse.merge(seen.generation(), seen.created(), (x, y) -> x.isBefore(y) ? x : y);
          });
      assertThat(firstUse).as("several generations were in force").hasSizeGreaterThan(2);
      System.out.printf(
          "%d events under %d generations of rules, none mixed; a change took effect after at most"
              + " %d ms%n",
          EVENTS,
          firstUse.size(),
          firstUse.entrySet().stream()
              .filter(e -> published.containsKey(e.getKey()))
              .mapToLong(e -> Duration.between(published.get(e.getKey()), e.getValue()).toMillis())
              .max()
              .orElse(-1));
    }
  }

  @Test
  void aBrokenRuleLeavesTheLastGoodOneAndAnExceptionKeepsWhatItCovers() throws Exception {
    try (Site site = new Site(folder);
        EngineProcess engine = site.engine(pack(), "")) {
      site.publish("rule", OBJECT, false, Map.of("yaml", twoRules(1)));
      site.publish(
          "rule",
          "backup-exception",
          false,
          Map.of(
              "yaml",
              """
              title: The backup account logs on
              id: backup-exception
              logsource: {product: linux, service: sshd}
              filter:
                rules: [swap]
                backup: {user.name: swap-backup}
                condition: not backup
              watchfire: {owner: wang.fang, approval: AP-7, expires: 2026-12-31}
              """));
      engine.start();
      engine.awaitReady();
      site.send(Site.login("a", START, "success", "swap-li.na", "10.1.1.1"));
      site.send(Site.login("b", START.plusSeconds(1), "success", "swap-backup", "10.1.1.1"));
      site.flush();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(site.alerts()).hasSize(4));
      List<Map<String, Object>> suppressed =
          site.alerts().stream()
              .filter(a -> ((Map<?, ?>) a.get("alert")).containsKey("suppression"))
              .toList();
      assertThat(suppressed).hasSize(1);
      assertThat(text(suppressed.get(0), "alert", "entity", "value")).isEqualTo("swap-backup");
      assertThat(text(suppressed.get(0), "rule", "id")).isEqualTo("swap");
      assertThat(text(suppressed.get(0), "alert", "suppression", "approval")).isEqualTo("AP-7");

      // Text that no rule can be read from, for the rule that is in force.
      site.publish("rule", "swap-second", false, Map.of("yaml", "title: [broken"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> engine.text("/metrics").contains("policy_version 3"));
      site.send(Site.login("c", START.plusSeconds(2), "success", "swap-new", "10.1.1.1"));
      site.flush();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          site.alerts().stream()
                              .filter(a -> text(a, "alert", "entity", "value").equals("swap-new"))
                              .map(a -> text(a, "rule", "name")))
                      .containsExactlyInAnyOrder(
                          "First of generation 1", "Second of generation 1"));
    }
  }

  /** What an alert says of the rules it was found with. */
  private record Seen(int generation, String policy, Instant created) {
    static Seen of(Map<String, Object> alert) {
      String name = text(alert, "rule", "name");
      return new Seen(
          Integer.parseInt(name.substring(name.lastIndexOf(' ') + 1)),
          text(alert, "gov", "policy", "version"),
          Instant.parse(text(alert, "event", "created")));
    }
  }

  private static String text(Map<String, Object> tree, String... path) {
    Object node = tree;
    for (String name : path) {
      node = ((Map<?, ?>) node).get(name);
    }
    return String.valueOf(node);
  }
}
