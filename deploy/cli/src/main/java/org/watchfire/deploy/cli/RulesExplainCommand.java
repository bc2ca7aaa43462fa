package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.tool.Explain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says why a rule does or does not match an event. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class RulesExplainCommand implements Callable<Integer> {
  @Mixin RoutingOptions how;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RULE",
      descriptionKey = "explain.rule",
      description = "file with the rule")
  Path rule;

  @Parameters(
      index = "1",
      paramLabel = "EVENT|-",
      descriptionKey = "explain.event",
      description = "file whose first JSON object is the event; - is standard input")
  String event;

  @Override
  public Integer call() throws IOException {
    CompileOptions options = how.options();
    RuleFiles.Found found = RulePaths.find(List.of(rule));
    // Compiled without routing: that the event does not belong is part of the answer.
    RuleSet rules =
        RuleSet.compile(
            found.rules(), CompileOptions.of(Routing.none()).with(options.placeholders()));
    if (rules.detections().isEmpty()) {
      found.unreadable().forEach(r -> spec.commandLine().getErr().println(r.text()));
      rules.rejections().forEach(r -> spec.commandLine().getErr().println(r.text()));
      throw new CommandFailure(ExitCode.FAILED, rule + " has no detection rule that compiles");
    }
    RawEvent read = read();
    PrintWriter out = spec.commandLine().getOut();
    boolean first = true;
    for (DetectionRule r : rules.detections()) {
      if (!first) {
        out.println();
      }
      first = false;
      Explain.of(r, options.routing(), read, ZoneOffset.UTC).lines().forEach(out::println);
    }
    out.flush();
    return ExitCode.OK;
  }

  private RawEvent read() throws IOException {
    try (JsonObjects parts = JsonObjects.of(InspectCommand.open(event))) {
      JsonObjects.Part part = parts.next();
      if (part instanceof JsonObjects.Found f) {
        return RawEvent.decode(f.json());
      }
      throw new CommandFailure(
          ExitCode.FAILED,
          event + ": " + (part instanceof JsonObjects.Malformed m ? m.reason() : "is empty"));
    } catch (EventFormatException e) {
      throw new CommandFailure(ExitCode.FAILED, event + ": " + e.getMessage(), e);
    }
  }
}
