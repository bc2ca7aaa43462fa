package org.watchfire.deploy.cli;

import java.util.concurrent.Callable;
import org.watchfire.store.retention.Hold;
import org.watchfire.store.retention.RefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends a legal hold. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreReleaseCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Spec CommandSpec spec;

  @Option(
      names = "--hold",
      paramLabel = "ID",
      required = true,
      descriptionKey = "release.hold",
      description = "id of the hold")
  String hold;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      descriptionKey = "release.reason",
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
    try {
      Hold released = StoreParts.of(store.config()).holds().release(hold, by, reason);
      spec.commandLine().getOut().println(released);
      return ExitCode.OK;
    } catch (RefusedException e) {
      throw new CommandFailure(ExitCode.NOT_FOUND, e.getMessage(), e);
    }
  }
}
