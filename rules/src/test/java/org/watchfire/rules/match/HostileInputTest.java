package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.match.CompileOptions.Engine;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleSource;

/** What somebody might send to slow the engine down or to make it stumble. */
@Timeout(120)
class HostileInputTest {
  private static String rule(String id, String search) {
    return "title: t\nid: "
        + id
        + "\nlogsource: {product: x}\ndetection:\n  sel:\n"
        + search.indent(4)
        + "  condition: sel\n";
  }

  private static List<String> both(String json, String... rules) throws EventFormatException {
    List<RuleSource> sources = List.of(new RuleSource("t.yml", String.join("---\n", rules)));
    CompileOptions options = CompileOptions.of(Routing.none());
    RuleSet indexed = RuleSet.compile(sources, options.with(Engine.INDEXED));
    RuleSet linear = RuleSet.compile(sources, options.with(Engine.LINEAR));
    assertThat(indexed.rejections()).isEmpty();
    List<String> found = ids(indexed.match(json.getBytes(UTF_8)));
    assertThat(found).isEqualTo(ids(linear.match(json.getBytes(UTF_8))));
    return found;
  }

  private static List<String> ids(List<Match> matches) {
    return matches.stream().map(m -> m.rule().header().id()).toList();
  }

  @Test
  void regularExpressionsThatExplodeElsewhere() throws Exception {
    String json = "{\"a\":\"" + "a".repeat(20_000) + "!\"}";
    assertThat(
            both(
                json,
                rule("r1", "a|re: '(a+)+$'"),
                rule("r2", "a|re: '(a|aa)+!$'"),
                rule("r3", "a|re: '^(a|a?)+$'"),
                rule("r4", "a|contains: '*a*a*a*a*b'")))
        .containsExactly("r2");
  }

  @Test
  void longValuesAndManyValues() throws Exception {
    String value = "x".repeat(100_000) + "needle-9999";
    String many =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "- needle-" + i)
            .collect(Collectors.joining("\n", "a|contains:\n", ""));
    assertThat(both("{\"a\":\"" + value + "\"}", rule("r1", many))).containsExactly("r1");
    assertThat(both("{\"a\":\"" + "needle".repeat(15_000) + "\"}", rule("r1", many))).isEmpty();
    String list =
        IntStream.range(0, 20_000).mapToObj(i -> "\"v" + i + "\"").collect(Collectors.joining(","));
    assertThat(both("{\"a\":[" + list + "]}", rule("r1", "a: v19999"), rule("r2", "- v5\n- zz")))
        .containsExactly("r1", "r2");
  }

  @Test
  void overlappingNeedles() throws Exception {
    // Each place of the text ends many needles.
    String needles =
        IntStream.rangeClosed(1, 300)
            .mapToObj(i -> "- " + "a".repeat(i))
            .collect(Collectors.joining("\n", "a|contains:\n", ""));
    assertThat(both("{\"a\":\"" + "a".repeat(50_000) + "\"}", rule("r1", needles)))
        .containsExactly("r1");
  }

  @Test
  void eventsBeyondTheLimitsAreRefusedByBothEngines() {
    RuleSet rules = RuleSet.compile(List.of(), Routing.none());
    for (String json :
        List.of(
            "{\"a\":".repeat(70) + "1" + "}".repeat(70),
            "[]",
            "",
            "{\"a\":1}{\"a\":2}",
            "{\"a\":" + "9".repeat(2_000) + "}",
            "{\"a\":\"" + "x".repeat(RawEvent.MAX_BYTES) + "\"}")) {
      assertThatThrownBy(() -> rules.match(json.getBytes(UTF_8)))
          .as(json.substring(0, Math.min(30, json.length())))
          .isInstanceOf(EventFormatException.class);
    }
  }

  @Test
  void rulesBeyondTheLimitsAreRejectedAndHarmNoOther() {
    String good = rule("good", "a: b");
    String bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n";
    String deep =
        rule("deep", "a: b")
            .replace("condition: sel", "condition: " + "(".repeat(100) + "sel" + ")".repeat(100));
    String tooMany =
        rule(
            "many",
            IntStream.range(0, 20_001)
                .mapToObj(i -> "- v" + i)
                .collect(Collectors.joining("\n", "a:\n", "")));
    RuleSet rules =
        RuleSet.compile(
            List.of(
                new RuleSource("bomb.yml", bomb),
                new RuleSource("deep.yml", deep),
                new RuleSource("many.yml", tooMany),
                new RuleSource("nested.yml", "[".repeat(500)),
                new RuleSource("twice.yml", good + "---\n" + good),
                new RuleSource("regex.yml", rule("regex", "a|re: '(?=x)'"))),
            Routing.none());
    assertThat(rules.detections()).extracting(r -> r.header().id()).containsExactly("good");
    assertThat(rules.rejections())
        .extracting(Rejection::source)
        .containsExactly(
            "bomb.yml", "deep.yml", "many.yml", "nested.yml", "twice.yml", "regex.yml");
  }
}
