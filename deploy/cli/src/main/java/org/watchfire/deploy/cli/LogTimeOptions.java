package org.watchfire.deploy.cli;

import java.time.ZoneId;
import org.watchfire.collector.parse.SourceInfo;
import org.watchfire.collector.parse.Sources;
import picocli.CommandLine.Option;

/** How to read lines: as which source, and what their times leave out. */
final class LogTimeOptions {
  @Option(
      names = "--source",
      paramLabel = "NAME",
      descriptionKey = "option.source",
      description = "what wrote the lines; parse --list names the sources")
  String source;

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      descriptionKey = "option.timezone",
      description = "zone of log times that name none (default: this machine's)")
  ZoneId timezone = ZoneId.systemDefault();

  @Option(
      names = "--year",
      paramLabel = "YYYY",
      descriptionKey = "option.year",
      description = "year of the first time that names none (default: inferred from today)")
  int year;

  String requireSource() {
    if (source == null) {
      throw new CommandFailure(ExitCode.USAGE, "--source is missing; it is one of: " + names());
    }
    if (!Sources.isKnown(source)) {
      throw new CommandFailure(
          ExitCode.USAGE, "there is no source '" + source + "'; it is one of: " + names());
    }
    if (year < 0 || year > 9999) {
      throw new CommandFailure(ExitCode.USAGE, "--year expects four digits");
    }
    return source;
  }

  private static String names() {
    return String.join(", ", Sources.list().stream().map(SourceInfo::name).toList());
  }
}
