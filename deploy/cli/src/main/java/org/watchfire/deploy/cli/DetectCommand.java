package org.watchfire.deploy.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleHeader;
import org.watchfire.rules.tool.DetectRun;
import org.watchfire.rules.tool.RulesCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs rules over files of events. */
@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class DetectCommand implements Callable<Integer> {
  private static final int SHOWN = 10;

  @Mixin RulesOption rules;
  @Mixin RoutingOptions how;
  @Spec CommandSpec spec;

  @Option(
      names = "--engine",
      defaultValue = "indexed",
      descriptionKey = "detect.engine",
      description = "indexed or linear; both find the same (default: ${DEFAULT-VALUE})")
  CompileOptions.Engine engine;

  @Option(
      names = "--stats",
      descriptionKey = "detect.stats",
      description = "say how often each rule matched")
  boolean stats;

  @Option(
      names = "--quiet",
      descriptionKey = "detect.quiet",
      description = "no summary, and not which rules and events could not be used")
  boolean quiet;

  @Parameters(
      arity = "0..*",
      paramLabel = "EVENTS|-",
      descriptionKey = "detect.events",
      description =
          "files of JSON events: one per line, concatenated or in an array; - is standard input;"
              + " gzip is recognised")
  List<String> events;

  @Override
  public Integer call() throws IOException {
    RulePaths.Split paths = RulePaths.split(rules.paths, events);
    if (paths.events().isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "which EVENTS? (- is standard input)");
    }
    RulesCheck check = RulesCheck.of(RulePaths.find(paths.rules()), how.options().with(engine));
    PrintWriter err = spec.commandLine().getErr();
    if (!quiet) {
      first(check.rejected(), "rejected", err);
    }
    OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
    Reports reports = new Reports(quiet ? 0 : SHOWN, err);
    DetectRun run = new DetectRun(check.rules(), out, reports::bad);
    long start = System.nanoTime();
    for (String file : paths.events()) {
      try (JsonObjects parts = JsonObjects.of(InspectCommand.open(file))) {
        run.file(file, parts);
      }
      out.flush();
    }
    if (!quiet) {
      summary(run.summary(), check, System.nanoTime() - start, err);
    }
    if (stats) {
      stats(run.summary(), check.rules(), err);
    }
    err.flush();
    return ExitCode.OK;
  }

  private static void first(List<Rejection> rejections, String word, PrintWriter err) {
    rejections.stream().limit(SHOWN).forEach(r -> err.println(word + " " + r.text()));
    if (rejections.size() > SHOWN) {
      err.println(word + " " + (rejections.size() - SHOWN) + " more; 'rules check' lists them");
    }
  }

  private static void summary(DetectRun.Summary s, RulesCheck check, long nanos, PrintWriter err) {
    err.printf(
        "events %d, bad events %d, matches %d%s%s%n",
        s.events(),
        s.bad(),
        s.matches(),
        check.rules().filters().isEmpty() ? "" : ", suppressed " + s.suppressed(),
        check.rules().correlations().isEmpty() ? "" : ", correlations " + s.correlations());
    if (s.timeless() > 0) {
      err.printf("matches without a time, not correlated %d%n", s.timeless());
    }
    err.printf(Locale.ROOT, "%s, %.1f s%n", check.summary(), nanos / 1e9);
  }

  private static void stats(DetectRun.Summary s, RuleSet rules, PrintWriter err) {
    Map<String, RuleHeader> headers = new HashMap<>();
    rules.detections().forEach(r -> headers.put(r.header().id(), r.header()));
    rules.correlations().forEach((id, r) -> headers.put(id, r.header()));
    s.byRule()
        .forEach(
            (id, n) ->
                err.printf(
                    "%10d  %-13s %s  %s%n",
                    n, headers.get(id).severity().text(), id, headers.get(id).title()));
    err.printf("%d of %d rules matched%n", s.byRule().size(), headers.size());
  }

  /** Prints the first few events that could not be used. */
  private static final class Reports {
    private final int shown;
    private final PrintWriter err;
    private int count;

    Reports(int shown, PrintWriter err) {
      this.shown = shown;
      this.err = err;
    }

    void bad(String file, long event, String reason) {
      if (count++ < shown) {
        err.println(file + ": event " + event + ": " + reason);
      }
    }
  }
}
