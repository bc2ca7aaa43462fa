package org.watchfire.rules.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReasonTemplateTest {
  private static String render(String template, Map<String, String> values, long count) {
    return ReasonTemplate.withCount(
        ReasonTemplate.fill(template, values::get), Long.toString(count));
  }

  @Test
  void fillsPlaces() {
    assertThat(
            render(
                "{user.name} 在 {host.name}: {count}/{limit} {x} {",
                Map.of("user.name", "li", "limit", "5"),
                7))
        .isEqualTo("li 在 -: 7/5 - {");
    assertThat(ReasonTemplate.names("{a.b} {count} {@timestamp} {not one} {limit}"))
        .containsExactly("a.b", "@timestamp", "limit");
  }

  @Test
  void valuesCannotForgeOrBreakTheText() {
    assertThat(render("{u}!", Map.of("u", "{count} \\$1 $0 \u0001"), 7))
        .isEqualTo("{count} \\$1 $0  !");
    assertThat(render("{u}", Map.of("u", "a\r\nb\u001b[31m\u202ec\u200b\ud800"), 0))
        .isEqualTo("a  b [31m c  ");
    assertThat(render("{u}", Map.of("u", "x".repeat(500)), 0)).hasSize(120).endsWith("…");
  }

  @Property(tries = 1000)
  void plainTextIsOneHarmlessLine(@ForAll String text) {
    String plain = PlainText.of(text, 50);
    assertThat(plain.length()).isLessThanOrEqualTo(50);
    assertThat(plain.codePoints()).noneMatch(Character::isISOControl);
    assertThat(PlainText.of(plain, 50)).isEqualTo(plain);
  }
}
