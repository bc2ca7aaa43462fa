package org.watchfire.rules.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.Event;
import org.watchfire.rules.sigma.LogSource;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleSource;

class RuleSetTest {
  private static final Routing ROUTING =
      Routing.parse(
          new RuleSource(
              "routing.yml",
              """
              - {product: linux, when: {event.module: [sshd, syslog]}}
              - {product: linux, service: sshd, when: {event.dataset: sshd.auth}}
              - {category: webserver, when: {event.dataset: 'nginx.*', event.kind: event}}
              - {category: webserver, when: {event.dataset: apache.access}}
              """));

  private static RuleSource rule(String id, String source, String value) {
    return new RuleSource(
        id + ".yml",
        "title: T "
            + id
            + "\nid: "
            + id
            + "\nname: n_"
            + id
            + "\nlogsource: "
            + source
            + "\ndetection:\n  sel: {a: "
            + value
            + "}\n  condition: sel\n");
  }

  private static RuleSource correlation(String id, String rules, String more) {
    return new RuleSource(
        id + ".yml",
        "title: C "
            + id
            + "\nid: "
            + id
            + "\ncorrelation:\n  type: event_count\n  rules: "
            + rules
            + "\n  group-by: [user.name]\n  timespan: 1m\n  condition: {gte: 2}\n"
            + more);
  }

  private static List<String> hits(RuleSet rules, String json) {
    return rules.match(Detecting.event(json)).stream().map(m -> m.rule().header().id()).toList();
  }

  private static List<String> reasons(RuleSet rules) {
    return rules.rejections().stream().map(Rejection::reason).toList();
  }

  @Test
  void routesByLogSourceFirst() {
    RuleSet rules =
        RuleSet.compile(
            List.of(
                rule("r1", "{product: linux}", "x"),
                rule("r2", "{product: linux, service: sshd}", "x"),
                rule("r3", "{category: webserver}", "x"),
                rule("r4", "{product: windows}", "x")),
            ROUTING);
    assertThat(reasons(rules)).containsExactly("no row of the routing fits logsource windows/*/*");
    assertThat(
            hits(rules, "{\"a\":\"x\",\"event\":{\"module\":\"sshd\",\"dataset\":\"sshd.auth\"}}"))
        .containsExactly("r1", "r2");
    assertThat(hits(rules, "{\"a\":\"x\",\"event\":{\"module\":\"syslog\"}}"))
        .containsExactly("r1");
    assertThat(
            hits(
                rules, "{\"a\":\"x\",\"event\":{\"dataset\":\"nginx.access\",\"kind\":\"event\"}}"))
        .containsExactly("r3");
    assertThat(hits(rules, "{\"a\":\"x\",\"event\":{\"dataset\":\"nginx.access\"}}")).isEmpty();
    assertThat(hits(rules, "{\"a\":\"x\",\"event\":{\"dataset\":\"apache.access\"}}"))
        .containsExactly("r3");
    assertThat(hits(rules, "{\"a\":\"x\"}")).isEmpty();
  }

  @Test
  void routingSaysWhereItIsWrong() {
    assertThatThrownBy(() -> Routing.parse(new RuleSource("f", "- {product: a}")))
        .hasMessage("f:1: a row needs 'when' and one of product, category, service");
    assertThatThrownBy(
            () ->
                Routing.parse(new RuleSource("f", "- {product: a, when: {x: y}}\n- {produkt: b}")))
        .hasMessage("f:2: unknown key 'produkt'");
    assertThat(ROUTING.routes(new LogSource("", "dns", ""))).isEmpty();
  }

  @Test
  void reportsEveryMatchInOrder() {
    RuleSet rules =
        RuleSet.compile(
            List.of(rule("r2", "{product: x}", "x*"), rule("r1", "{product: y}", "x")),
            Routing.none());
    assertThat(hits(rules, "{\"a\":\"x\"}")).containsExactly("r2", "r1");
  }

  @Test
  void theSecondRuleWithAnIdIsRejected() {
    RuleSet rules =
        RuleSet.compile(
            List.of(rule("r1", "{product: x}", "x"), rule("r1", "{product: x}", "y")),
            Routing.none());
    assertThat(rules.size()).isEqualTo(1);
    assertThat(reasons(rules)).containsExactly("id is used by r1.yml:1 already");
  }

  @Test
  void rulesThatCorrelationsCountAreSilentUnlessTheyGenerate() {
    List<RuleSource> base =
        List.of(rule("r1", "{product: x}", "x"), rule("r2", "{product: x}", "x"));
    List<RuleSource> all = new java.util.ArrayList<>(base);
    all.add(correlation("c1", "[r1]", ""));
    all.add(correlation("c2", "[n_r2]", "  generate: true\n"));
    RuleSet rules = RuleSet.compile(all, Routing.none());
    assertThat(rules.rejections()).isEmpty();
    Event e = Detecting.event("{\"a\":\"x\"}");
    assertThat(rules.match(e)).extracting(Match::alerts).containsExactly(false, true);
    assertThat(rules.linksOf("r1")).hasSize(1);
    assertThat(rules.linksOf("r2").get(0).reference()).isEqualTo("n_r2");
    assertThat(rules.correlation("c1")).isPresent();
  }

  @Test
  void aCorrelationOfNothingIsRejected() {
    RuleSet rules =
        RuleSet.compile(
            List.of(
                rule("r1", "{product: x}", "x"),
                correlation("c1", "[r9]", ""),
                correlation("c2", "[r1]", ""),
                correlation("c3", "[c1]", "")),
            Routing.none());
    assertThat(reasons(rules))
        .containsExactly(
            "rule 'r9' does not exist or is switched off", "correlation 'c1' is rejected");
    assertThat(rules.correlations()).containsOnlyKeys("c2");
  }

  private static RuleSet overridden(RuleOverride... overrides) {
    return RuleSet.compile(
        List.of(rule("r1", "{product: x}", "x"), rule("r2", "{product: x}", "x")),
        CompileOptions.of(Routing.none()).with(List.of(overrides)));
  }

  @Test
  void policyReplacesAddsAndSwitchesOff() {
    String json = "{\"a\":\"x\"}";
    assertThat(hits(overridden(new RuleOverride("r1", false, "")), json)).containsExactly("r2");
    assertThat(hits(overridden(new RuleOverride("r1", true, "")), json))
        .containsExactly("r1", "r2");
    String other = rule("r1", "{product: x}", "y").text();
    assertThat(hits(overridden(new RuleOverride("r1", true, other)), json)).containsExactly("r2");
    String added = rule("r3", "{product: x}", "x").text();
    assertThat(hits(overridden(new RuleOverride("r3", true, added)), json))
        .containsExactly("r1", "r2", "r3");
  }

  @Test
  void aReplacementThatDoesNotCompileLeavesTheRuleInForce() {
    RuleSet rules = overridden(new RuleOverride("r1", true, "title: [broken"));
    assertThat(hits(rules, "{\"a\":\"x\"}")).containsExactly("r1", "r2");
    assertThat(rules.rejections().get(0).source()).isEqualTo("policy:rule/r1");
  }

  @Test
  void aPolicyObjectCannotReplaceAnotherRule() {
    RuleSet rules =
        overridden(new RuleOverride("r9", true, rule("r1", "{product: x}", "y").text()));
    assertThat(hits(rules, "{\"a\":\"x\"}")).containsExactly("r1", "r2");
    assertThat(reasons(rules)).containsExactly("policy object rule/r9 may not replace this rule");
  }

  @Test
  void theVersionFollowsTheRules() {
    String before = overridden().version();
    assertThat(overridden().version()).isEqualTo(before).matches("[0-9a-f]{12}");
    assertThat(overridden(new RuleOverride("r1", false, "")).version()).isNotEqualTo(before);
  }

  @Test
  void anEventWithoutItsGroupBelongsToNoCorrelation() {
    RuleSet rules =
        RuleSet.compile(
            List.of(rule("r1", "{product: x}", "x"), correlation("c1", "[r1]", "")),
            Routing.none());
    CorrelationLink link = rules.linksOf("r1").get(0);
    String stamp = "\"@timestamp\":\"2026-01-01T00:00:00Z\",\"event\":{\"id\":\"1\"}";
    RawEvent nobody = RawEvent.of(Detecting.event("{\"a\":\"x\"," + stamp + "}"));
    Match match = rules.match(nobody).get(0);
    assertThat(CorrelationInput.of(link, match, nobody, Map.of())).isEmpty();
    RawEvent li =
        RawEvent.of(Detecting.event("{\"a\":\"x\"," + stamp + ",\"user\":{\"name\":\"li\"}}"));
    CorrelationInput in = CorrelationInput.of(link, match, li, Map.of()).orElseThrow();
    assertThat(in.group()).containsExactly("li");
    assertThat(in.occurrence().timestamp()).isEqualTo(1767225600000L);
  }

  @Test
  void theBuiltInPackIsFoundOnTheClassPath() throws Exception {
    RuleFiles.Pack pack = RuleFiles.builtIn();
    assertThat(pack.routing().routes(new LogSource("linux", "", "sshd"))).isNotEmpty();
  }
}
