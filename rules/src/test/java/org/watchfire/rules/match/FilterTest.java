package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.match.CompileOptions.Engine;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleSource;

/** Sigma filters: exceptions that suppress a match without making it vanish. */
class FilterTest {
  private static final String RULE =
      """
      title: Shadow file read
      id: r1
      name: shadow_read
      logsource: {product: linux, service: auditd}
      detection:
        sel: {path: /etc/shadow}
        condition: sel
      """;

  private static String filter(String rules, String more) {
    return """
        title: The backup reads it
        id: f1
        logsource: {product: linux}
        filter:
          rules: %s
          backup: {user|startswith: backup}
          condition: not backup
        %s
        """
        .formatted(rules, more);
  }

  private static RuleSet compile(Engine engine, String... documents) {
    return RuleSet.compile(
        List.of(new RuleSource("t.yml", String.join("\n---\n", documents))),
        CompileOptions.of(Routing.none()).with(engine));
  }

  private static Match only(RuleSet rules, String user, String time) throws EventFormatException {
    String json =
        "{\"path\":\"/etc/shadow\",\"user\":\"" + user + "\",\"@timestamp\":\"" + time + "\"}";
    List<Match> matches = rules.match(json.getBytes(UTF_8));
    assertThat(matches).hasSize(1);
    return matches.get(0);
  }

  @ParameterizedTest
  @EnumSource
  void suppressesAndSaysWhy(Engine engine) throws Exception {
    RuleSet rules =
        compile(
            engine,
            RULE,
            filter(
                "[shadow_read]",
                "watchfire: {owner: wang.fang, reason: nightly copy, approval: AP-7, expires: 2026-12-31}"));
    assertThat(rules.rejections()).isEmpty();
    assertThat(only(rules, "root", "2026-11-01T00:00:00Z").suppression()).isEmpty();
    assertThat(only(rules, "Backup1", "2026-12-31T23:59:59Z").suppression())
        .contains(
            new Suppression(
                "f1",
                "The backup reads it",
                "wang.fang",
                "nightly copy",
                "AP-7",
                Instant.parse("2027-01-01T00:00:00Z")));
  }

  @ParameterizedTest
  @EnumSource
  void endsWhenItExpires(Engine engine) throws Exception {
    RuleSet rules = compile(engine, RULE, filter("r1", "watchfire: {expires: 2026-12-31}"));
    assertThat(only(rules, "backup", "2027-01-01T00:00:00Z").suppression()).isEmpty();
    String timeless = "{\"path\":\"/etc/shadow\",\"user\":\"backup\"}";
    assertThat(rules.match(timeless.getBytes(UTF_8)).get(0).suppression()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void canBeForAllRulesOfItsLogSource(Engine engine) throws Exception {
    RuleSet rules = compile(engine, RULE, filter("any", ""));
    assertThat(only(rules, "backup", "2026-11-01T00:00:00Z").suppression()).isPresent();
    assertThat(rules.filters()).hasSize(1);
  }

  private static List<String> reasons(String... documents) {
    RuleSet rules = compile(Engine.INDEXED, documents);
    assertThat(rules.detections()).hasSize(1);
    return rules.rejections().stream().map(Rejection::reason).toList();
  }

  @ParameterizedTest
  @EnumSource
  void oneThatCannotApplyIsRejected(Engine engine) {
    assertThat(reasons(RULE, filter("[nobody]", "")))
        .containsExactly("rule 'nobody' does not exist or is switched off");
    assertThat(reasons(RULE, filter("[r1]", "").replace("linux", "windows")))
        .containsExactly("rule 'r1' is about linux/*/auditd, which is not within windows/*/*");
    assertThat(reasons(RULE, filter("[r1]", "watchfire: {expires: soon}")).get(0))
        .contains("'expires' must be a date");
    assertThat(reasons(RULE, filter("[]", "")).get(0)).contains("'rules' must name the rules");
    assertThat(compile(engine, RULE, filter("[nobody]", "")).filters()).isEmpty();
  }
}
