package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.rules.label.LabelFields;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.EventReader;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.tool.Backtest;
import org.watchfire.rules.tool.RulesCheck;
import org.watchfire.store.ledger.LedgerScan;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs rules over past events and says what would change. */
@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class RulesBacktestCommand implements Callable<Integer> {
  @Mixin RulesOption rules;
  @Mixin RoutingOptions how;
  @Mixin InstallationOption installation;
  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "EVENTS|-",
      descriptionKey = "backtest.events",
      description = "files of JSON events; without any, the ledger of the installation is read")
  List<String> events;

  @Override
  public Integer call() throws Exception {
    RulePaths.Split paths = RulePaths.split(rules.paths, events);
    CompileOptions options = how.options();
    RulesCheck check = RulesCheck.of(RulePaths.find(paths.rules()), options);
    RuleFiles.Pack builtIn = RuleFiles.builtIn();
    RuleSet active = RuleSet.compile(builtIn.rules(), builtIn.routing());
    Backtest backtest = new Backtest(check.rules(), active, EventReader.AS_RECORDED);
    if (paths.events().isEmpty()) {
      ledger(backtest);
    } else {
      for (String file : paths.events()) {
        file(file, backtest);
      }
    }
    print(backtest.finish(), check, active);
    return ExitCode.OK;
  }

  private void file(String file, Backtest backtest) throws IOException {
    try (JsonObjects parts = JsonObjects.of(InspectCommand.open(file));
        Progress progress = new Progress(file, -1)) {
      for (JsonObjects.Part part = parts.next(); part != null; part = parts.next()) {
        if (part instanceof JsonObjects.Found f) {
          backtest.event(f.json());
        } else {
          backtest.bad();
        }
        progress.step();
      }
    }
  }

  private void ledger(Backtest backtest) throws Exception {
    DataDirectory data = installation.directory();
    Path key = data.root().resolve("secrets").resolve("ledger.pub");
    if (!Files.isRegularFile(key)) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "no EVENTS given, and no ledger in " + data.root());
    }
    NoteVerifier site = NoteVerifier.parse(Files.readString(key).strip());
    StreamReader ledger = StreamReader.of(data.root().resolve("ledger"), Stream.EVENTS, site);
    try (Progress progress = new Progress("ledger", -1)) {
      LedgerScan.run(ledger, backtest::event, progress::at);
    }
  }

  private void print(Backtest.Report report, RulesCheck check, RuleSet active) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%9s %9s %9s %9s  %-8s %s%n", "matches", "active", "added", "dropped", "", "rule");
    for (Backtest.RuleResult r : report.rules()) {
      out.printf(
          "%9d %9d %9d %9d  %-8s %s  %s%n",
          r.candidate(),
          r.active(),
          r.added(),
          r.dropped(),
          r.status().name().toLowerCase(Locale.ROOT),
          r.rule().id(),
          r.rule().title());
    }
    long candidate = report.rules().stream().mapToLong(Backtest.RuleResult::candidate).sum();
    long before = report.rules().stream().mapToLong(Backtest.RuleResult::active).sum();
    out.printf(
        "events %d, bad events %d; matches %d of %d rules, active set %d of %d rules%n",
        report.events(), report.bad(), candidate, check.rules().size(), before, active.size());
    out.flush();
    List<String> blind =
        check.rules().detections().stream()
            .filter(rule -> !Collections.disjoint(rule.expression().fields(), LabelFields.ALL))
            .map(rule -> rule.header().title())
            .sorted()
            .toList();
    if (!blind.isEmpty()) {
      spec.commandLine()
          .getErr()
          .printf(
              "%d rules ask for labels of people and assets, which recorded events do not have; "
                  + "the console's backtest joins them: %s%n",
              blind.size(), String.join("; ", blind));
    }
    if (!check.rejected().isEmpty() || !check.waiting().isEmpty() || !check.unrouted().isEmpty()) {
      spec.commandLine().getErr().println(check.summary() + "; 'rules check' says why");
    }
  }

  /** A bar on standard error, only for people: nothing when there is no terminal. */
  private static final class Progress implements AutoCloseable {
    private final ProgressBar bar;

    Progress(String name, long most) {
      bar =
          System.console() == null
              ? null
              : new ProgressBarBuilder()
                  .setTaskName(name)
                  .setInitialMax(most)
                  .setUpdateIntervalMillis(500)
                  .build();
    }

    boolean at(long done, long total) {
      if (bar != null) {
        bar.maxHint(total);
        bar.stepTo(done);
      }
      return true;
    }

    void step() {
      if (bar != null) {
        bar.step();
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
