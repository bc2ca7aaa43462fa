package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.sigma.Placeholders;
import org.watchfire.rules.sigma.RuleSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say what rules are compiled with. */
final class RoutingOptions {
  @ArgGroup Which which;

  static final class Which {
    @Option(
        names = "--routing",
        paramLabel = "FILE",
        descriptionKey = "rules.routing",
        description = "which events a log source means (default: the routing of this product)")
    Path file;

    @Option(
        names = "--no-routing",
        descriptionKey = "rules.no-routing",
        description = "try every rule on every event, whatever its log source")
    boolean none;
  }

  @Option(
      names = "--placeholders",
      paramLabel = "FILE",
      descriptionKey = "rules.placeholders",
      description = "YAML with values for rules that use 'expand'")
  Path placeholders;

  /** What the user chose, else the routing that ships. */
  CompileOptions options() throws IOException {
    return options(which == null ? RuleFiles.builtIn().routing() : chosen());
  }

  /** What the user chose, else no routing. */
  CompileOptions optionsWithoutBuiltIn() throws IOException {
    return options(which == null ? Routing.none() : chosen());
  }

  private Routing chosen() throws IOException {
    if (which.none) {
      return Routing.none();
    }
    return wellFormed(() -> Routing.parse(source(which.file)));
  }

  private CompileOptions options(Routing routing) throws IOException {
    CompileOptions options = CompileOptions.of(routing);
    return placeholders == null
        ? options
        : options.with(wellFormed(() -> Placeholders.parse(source(placeholders))));
  }

  private static RuleSource source(Path file) throws IOException {
    try {
      return new RuleSource(file.toString(), RuleFiles.text(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.NOT_FOUND, file + ": no such file", e);
    }
  }

  /** Reads a file of the user. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T wellFormed(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
