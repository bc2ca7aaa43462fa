package org.watchfire.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.watchfire.rules.sigma.RuleSource;

class ContentCheckTest {
  private static final RuleSet RULES =
      RuleSet.compile(
          List.of(
              new RuleSource(
                  "t.yml",
                  """
                  title: Failed
                  id: r1
                  logsource: {product: any}
                  detection: {sel: {event.outcome: failure}, condition: sel}
                  ---
                  title: Many users
                  id: c1
                  correlation:
                    type: value_count
                    rules: [r1]
                    group-by: [source.ip]
                    timespan: 1m
                    condition: {field: user.name, gte: 3}
                  """)),
          Routing.none());

  private static ContentCheck.Report run(String tests) {
    return ContentCheck.run(RULES, List.of(new RuleSource("t.tests.yml", tests)));
  }

  @Test
  void runsExamplesOfRulesAndCorrelations() {
    ContentCheck.Report r =
        run(
            """
            - rule: Failed
              must_match:
                - event.outcome: failure
                - {event: {outcome: Failure}}
              must_not_match:
                - event.outcome: success
            - rule: c1
              must_match:
                - - {repeat: 3, every: 10s, event: {event.outcome: failure, user.name: "u{i}", source.ip: 10.0.0.1}}
              must_not_match:
                - - {repeat: 3, every: 40s, event: {event.outcome: failure, user.name: "u{i}", source.ip: 10.0.0.1}}
                - - {repeat: 30, event: {event.outcome: failure, user.name: same, source.ip: 10.0.0.1}}
                - - {repeat: 3, event: {event.outcome: failure, user.name: "u{i}", source.ip: "10.0.0.{i}"}}
            """);
    assertThat(r.failures()).isEmpty();
    assertThat(r.cases()).isEqualTo(7);
    assertThat(r.tested()).containsExactlyInAnyOrder("r1", "c1");
  }

  @Test
  void saysWhichExampleFails() {
    ContentCheck.Report r =
        run(
            """
            - rule: r1
              must_match:
                - event.outcome: success
              must_not_match:
                - event.outcome: failure
            - rule: nobody
            - rule: r1
              must_mach: []
            """);
    assertThat(r.failures())
        .containsExactly(
            "t.tests.yml:3: rule r1 does not match but must",
            "t.tests.yml:5: rule r1 matches but must not",
            "t.tests.yml:6: there is no rule 'nobody'",
            "t.tests.yml:7: unknown key 'must_mach'");
  }
}
