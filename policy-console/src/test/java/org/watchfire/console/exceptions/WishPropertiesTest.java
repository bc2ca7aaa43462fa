package org.watchfire.console.exceptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.watchfire.console.web.StrictJson;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.FilterRule;
import org.watchfire.rules.sigma.LogSource;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.SigmaParser;

/** Whatever people write into an exception, it is one filter and hides exactly that. */
class WishPropertiesTest {
  private static final String RULE =
      "title: T\nid: r1\nlogsource: {product: x}\ndetection:\n  sel: {a: b}\n  condition: sel\n";
  private static final LogSource SOURCE = new LogSource("x", "", "");

  private static Wish wish(String title, String field, String operator, String value) {
    return new Wish(
        title,
        List.of("r1"),
        List.of(new Wish.Condition(field, operator, List.of(value))),
        "wang",
        "because of " + title,
        "2026-12-31T00:00:00Z");
  }

  @Property(tries = 400)
  void anyTextIsTakenLiterally(
      @ForAll @StringLength(min = 1, max = 40) String value,
      @ForAll @StringLength(min = 1, max = 40) String other) {
    Wish wish;
    try {
      wish = wish("t " + value, "user.name", "equals", value);
    } catch (IllegalArgumentException e) {
      // Control characters and lone surrogates are refused, not escaped.
      return;
    }
    String yaml = wish.yaml("e1", SOURCE, "A-1");
    SigmaParser.Parsed parsed = SigmaParser.parse(new RuleSource("e", yaml));
    assertThat(parsed.rejections()).as(yaml).isEmpty();
    assertThat(parsed.rules()).hasSize(1).allMatch(r -> r instanceof FilterRule);
    RuleSet rules =
        RuleSet.compile(
            List.of(new RuleSource("r", RULE), new RuleSource("e", yaml)), Routing.none());
    assertThat(hides(rules, value)).as(yaml).isTrue();
    // Sigma compares without regard to case: the oracle does, character by character.
    if (!folded(other).equals(folded(value))) {
      assertThat(hides(rules, other)).as(yaml + " and " + other).isFalse();
    }
  }

  private static String folded(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(c -> out.appendCodePoint(Character.toLowerCase(Character.toUpperCase(c))));
    return out.toString();
  }

  private static boolean hides(RuleSet rules, String user) {
    byte[] event =
        StrictJson.write(
            Map.of("a", "b", "user", Map.of("name", user), "@timestamp", "2026-11-01T00:00:00Z"));
    try {
      return rules.match(event).get(0).suppression().isPresent();
    } catch (org.watchfire.core.event.EventFormatException e) {
      throw new IllegalStateException(new String(event, StandardCharsets.UTF_8), e);
    }
  }

  @Test
  void wildcardsAndQuotesMeanThemselves() {
    for (String value :
        List.of("*", "?", "\\", "\\*", "a*b", "\"", "'", "x: y", "#", "- a", "{a: b}", "%", "&a")) {
      RuleSet rules =
          RuleSet.compile(
              List.of(
                  new RuleSource("r", RULE),
                  new RuleSource(
                      "e", wish("t t", "user.name", "equals", value).yaml("e1", SOURCE, ""))),
              Routing.none());
      assertThat(rules.rejections()).as(value).isEmpty();
      assertThat(hides(rules, value)).as(value).isTrue();
      assertThat(hides(rules, "anything")).as(value).isFalse();
    }
  }

  @Test
  void whatWouldHideEverythingIsRefused() {
    assertThatThrownBy(
            () -> new Wish("t t", List.of("r1"), List.of(), "w", "because", "2026-12-31T00:00:00Z"))
        .hasMessageContaining("hide everything");
    assertThatThrownBy(() -> wish("t t", "user.name", "re", ".*")).hasMessageContaining("operator");
    assertThatThrownBy(() -> wish("t t", "user.name|re", "equals", ".*"))
        .hasMessageContaining("field");
    assertThatThrownBy(() -> wish("t t", "user.name", "equals", " "))
        .hasMessageContaining("values");
    assertThatThrownBy(() -> wish("t\nt", "user.name", "equals", "x"))
        .hasMessageContaining("control");
  }
}
