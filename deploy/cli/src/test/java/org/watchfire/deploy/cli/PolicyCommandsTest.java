package org.watchfire.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.access.DefaultPolicies;
import picocli.CommandLine;

class PolicyCommandsTest {
  private static final String PEOPLE =
      """
      {"id":"p1","name":"李娜","accounts":["li.na"],"clearance":3}
      {"id":"p2","name":"Zhao","accounts":["zhao"],"clearance":3,"roles":["database-administrator"]}
      """;

  private static final String ASSETS =
      """
      {"id":"pay","name":"工资","kind":"share","level":3,"selectors":["path:/srv/pay/**"]}
      {"id":"open","name":"Open","kind":"share","level":1,"selectors":["path:/srv/open/**"]}
      """;

  private record Run(int exitCode, String out, String err) {}

  @TempDir Path folder;
  private Path people;
  private Path assets;
  private Path set;

  @BeforeEach
  void files() throws IOException {
    people = Files.writeString(folder.resolve("people.json"), PEOPLE);
    assets = Files.writeString(folder.resolve("assets.json"), ASSETS);
    set = Files.write(folder.resolve("set.json"), DefaultPolicies.json());
  }

  private Run run(Object... args) {
    List<String> words = new ArrayList<>(List.of("policy"));
    for (Object arg : args) {
      words.add(arg.toString());
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Watchfire.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    int exitCode = command.execute(words.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  @Test
  void checkSaysEverythingThatIsWrong() throws IOException {
    Run good = run("check", set);
    assertThat(good.exitCode()).as(good.err()).isEqualTo(ExitCode.OK);
    assertThat(good.out()).contains("version 1, policies 10, hash ");

    String bad =
        Files.readString(set).replace("\"allow\"", "\"perhaps\"").replace("10.0.0.0/8", "10/8");
    Run refused = run("check", set, Files.writeString(folder.resolve("bad.json"), bad));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.out())
        .contains("version 1, policies 10")
        .contains("policies[3].effect: expected allow or deny, found 'perhaps'")
        .contains("policies[4].conditions.networks[0]: expected a network");
  }

  @Test
  void rowFiltersMustBeQueries() throws IOException {
    String bad =
        Files.readString(set)
            .replace("{\"watermark\": true}", "{\"row_filter\": \"nobody.knows.this:(\"}");
    Run refused = run("check", Files.writeString(folder.resolve("bad.json"), bad));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.out()).contains("policies[4].obligations.row_filter: ");
  }

  private Run explain(String person, String at, String... more) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "explain",
                "--policies",
                set,
                "--people",
                people,
                "--assets",
                assets,
                "--person",
                person,
                "--asset",
                "pay",
                "--action",
                "read",
                "--at",
                at));
    args.addAll(List.of(more));
    return run(args.toArray());
  }

  @Test
  void explainSaysWhyInBothLanguages() {
    Run allowed = explain("li.na", "2026-11-18T12:00:00+08:00", "--from-ip", "10.0.0.1");
    assertThat(allowed.exitCode()).as(allowed.err()).isEqualTo(ExitCode.OK);
    assertThat(allowed.out())
        .contains("李娜 可以读取“工资”：策略允许（read-general-3-office-hours，策略集第 1 版）")
        .contains("* allow read-general-3-office-hours")
        .contains("time window: holds")
        .contains("时间窗口：符合");

    Run unknown = explain("p1", "2026-11-18T12:00:00+08:00");
    assertThat(unknown.out()).contains("reason no-policy").contains("not given: network");

    Run denied = explain("zhao", "2026-11-18T12:00:00+08:00", "--json");
    assertThat(denied.out())
        .contains("\"reason\":\"explicit-deny\"")
        .contains("\"policy\":\"deny-operators-business-data\"");

    Run wrong = explain("p1", "yesterday");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void dryRunListsWhoLosesAndReplayWhatChanges() throws Exception {
    AccessPolicySet first = DefaultPolicies.set();
    AccessPolicySet next =
        first.next(
            first.policies().stream().filter(p -> !p.id().equals("read-general-low")).toList());
    Path second = Files.write(folder.resolve("next.json"), next.canonicalBytes());
    Path decisions =
        Files.writeString(
            folder.resolve("decisions.json"),
            """
            {"person":"p1","asset":"open","action":"read","at":"2026-11-18T04:00:00Z","allowed":true}
            {"person":"p1","asset":"pay","action":"delete","allowed":false}
            """);

    Run run =
        run(
            "dry-run",
            "--old",
            set,
            "--new",
            second,
            "--people",
            people,
            "--assets",
            assets,
            "--replay",
            decisions);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("policies removed [read-general-low]")
        .contains("gained 0 ")
        .contains("lost 6 (list 2, read 2, log-on 2)")
        .contains("LOST\tp1\tread\topen\tALLOWED -> DENIED\tread-general-low -> ")
        .contains("NOW DENIED\tp1\tread\topen\tno-policy")
        .contains("replayed 2, now allowed 0, now denied 1");
  }
}
