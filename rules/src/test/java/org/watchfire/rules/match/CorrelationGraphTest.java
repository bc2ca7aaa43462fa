package org.watchfire.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.rules.sigma.RuleSource;

class CorrelationGraphTest {
  private static final String BASE =
      """
      title: A
      id: ra
      name: rule_a
      logsource: {product: any}
      detection: {s: {kind: a}, condition: s}
      ---
      title: B
      id: rb
      name: rule_b
      logsource: {product: any}
      detection: {s: {kind: b}, condition: s}
      """;

  private static String count(String id, String rules, String more) {
    return "---\ntitle: "
        + id
        + "\nid: "
        + id
        + "\nname: n_"
        + id
        + "\ncorrelation:\n  type: event_count\n  rules: "
        + rules
        + "\n  group-by: [user]\n  timespan: 1m\n  condition: {gte: 2}\n"
        + more;
  }

  private static RuleSet compile(String... correlations) {
    String text = BASE + String.join("", correlations);
    return RuleSet.compile(List.of(new RuleSource("t.yml", text)), Routing.none());
  }

  private static List<String> reasons(RuleSet rules) {
    return rules.rejections().stream().map(r -> r.rule() + ": " + r.reason()).toList();
  }

  @Test
  void chainsByIdAndNameInAnyOrder() {
    RuleSet rules = compile(count("c2", "[n_c1, rule_b]", ""), count("c1", "[ra]", ""));
    assertThat(rules.rejections()).isEmpty();
    assertThat(rules.linksOf("ra")).extracting(CorrelationLink::level).containsExactly(1);
    CorrelationLink link = rules.linksOf("c1").get(0);
    assertThat(link.correlation().header().id()).isEqualTo("c2");
    assertThat(link.level()).isEqualTo(2);
    assertThat(link.step()).isZero();
    assertThat(rules.linksOf("rb").get(0).level()).as("of its correlation").isEqualTo(2);
  }

  @Test
  void namesTheCycle() {
    RuleSet rules =
        compile(
            count("c1", "[ra, c3]", ""),
            count("c2", "[c1]", ""),
            count("c3", "[n_c2]", ""),
            count("c4", "[c4]", ""),
            count("c5", "[c1, rb]", ""),
            count("c6", "[ra]", ""));
    assertThat(reasons(rules))
        .containsExactly(
            "c1: correlations count each other in a cycle: n_c1 → n_c3 → n_c2 → n_c1",
            "c2: correlations count each other in a cycle: n_c2 → n_c1 → n_c3 → n_c2",
            "c3: correlations count each other in a cycle: n_c3 → n_c2 → n_c1 → n_c3",
            "c4: correlations count each other in a cycle: n_c4 → n_c4",
            "c5: correlation 'c1' is rejected");
    assertThat(rules.correlations()).containsOnlyKeys("c6");
    assertThat(rules.alerts("rb")).as("rejected correlations silence nothing").isTrue();
  }

  @Test
  void aChainHasAtMostFourCorrelations() {
    RuleSet rules =
        compile(
            count("c1", "[ra]", ""),
            count("c2", "[c1]", ""),
            count("c3", "[c2]", ""),
            count("c4", "[c3, ra]", ""),
            count("c5", "[c4]", ""),
            count("c6", "[c5]", ""));
    assertThat(reasons(rules))
        .containsExactly(
            "c5: a chain has at most 4 correlations, this has more",
            "c6: correlation 'c5' is rejected");
    assertThat(rules.linksOf("c3").get(0).level()).isEqualTo(4);
  }

  @Test
  void oneRuleUnderTwoNamesIsNamedTwice() {
    assertThat(reasons(compile(count("c1", "[ra, rule_a]", ""))))
        .containsExactly("c1: 'ra' and 'rule_a' are one rule");
  }

  @Test
  void aNameThatTwoRulesHaveIsNotUnique() {
    String other = count("c2", "[rb]", "").replace("name: n_c2", "name: rule_a");
    assertThat(reasons(compile(count("c1", "[rule_a]", ""), other)))
        .containsExactly("c1: rule name 'rule_a' is not unique");
  }

  @Test
  void theSecondCorrelationWithAnIdIsRejected() {
    RuleSet rules = compile(count("c1", "[ra]", ""), count("c1", "[rb]", ""));
    assertThat(rules.rejections()).hasSize(1);
    assertThat(rules.rejections().get(0).reason()).startsWith("id is used by t.yml:");
    assertThat(rules.linksOf("rb")).isEmpty();
  }

  @Test
  void innerCorrelationsAreSilentUnlessTheyGenerate() {
    RuleSet rules =
        compile(
            count("c1", "[ra]", ""),
            count("c2", "[c1]", ""),
            count("c3", "[c2]", "generate: true\n"));
    assertThat(rules.rejections()).isEmpty();
    assertThat(rules.alerts("ra")).isFalse();
    assertThat(rules.alerts("c1")).isFalse();
    assertThat(rules.alerts("c2")).isTrue();
    assertThat(rules.alerts("c3")).isTrue();
  }

  @Test
  void aliasesMayNameRulesByIdOrName() {
    String alias = "  aliases: {who: {rule_a: login, rb: account}}\n";
    String text = count("c1", "[ra, rule_b]", alias).replace("[user]", "[who, host]");
    RuleSet rules = compile(text);
    assertThat(rules.rejections()).isEmpty();
    assertThat(rules.linksOf("ra").get(0).fields())
        .isEqualTo(Map.of("who", "login", "host", "host"));
    assertThat(rules.linksOf("rb").get(0).fields())
        .isEqualTo(Map.of("who", "account", "host", "host"));
  }

  @Test
  void anAliasForAStrangerIsRejected() {
    assertThat(reasons(compile(count("c1", "[ra]", "  aliases: {who: {rb: account}}\n"))))
        .containsExactly("c1: alias 'who' names rule 'rb', which is not in 'rules'");
  }

  @Test
  void whatOuterCorrelationsAskForIsCarried() {
    String outer = count("c2", "[c1]", "  aliases: {where: {c1: host}}\n");
    RuleSet rules =
        compile(
            count("c1", "[ra]", ""),
            outer.replace("[user]", "[user, where]"),
            count("c3", "[c2]", "").replace("[user]", "[site]"));
    assertThat(rules.rejections()).isEmpty();
    CorrelationLink link = rules.linksOf("ra").get(0);
    assertThat(link.carried()).isEqualTo(Map.of("host", "host", "site", "site"));
    assertThat(link.audience()).extracting(c -> c.header().id()).containsExactly("c1", "c2", "c3");
    assertThat(rules.linksOf("c1").get(0).carried()).isEqualTo(Map.of("site", "site"));
  }
}
