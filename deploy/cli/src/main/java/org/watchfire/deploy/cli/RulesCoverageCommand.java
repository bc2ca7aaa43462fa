package org.watchfire.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.core.json.Json;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.tool.Coverage;
import org.watchfire.rules.tool.RulesCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Counts rules by ATT&CK tactic and technique. */
@Command(
    name = "coverage",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class RulesCoverageCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--json",
      descriptionKey = "coverage.json",
      description = "one JSON object instead of a table")
  boolean json;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      descriptionKey = "rules.paths",
      description = "folders, .yml files or .tar.gz archives with Sigma rules")
  List<Path> paths;

  @Override
  public Integer call() throws IOException {
    RulesCheck check = RulesCheck.of(RulePaths.find(paths), CompileOptions.of(Routing.none()));
    Coverage coverage = Coverage.of(check.rules());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(Json.write(coverage.tree()), UTF_8));
    } else {
      coverage.tactics().forEach((name, n) -> out.printf("%-22s %5d%n", name, n));
      out.println();
      coverage.techniques().forEach((name, n) -> out.printf("%-22s %5d%n", name, n));
      out.println();
      out.printf(
          "rules %d, techniques %d, rules without a technique %d%n",
          coverage.rules(), coverage.techniques().size(), coverage.untagged());
    }
    out.flush();
    if (!check.rejected().isEmpty() || !check.waiting().isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("not counted: " + check.summary() + "; 'rules check' says why");
    }
    return ExitCode.OK;
  }
}
