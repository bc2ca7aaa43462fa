package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.rules.tool.Regress;
import org.watchfire.rules.tool.RulesCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tests rules against recorded events. */
@Command(
    name = "regress",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class RulesRegressCommand implements Callable<Integer> {
  @Mixin RulesOption rules;
  @Mixin RoutingOptions how;
  @Spec CommandSpec spec;

  @Option(
      names = "--cases",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      descriptionKey = "regress.cases",
      description = "folders or .tar.gz archives with info.yml files and recorded events")
  List<Path> cases;

  @Override
  public Integer call() throws IOException {
    RulesCheck check = RulesCheck.of(RulePaths.find(rules.paths), how.options());
    Regress.Report report;
    try {
      report = Regress.run(check.rules(), cases);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.NOT_FOUND, e.getFile() + ": no such file or folder", e);
    }
    PrintWriter out = spec.commandLine().getOut();
    report.cases().stream()
        .filter(c -> c.outcome() != Regress.Outcome.PASSED)
        .forEach(c -> out.println(c.text()));
    long skipped = report.count(Regress.Outcome.SKIPPED);
    if (skipped > 0) {
      out.println(skipped + " skipped");
    }
    long failed = report.count(Regress.Outcome.FAILED);
    out.println(report.count(Regress.Outcome.PASSED) + " passed, " + failed + " failed");
    out.flush();
    return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
  }
}
