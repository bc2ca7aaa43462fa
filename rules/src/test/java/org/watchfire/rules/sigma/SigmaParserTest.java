package org.watchfire.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigmaParserTest {
  private static final String RULE =
      """
      title: Root logs on
      id: 0d1f2c3b-0000-4000-8000-000000000001
      name: root_logon
      status: test
      description: Somebody logged on as root.
      references: [https://attack.mitre.org/techniques/T1078/]
      author: Watchfire
      date: 2026-01-02
      tags:
        - attack.privilege_escalation
        - attack.t1078.003
      logsource: {product: linux, service: sshd}
      detection:
        login: {event.action: ssh_login, user.name: root}
        condition: login
      falsepositives: [Emergency work]
      level: high
      custom_field: ignored
      watchfire:
        title_zh: root 登录
        description_zh: root 直接登录。
        falsepositives_zh: [应急处置]
        reason_en: "{source.ip} logged on"
        reason_zh: "{source.ip} 登录"
        entity: host.name
        window: 2h
        severity: critical
      """;

  private static SigmaParser.Parsed parse(String text) {
    return SigmaParser.parse(new RuleSource("x.yml", text));
  }

  private static String reason(String text) {
    SigmaParser.Parsed p = parse(text);
    assertThat(p.rules()).isEmpty();
    assertThat(p.rejections()).hasSize(1);
    return p.rejections().get(0).text();
  }

  @Test
  void readsEverythingARuleSaysAboutItself() {
    SigmaParser.Parsed p = parse(RULE);
    assertThat(p.rejections()).isEmpty();
    DetectionRule rule = (DetectionRule) p.rules().get(0);
    RuleHeader h = rule.header();
    assertThat(h.id()).isEqualTo("0d1f2c3b-0000-4000-8000-000000000001");
    assertThat(h.name()).isEqualTo("root_logon");
    assertThat(h.titleZh()).isEqualTo("root 登录");
    assertThat(h.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(h.window()).isEqualTo(Duration.ofHours(2));
    assertThat(h.entityField()).isEqualTo("host.name");
    assertThat(h.techniques()).containsExactly("T1078.003");
    assertThat(h.tactics()).containsExactly("privilege-escalation");
    assertThat(h.date()).isEqualTo("2026-01-02");
    assertThat(h.descriptionZh()).isEqualTo("root 直接登录。");
    assertThat(h.falsePositives()).containsExactly("Emergency work");
    assertThat(h.falsePositivesZh()).containsExactly("应急处置");
    assertThat(h.version()).matches("[0-9a-f]{12}");
    assertThat(rule.logSource()).isEqualTo(new LogSource("linux", "", "sshd"));
  }

  @Test
  void whatIsNotSaidInChineseStaysInEnglish() {
    String english = RULE.replaceAll("(?m)^ +(description|falsepositives)_zh:.*\n", "");
    RuleHeader h = parse(english).rules().get(0).header();
    assertThat(h.descriptionZh()).isEqualTo(h.description()).isNotEmpty();
    assertThat(h.falsePositivesZh()).isEqualTo(h.falsePositives());
    assertThat(reason(RULE.replace("[应急处置]", "[应急处置, 演练]")))
        .contains("'falsepositives_zh' must say each of 'falsepositives'", "1, found 2");
  }

  @Test
  void versionIsOfTheContentNotOfTheLayout() {
    String spaced = RULE.replace("status: test", "# a comment\nstatus:   test");
    String changed = RULE.replace("user.name: root", "user.name: admin");
    assertThat(version(spaced)).isEqualTo(version(RULE));
    assertThat(version(changed)).isNotEqualTo(version(RULE));
  }

  private static String version(String text) {
    return parse(text).rules().get(0).header().version();
  }

  @Test
  void aBadDocumentTakesNoOtherWithIt() {
    String bad = RULE.replace("level: high", "level: awful");
    SigmaParser.Parsed p = parse(RULE + "---\n" + bad + "---\n" + RULE);
    assertThat(p.rules()).hasSize(2);
    assertThat(p.rejections()).hasSize(1);
    assertThat(p.rejections().get(0).text())
        .startsWith("x.yml:" + (RULE.lines().count() + 1 + 17) + ": 'level' must be")
        .contains("'awful'")
        .endsWith("(rule 0d1f2c3b-0000-4000-8000-000000000001)");
  }

  @Test
  void documentsBeforeBrokenYamlStay() {
    SigmaParser.Parsed p = parse(RULE + "---\ntitle: [unclosed\n");
    assertThat(p.rules()).hasSize(1);
    assertThat(p.rejections().get(0).reason()).startsWith("not YAML");
  }

  @Test
  void aRuleWithoutAnIdGetsALastingOne() {
    String without = RULE.replaceFirst("id: .*\n", "");
    String id = parse(without).rules().get(0).header().id();
    assertThat(id).isEqualTo(parse(without.replace("high", "low")).rules().get(0).header().id());
  }

  @Test
  void refusesWhatMakesAYamlBomb() {
    assertThat(reason("a: &x [1]\nb: *x\n")).contains("anchors are not allowed");
    assertThat(reason("a: !!java.util.Date 2020-01-01\n")).contains("tags are not allowed");
    assertThat(reason("a: 1\na: 2\n")).contains("key 'a' is repeated").startsWith("x.yml:2");
    assertThat(reason("[".repeat(100) + "]".repeat(100))).contains("deeper than");
    assertThat(reason("a: [" + "1,".repeat(100_001) + "1]")).contains("more than 100000 values");
    assertThat(reason("x".repeat(YamlReader.MAX_CHARS + 1))).contains("characters, at most");
    assertThat(reason("")).contains("no document");
    assertThat(reason("- a\n")).contains("must be a mapping");
  }

  @Test
  void readsASurrogatePairAtEveryPlace() {
    for (int n = 1000; n < 1040; n++) {
      String text =
          RULE.replace("Emergency work", "x".repeat(n - RULE.indexOf("Emergency")) + "🔥");
      assertThat(parse(text).rejections()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "title: Root logs on ~ title: '' ~ 'title' must have 1 to 256",
        "status: test ~ status: perhaps ~ unknown status 'perhaps'",
        "logsource: {product: linux, service: sshd} ~ logsource: {definition: x} ~ must name product",
        "logsource: {product: linux, service: sshd} ~ x: y ~ 'logsource' is missing",
        "condition: login ~ condition: logon ~ no search identifier 'logon'",
        "condition: login ~ timeframe: 5m ~ 'condition' is missing",
        "condition: login ~ condition: login | count() > 5 ~ use a correlation",
        "entity: host.name ~ entity: file.path ~ 'entity' must be a field of",
        "window: 2h ~ window: soon ~ must be a time span",
        "window: 2h ~ window: 90d ~ must be between",
        "window: 2h ~ windows: 2h ~ unknown key 'windows' in watchfire",
        "user.name: root ~ user.name|sounds: root ~ modifier 'sounds' is not supported",
        "user.name: root ~ user.name|expand: '%admins%' ~ placeholder %admins% has no values",
        "user.name: root ~ user.name|re: '(?=x)' ~ regular expression not supported",
        "user.name: root ~ user.name|re|contains: x ~ cannot be combined",
        "user.name: root ~ user.name|contains|endswith: x ~ only one of contains",
        "user.name: root ~ user.name|contains|contains: x ~ is repeated",
        "user.name: root ~ user.name|i: x ~ must follow 're'",
        "user.name: root ~ user.name|cidr: 10.0.0.1/8 ~ expected a network",
        "user.name: root ~ user.name|gt: many ~ expected a number",
        "user.name: root ~ user.name|exists: maybe ~ expected true or false",
        "user.name: root ~ user.name|wide: x ~ must be followed by base64",
        "user.name: root ~ user.name|base64: 'a*' ~ with wildcards cannot be base64",
        "user.name: root ~ user.name|contains: null ~ null goes with a field without modifiers",
        "user.name: root ~ user.name: [] ~ the list of values is empty",
        "user.name: root ~ user.name: {a: b} ~ a value must be text",
        "id: 0d1f2c3b-0000-4000-8000-000000000001 ~ id: 'a b' ~ 'id' must be a UUID",
        "status: test ~ action: global ~ rule collections",
        "status: test ~ filter: {} ~ a document has one of",
      })
  void saysWhatIsWrong(String from, String to, String expected) {
    assertThat(reason(RULE.replace(from, to))).contains(expected).matches("(?s)x\\.yml:\\d+: .*");
  }
}
