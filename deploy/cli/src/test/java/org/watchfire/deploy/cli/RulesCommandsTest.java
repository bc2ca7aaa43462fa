package org.watchfire.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;

@Isolated("it exchanges the standard streams of the whole process")
class RulesCommandsTest {
  private static final String RULE =
      """
      title: Tool started
      id: 11111111-1111-4111-8111-111111111111
      level: high
      tags: [attack.execution, attack.t1059]
      logsource: {product: windows, category: process_creation}
      detection:
        sel:
          Image|endswith: '\\tool.exe'
        condition: sel
      """;

  private static final String WAITING =
      """
      title: Waiting
      id: 22222222-2222-4222-8222-222222222222
      logsource: {product: windows, category: process_creation}
      detection:
        sel:
          User|expand: '%admins%'
        condition: sel
      """;

  private static final String EVENTS =
      """
      {"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\\\tool.exe"}
      not JSON
      {"Channel":"Security","EventID":4688,"NewProcessName":"C:\\\\TOOL.exe","User":"li"}
      {"Image":"C:\\\\tool.exe"}
      """;

  private static final String LINE =
      "{\"file\":\"%s\",\"event\":%d,\"rule\":\"11111111-1111-4111-8111-111111111111\","
          + "\"title\":\"Tool started\",\"level\":\"high\"}\n";

  private record Run(int exitCode, String out, String err) {}

  @TempDir Path temp;
  private Path rules;
  private Path events;

  @BeforeEach
  void files() throws IOException {
    rules = Files.createDirectory(temp.resolve("rules"));
    Files.writeString(rules.resolve("tool.yml"), RULE);
    events = Files.writeString(temp.resolve("events.json"), EVENTS);
  }

  /** Runs a command as the shell does: with everything on the standard streams. */
  private static Run run(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream standardOut = System.out;
    PrintStream standardErr = System.err;
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
      int exitCode = Watchfire.commandLine().execute(texts);
      return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(standardOut);
      System.setErr(standardErr);
    }
  }

  private String line(int event) {
    return String.format(LINE, events, event);
  }

  @Test
  void checkCountsRulesAndSaysWhatIsWrong() throws IOException {
    assertThat(run("rules", "check", rules)).isEqualTo(new Run(0, "compiled 1, rejected 0\n", ""));

    Files.writeString(rules.resolve("b.yml"), "title: x\nlogsource: {product: y}\n");
    Run broken = run("rules", "check", rules);
    assertThat(broken.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(broken.out())
        .isEqualTo(
            rules.resolve("b.yml")
                + ":1: 'detection' is missing (rule x)\ncompiled 1, rejected 1\n");

    assertThat(run("rules", "check", temp.resolve("none")).exitCode())
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("rules", "check").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("rules").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void rulesThatWaitForPlaceholdersAreNotRejected() throws IOException {
    Files.writeString(rules.resolve("waiting.yml"), WAITING);
    Run waiting = run("rules", "check", rules);
    assertThat(waiting.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(waiting.out())
        .contains("waiting.yml:6: ")
        .endsWith("waiting for placeholders 1\ncompiled 1, rejected 0\n");

    Path values = Files.writeString(temp.resolve("values.yml"), "admins: [li, wu]\n");
    assertThat(run("rules", "check", rules, "--placeholders", values).out())
        .isEqualTo("compiled 2, rejected 0\n");
    assertThat(
            run("detect", "--rules", rules, "--placeholders", values, events).out().lines().count())
        .isEqualTo(3);
    Files.writeString(values, "[]");
    Run malformed = run("rules", "check", rules, "--placeholders", values);
    assertThat(malformed.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(malformed.err()).contains("values.yml:1: ");
  }

  @Test
  void detectPrintsMatchesAndASummary() {
    Run run = run("detect", "--rules", rules, "--stats", events);
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).isEqualTo(line(0) + line(2));
    assertThat(run.err())
        .contains(events + ": event 1: expected a JSON object at byte ")
        .contains("events 3, bad events 1, matches 2\nrules 1, rejected 0, ")
        .contains("1 of 1 rules matched");
    assertThat(run("detect", "--rules", rules, "--engine", "linear", events).out())
        .isEqualTo(run.out());
    assertThat(run("detect", "--rules", rules, "--no-routing", events).out())
        .isEqualTo(line(0) + line(3));
    assertThat(run("detect", "--quiet", "--rules", rules, events).err()).isEmpty();
  }

  @Test
  void detectTakesARoutingFileAndSaysWhichRulesHaveNoRoute() throws IOException {
    Path routing =
        Files.writeString(
            temp.resolve("r.yml"),
            "logsources: {a: {product: windows, category: process_creation,"
                + " sources: ['WinEventLog:Security'], fieldmappings: {Image: NewProcessName}}}");
    assertThat(run("detect", "--rules", rules, "--routing", routing, events).out())
        .isEqualTo(line(2));

    Files.writeString(routing, "- {product: linux, when: {a: b}}");
    Run unrouted = run("detect", "--rules", rules, "--routing", routing, events);
    assertThat(unrouted.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(unrouted.out()).isEmpty();
    assertThat(unrouted.err()).contains("rules 0, rejected 0, without a route 1");

    Files.writeString(routing, "- {product: linux}");
    Run malformed = run("detect", "--rules", rules, "--routing", routing, events);
    assertThat(malformed.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(malformed.err()).contains("r.yml:1: a row needs 'when'");
    assertThat(run("detect", "--no-routing", "--routing", routing, "--rules", rules, events))
        .matches(r -> r.exitCode() == ExitCode.USAGE);
  }

  @Test
  void detectReadsStandardInput() {
    InputStream standard = System.in;
    System.setIn(new ByteArrayInputStream(EVENTS.getBytes(UTF_8)));
    try {
      assertThat(run("detect", "--rules", rules, "-").out())
          .isEqualTo(String.format(LINE, "-", 0) + String.format(LINE, "-", 2));
    } finally {
      System.setIn(standard);
    }
  }

  @Test
  void detectNeedsRulesAndEventsThatAreThere() {
    assertThat(run("detect", "--rules", rules).exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("detect", events).exitCode()).isEqualTo(ExitCode.USAGE);
    Run none = run("detect", "--rules", rules, temp.resolve("none"));
    assertThat(none.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(none.err()).contains("none: no such file");
  }

  @Test
  void regressEndsWithOneWhenACaseFails() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("cases/x"));
    Files.writeString(folder.resolve("r.json"), EVENTS.lines().findFirst().orElseThrow());
    String info =
        "rule_metadata: [{id: 11111111-1111-4111-8111-111111111111}]\n"
            + "regression_tests_info: [{name: n, type: evtx, path: x/r.evtx, match_count: ";
    Files.writeString(folder.resolve("info.yml"), info + "1}]\n");
    assertThat(run("rules", "regress", "--rules", rules, "--cases", temp.resolve("cases")))
        .isEqualTo(new Run(0, "1 passed, 0 failed\n", ""));
    Files.writeString(folder.resolve("info.yml"), info + "2}]\n");
    Run failed = run("rules", "regress", "--rules", rules, "--cases", temp.resolve("cases"));
    assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(failed.out())
        .contains("matches 1 events, expected at least 2")
        .endsWith("0 passed, 1 failed\n");
  }

  @Test
  void explainShowsTheTree() {
    Run run = run("rules", "explain", rules.resolve("tool.yml"), events);
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("log source  windows/process_creation/*\n")
        .contains("true   sel: Image endswith '\\tool.exe'   <- 'C:\\tool.exe'")
        .endsWith("result      matches\n");
  }

  @Test
  void coverageIsATableOrJson() {
    assertThat(run("rules", "coverage", rules).out())
        .containsPattern("execution +1\n")
        .containsPattern("T1059 +1\n")
        .endsWith("rules 1, techniques 1, rules without a technique 0\n");
    assertThat(run("rules", "coverage", "--json", rules).out())
        .startsWith("{\"rules\":1,\"untagged\":0,\"tactics\":[{\"tactic\":\"reconnaissance\"")
        .endsWith("\"techniques\":[{\"technique\":\"T1059\",\"rules\":1}]}\n");
  }

  @Test
  void backtestComparesWithTheRulesThatShip() {
    Run run = run("rules", "backtest", "--rules", rules, events);
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .containsPattern(" 2 +0 +2 +0 +new +11111111-1111-4111-8111-111111111111  Tool started")
        .contains("events 3, bad events 1; matches 2 of 1 rules, active set 0 of ");
    assertThat(run.err()).doesNotContain("ask for labels");
    Run nothing = run("rules", "backtest", "--rules", rules, "--data", temp.resolve("data"));
    assertThat(nothing.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void backtestSaysWhichRulesAskForWhatTheCommandHasNot() throws Exception {
    Path labelled = Files.createDirectory(temp.resolve("labelled"));
    Files.writeString(
        labelled.resolve("a.yml"),
        """
        title: Graded data read
        id: 22222222-2222-4222-8222-222222222222
        logsource: {product: linux}
        detection: {graded: {gov.data.rank|gte: 3}, condition: graded}
        """);
    assertThat(run("rules", "backtest", "--rules", labelled, events).err())
        .contains("1 rules ask for labels", "Graded data read");
  }

  @Test
  void backtestReadsTheLedgerOfAnInstallation() throws Exception {
    Path data = temp.resolve("data");
    NoteSigner site = NoteSigner.generate("test.gov", new SecureRandom());
    Path secrets = Files.createDirectories(data.resolve("secrets"));
    Files.writeString(secrets.resolve("ledger.pub"), site.verifier().text());
    try (StreamLedger ledger =
        StreamLedger.of(data.resolve("ledger"), data.resolve("signed"), Stream.EVENTS, site)
            .open()) {
      byte[] hit = EVENTS.lines().findFirst().orElseThrow().getBytes(UTF_8);
      ledger.append(List.of(hit, "{}".getBytes(UTF_8), hit), Commit.NONE);
      ledger.publish();
    }
    Run run = run("rules", "backtest", "--rules", rules, "--data", data);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("events 3, bad events 0; matches 2 of 1 rules");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
  }
}
