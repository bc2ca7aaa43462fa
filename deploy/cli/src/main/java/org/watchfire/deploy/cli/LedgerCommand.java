package org.watchfire.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with a log in a directory. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LedgerKeyCommand.class,
      LedgerInitCommand.class,
      LedgerAppendCommand.class,
      LedgerCheckpointCommand.class,
      LedgerProveCommand.class,
      LedgerVerifyProofCommand.class,
      LedgerPaperCommand.class,
      LedgerCompareCommand.class,
      LedgerFsckCommand.class,
      LedgerHammerCommand.class
    })
final class LedgerCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? (watchfire ledger --help lists them)");
  }
}
