package org.watchfire.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What nobody does alone: asked for, agreed to. */
@Command(
    name = "approval",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ApprovalListCommand.class,
      ApprovalShowCommand.class,
      ApprovalRequestCommand.class,
      ApprovalDecideCommand.class
    })
final class ApprovalCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? (watchfire approval --help lists them)");
  }
}
