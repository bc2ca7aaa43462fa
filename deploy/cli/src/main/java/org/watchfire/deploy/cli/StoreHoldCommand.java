package org.watchfire.deploy.cli;

import java.util.concurrent.Callable;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.retention.Hold;
import org.watchfire.store.retention.Holds;
import org.watchfire.store.retention.RefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts records under legal hold. */
@Command(
    name = "hold",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreHoldCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Spec CommandSpec spec;

  @Option(
      names = "--stream",
      defaultValue = "events",
      descriptionKey = "hold.stream",
      description = "events, alerts, audit or deadletter (default: ${DEFAULT-VALUE})")
  String stream;

  @Option(
      names = "--query",
      paramLabel = "QUERY",
      descriptionKey = "hold.query",
      description = "the records that a query finds in the range")
  String query;

  @Option(
      names = "--from",
      paramLabel = "N",
      defaultValue = "0",
      descriptionKey = "hold.from",
      description = "number of the first record (default: ${DEFAULT-VALUE})")
  long from;

  @Option(
      names = "--to",
      paramLabel = "N",
      descriptionKey = "hold.to",
      description = "number after the last record (default: all that are there now)")
  Long to;

  @Option(
      names = "--case",
      paramLabel = "NUMBER",
      required = true,
      descriptionKey = "hold.case",
      description = "number of the proceeding")
  String caseNumber;

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      required = true,
      descriptionKey = "hold.owner",
      description = "who answers for the hold")
  String owner;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      descriptionKey = "hold.reason",
      description = "why, in words")
  String reason;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      required = true,
      descriptionKey = "retention.by",
      description = "who does it; goes on record")
  String by;

  @Override
  public Integer call() throws Exception {
    Stream wanted =
        Stream.of(stream)
            .orElseThrow(
                () -> new CommandFailure(ExitCode.USAGE, "there is no stream '" + stream + "'"));
    if (query == null && to == null && from == 0) {
      throw new CommandFailure(ExitCode.USAGE, "which records? give --query, or --from and --to");
    }
    StoreParts parts = StoreParts.of(store.config());
    try {
      Holds.Scope scope = new Holds.Scope(wanted, query, from, to == null ? Long.MAX_VALUE : to);
      Hold hold =
          parts
              .holds()
              .place(
                  scope,
                  caseNumber,
                  owner,
                  reason,
                  by,
                  n -> spec.commandLine().getErr().println("record " + n));
      spec.commandLine().getOut().println(hold);
      return ExitCode.OK;
    } catch (RefusedException | IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
