package org.watchfire.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with access policies, in files and on the console. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PolicyCheckCommand.class,
      PolicyExplainCommand.class,
      PolicyDryRunCommand.class,
      PolicyDraftsCommand.class,
      PolicyPutCommand.class,
      PolicyDiffCommand.class,
      PolicyTryCommand.class,
      PolicyRequestCommand.class,
      PolicyVersionsCommand.class,
      PolicyWhyCommand.class
    })
final class PolicyCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? (watchfire policy --help lists them)");
  }
}
