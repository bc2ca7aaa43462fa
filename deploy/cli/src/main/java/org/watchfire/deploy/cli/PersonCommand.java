package org.watchfire.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** People of the console's directory, over its API. */
@Command(
    name = "person",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DirectoryListCommand.class,
      DirectoryShowCommand.class,
      DirectoryPutCommand.class,
      DirectoryImportCommand.class,
      DirectoryApplyCommand.class
    })
final class PersonCommand implements Runnable, DirectoryKind {
  @Spec CommandSpec spec;

  @Override
  public String kind() {
    return "person";
  }

  @Override
  public String collection() {
    return "people";
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? (watchfire person --help lists them)");
  }
}
