package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.rules.tool.RulesCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compiles rules and says which ones do not compile, and why. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class RulesCheckCommand implements Callable<Integer> {
  @Mixin RoutingOptions how;
  @Spec CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      descriptionKey = "rules.paths",
      description = "folders, .yml files or .tar.gz archives with Sigma rules")
  List<Path> paths;

  @Override
  public Integer call() throws IOException {
    RulesCheck check = RulesCheck.of(RulePaths.find(paths), how.optionsWithoutBuiltIn());
    PrintWriter out = spec.commandLine().getOut();
    check.rejected().forEach(r -> out.println(r.text()));
    check.unrouted().forEach(r -> out.println(r.text()));
    check.waiting().forEach(r -> out.println("waiting: " + r.text()));
    int rejected = check.rejected().size() + check.unrouted().size();
    if (!check.waiting().isEmpty()) {
      out.println("waiting for placeholders " + check.waiting().size());
    }
    out.println("compiled " + check.rules().size() + ", rejected " + rejected);
    out.flush();
    return rejected == 0 ? ExitCode.OK : ExitCode.FAILED;
  }
}
