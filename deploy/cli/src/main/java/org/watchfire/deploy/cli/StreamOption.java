package org.watchfire.deploy.cli;

import java.util.List;
import org.watchfire.store.ledger.Stream;
import picocli.CommandLine.Option;

/** The options that say which streams of the store a command is about. */
final class StreamOption {
  @Option(
      names = "--stream",
      paramLabel = "STREAM",
      descriptionKey = "option.stream",
      description = "events, alerts, audit or deadletter")
  String stream;

  @Option(names = "--all", descriptionKey = "option.all-streams", description = "every stream")
  boolean all;

  /** What was chosen; nothing chosen is wrong usage. */
  List<Stream> required() {
    if (all == (stream != null)) {
      throw new CommandFailure(ExitCode.USAGE, "name one stream with --stream, or give --all");
    }
    return all ? List.of(Stream.values()) : List.of(named());
  }

  /** What was chosen; nothing chosen is every stream. */
  List<Stream> chosen() {
    return stream == null ? List.of(Stream.values()) : List.of(named());
  }

  private Stream named() {
    return Stream.of(stream)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "there is no stream '" + stream + "': events, alerts, audit, deadletter"));
  }
}
