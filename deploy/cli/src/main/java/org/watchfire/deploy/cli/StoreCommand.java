package org.watchfire.deploy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Care of the audit store. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StoreExportCommand.class,
      StoreReconcileCommand.class,
      StoreRebuildIndexCommand.class,
      StoreHoldCommand.class,
      StoreReleaseCommand.class,
      StoreHoldsCommand.class,
      StorePruneCommand.class,
      StoreShredCommand.class,
      StoreBackupCommand.class,
      StoreRestoreCommand.class,
      StoreDrillRestoreCommand.class,
      StoreKeygenCommand.class,
      CommandLine.HelpCommand.class
    })
final class StoreCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? (watchfire store --help lists them)");
  }
}
