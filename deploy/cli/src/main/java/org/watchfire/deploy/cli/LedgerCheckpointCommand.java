package org.watchfire.deploy.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the checkpoint of a log as it was published. */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerCheckpointCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      descriptionKey = "ledger.dir",
      description = "directory of the log")
  Path dir;

  @Override
  public Integer call() throws Exception {
    byte[] note = LogDirectory.reader(dir).checkpointNote();
    spec.commandLine().getOut().print(new String(note, StandardCharsets.UTF_8));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
