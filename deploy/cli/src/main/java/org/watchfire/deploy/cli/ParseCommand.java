package org.watchfire.deploy.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.ParseFile;
import org.watchfire.collector.parse.ParseSummary;
import org.watchfire.collector.parse.SourceInfo;
import org.watchfire.collector.parse.Sources;
import org.watchfire.rules.inspect.EventInspector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns log lines into ECS events without sending them. */
@Command(
    name = "parse",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class ParseCommand implements Callable<Integer> {
  @Mixin LogTimeOptions how;
  @Spec CommandSpec spec;

  @Option(
      names = "--list",
      descriptionKey = "parse.list",
      description = "name the sources and stop")
  boolean list;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|-",
      descriptionKey = "parse.file",
      description = "what to read; - is standard input; gzip is recognised")
  String file;

  @Override
  public Integer call() throws IOException {
    if (list) {
      for (SourceInfo s : Sources.list()) {
        spec.commandLine()
            .getOut()
            .printf("%-13s %-18s %s / %s%n", s.name(), s.dataset(), s.zh(), s.en());
      }
      return ExitCode.OK;
    }
    String source = how.requireSource();
    if (file == null) {
      throw new CommandFailure(ExitCode.USAGE, "which FILE? (- is standard input)");
    }
    ParseContext context =
        new ParseContext(how.timezone, how.year, "", Clock.systemUTC(), Map.of());
    try (InputStream in = InspectCommand.open(file);
        OutputStream out = new BufferedOutputStream(System.out, 1 << 16)) {
      ParseSummary summary =
          new ParseFile(file, new EventInspector()).run(in, source, context, out);
      System.err.printf(
          "%s: %d lines, %d events, %d structured, %d unparsed%n",
          file, summary.lines(), summary.events(), summary.structured(), summary.unparsed());
      summary.reasons().forEach((why, n) -> System.err.printf("  %8d  %s%n", n, why));
    }
    return ExitCode.OK;
  }
}
