package org.watchfire.rules.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.EventReader;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.sigma.RuleSource;

class RulesToolsTest {
  private static final Routing ROUTING =
      Routing.parse(
          new RuleSource(
              "routing.yml",
              "- {product: linux, service: sshd, when: {event.dataset: sshd.auth},"
                  + " fields: {cmd: process.command_line}}"));

  @Test
  void rejectionsAreSortedByWhatIsToBeDone() {
    RulesCheck check =
        RulesCheck.of(
            ToolRules.found(ToolRules.SHELL, ToolRules.BROKEN, ToolRules.WAITING),
            CompileOptions.of(Routing.none()));
    assertThat(check.rules().size()).isEqualTo(1);
    assertThat(check.rejected()).singleElement().extracting(r -> r.source()).isEqualTo("r1.yml");
    assertThat(check.waiting()).singleElement().extracting(r -> r.source()).isEqualTo("r2.yml");
    assertThat(check.summary()).isEqualTo("rules 1, rejected 1, waiting for placeholders 1");

    RulesCheck routed =
        RulesCheck.of(
            ToolRules.found(ToolRules.SHELL, ToolRules.SHELL.replace("linux", "solaris")),
            CompileOptions.of(ROUTING));
    assertThat(routed.summary()).startsWith("rules 1, rejected 1");
    RulesCheck unrouted =
        RulesCheck.of(
            ToolRules.found(
                ToolRules.SHELL.replace("linux", "solaris").replace("1111-4111", "2222-4111")),
            CompileOptions.of(ROUTING));
    assertThat(unrouted.rejected()).isEmpty();
    assertThat(unrouted.summary()).isEqualTo("rules 0, rejected 0, without a route 1");
  }

  private static Explain.Explanation explain(String json) throws EventFormatException {
    return Explain.of(
        ToolRules.check(ToolRules.SHELL).rules().detections().get(0),
        ROUTING,
        RawEvent.decode(json.getBytes(UTF_8)),
        ZoneOffset.UTC);
  }

  @Test
  void explainsAMatchUnderTheNamesOfTheEvent() throws EventFormatException {
    Explain.Explanation e =
        explain(
            "{\"event\":{\"dataset\":\"sshd.auth\"},\"process\":{\"command_line\":\"/bin/ZSH\"}}");
    assertThat(e.matches()).isTrue();
    assertThat(e.lines())
        .containsExactly(
            "rule        Shell \"x\" (11111111-1111-4111-8111-111111111111)",
            "level       high",
            "log source  linux/*/sshd",
            "  true   event.dataset equals 'sshd.auth'   <- 'sshd.auth'",
            "condition   sel and not filter",
            "  true   all of",
            "    true   sel: one of",
            "      false  cmd (process.command_line) contains 'bash'   <- '/bin/ZSH'",
            "      true   cmd (process.command_line) contains 'zsh'   <- '/bin/ZSH'",
            "    true   not",
            "      false  filter: user equals 'root'   <- absent",
            "result      matches");
  }

  @Test
  void explainsWhyAnEventDoesNotBelong() throws EventFormatException {
    Explain.Explanation e = explain("{\"cmd\":\"bash\\u0007\"}");
    assertThat(e.matches()).isFalse();
    assertThat(e.lines())
        .contains(
            "log source  linux/*/sshd: the event does not belong to it",
            "  false  event.dataset equals 'sshd.auth'   <- absent",
            "result      does not match");
  }

  @Test
  void longListsAreCutToWhatTells() throws EventFormatException {
    StringBuilder values = new StringBuilder("needle");
    for (int i = 0; i < 100; i++) {
      values.insert(0, "x" + i + ", ");
    }
    String rule = ToolRules.SHELL.replace("bash, zsh", values);
    Explain.Explanation e =
        Explain.of(
            ToolRules.check(rule).rules().detections().get(0),
            Routing.none(),
            RawEvent.decode("{\"cmd\":\"a needle\"}".getBytes(UTF_8)),
            ZoneOffset.UTC);
    assertThat(e.lines()).anyMatch(l -> l.contains("true   cmd contains 'needle'"));
    assertThat(e.lines()).anyMatch(l -> l.contains("81 more that decide nothing"));
    assertThat(e.lines()).hasSizeLessThan(35);
  }

  @Test
  void countsTacticsAndTechniques() {
    Coverage c = Coverage.of(ToolRules.check(ToolRules.SHELL, ToolRules.FAILED).rules());
    assertThat(c.rules()).isEqualTo(3);
    assertThat(c.untagged()).isEqualTo(1);
    assertThat(c.tactics())
        .containsEntry("execution", 1)
        .containsEntry("credential-access", 1)
        .containsEntry("impact", 0);
    assertThat(c.techniques()).isEqualTo(Map.of("T1059.004", 1, "T1110", 1));
    assertThat(c.tree()).containsEntry("rules", 3L).containsKeys("tactics", "techniques");
  }

  @Test
  void aBacktestShowsWhatWouldChange() {
    String other =
        ToolRules.SHELL.replace("1111-4111", "2222-4111").replace("title: Shell", "title: Gone");
    Backtest backtest =
        new Backtest(
            ToolRules.check(ToolRules.SHELL.replace("zsh", "fish"), ToolRules.FAILED).rules(),
            ToolRules.check(ToolRules.SHELL, other).rules(),
            EventReader.AS_RECORDED);
    for (String json :
        List.of(
            "{\"cmd\":\"bash\"}",
            "{\"cmd\":\"zsh\"}",
            "{\"cmd\":\"zsh\"}",
            "{\"cmd\":\"fish\"}",
            "{\"outcome\":\"failure\",\"user\":\"li\",\"@timestamp\":\"2026-01-01T00:00:09Z\"}",
            "{\"outcome\":\"failure\",\"user\":\"li\",\"@timestamp\":\"2026-01-01T00:00:00Z\"}",
            "{\"cmd\":")) {
      backtest.event(json.getBytes(UTF_8));
    }
    Backtest.Report report = backtest.finish();
    assertThat(report.events()).isEqualTo(6);
    assertThat(report.bad()).isEqualTo(1);
    assertThat(report.rules())
        .extracting(
            r -> r.rule().id().substring(0, 13),
            Backtest.RuleResult::status,
            Backtest.RuleResult::candidate,
            Backtest.RuleResult::active,
            Backtest.RuleResult::added,
            Backtest.RuleResult::dropped)
        .containsExactly(
            tuple("11111111-1111", Backtest.Status.CHANGED, 2L, 3L, 1L, 2L),
            tuple("11111111-2222", Backtest.Status.REMOVED, 0L, 3L, 0L, 3L),
            tuple("33333333-3333", Backtest.Status.NEW, 1L, 0L, 1L, 0L));
  }

  @Test
  void aBenchMeasuresEveryLane() throws EventFormatException {
    DetectBench bench =
        new DetectBench(
            List.of("{\"cmd\":\"zsh\"}".getBytes(UTF_8), "{\"x\":1}".getBytes(UTF_8)), 0, 1);
    DetectBench.Report report =
        bench.run(ToolRules.found(ToolRules.SHELL), CompileOptions.of(Routing.none()));
    assertThat(report.lanes())
        .extracting(DetectBench.Lane::name)
        .containsExactly(
            "JSON in, matches out",
            "parse only",
            "match only",
            "match decoded events",
            "with a tenth of the rules",
            "linear engine");
    assertThat(report.lanes())
        .filteredOn(l -> !l.name().equals("parse only"))
        .allSatisfy(
            l -> {
              // The one rule is in one of the ten tenths.
              int share = l.name().equals("with a tenth of the rules") ? 10 : 1;
              assertThat(l.found() * 2 * share).isEqualTo(l.events());
            });
  }
}
