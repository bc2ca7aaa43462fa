package org.watchfire.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Assets of the console's directory and their levels, over its API. */
@Command(
    name = "asset",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DirectoryListCommand.class,
      DirectoryShowCommand.class,
      DirectoryPutCommand.class,
      DirectoryImportCommand.class,
      DirectoryApplyCommand.class,
      AssetRecommendCommand.class,
      AssetConflictsCommand.class
    })
final class AssetCommand implements Runnable, DirectoryKind {
  @Spec CommandSpec spec;

  @Override
  public String kind() {
    return "asset";
  }

  @Override
  public String collection() {
    return "assets";
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? (watchfire asset --help lists them)");
  }
}
