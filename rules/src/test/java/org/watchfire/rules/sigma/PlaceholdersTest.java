package org.watchfire.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
  private static final String RULE =
      """
      title: t
      id: r1
      logsource: {product: x}
      detection:
        sel:
          user|contains|expand: 'cn=%admins%,dc=%domain%'
        condition: sel
      """;

  private static Placeholders values(String text) {
    return Placeholders.parse(new RuleSource("values.yml", text));
  }

  @Test
  void eachCombinationIsAnAlternative() {
    SigmaParser.Parsed parsed =
        SigmaParser.parse(
            new RuleSource("r.yml", RULE), values("admins: [ann, 'b*']\ndomain: corp"));
    assertThat(parsed.rejections()).isEmpty();
    Expression e = ((DetectionRule) parsed.rules().get(0)).expression();
    assertThat(e).isInstanceOf(Expression.Or.class);
    assertThat(((Expression.Or) e).parts())
        .extracting(p -> ((Predicate.Text) ((Expression.Test) p).predicate()).pattern().toString())
        .containsExactly("*cn=ann,dc=corp*", "*cn=b*,dc=corp*");
  }

  @Test
  void aRuleWithoutItsValuesWaitsForThem() {
    SigmaParser.Parsed parsed =
        SigmaParser.parse(new RuleSource("r.yml", RULE), values("admins: ann"));
    assertThat(parsed.rules()).isEmpty();
    Rejection r = parsed.rejections().get(0);
    assertThat(r.kind()).isEqualTo(Rejection.Kind.PLACEHOLDER);
    assertThat(r.text()).contains("r.yml:6: placeholder %domain% has no values");
  }

  @Test
  void badFilesAreRefusedWithTheLine() {
    for (String text : List.of("- a", "a: []", "a: {b: c}", "a: [null]", "a: [x")) {
      assertThatThrownBy(() -> values(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("values.yml:");
    }
  }
}
