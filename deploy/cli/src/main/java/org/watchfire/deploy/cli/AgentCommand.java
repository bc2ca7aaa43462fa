package org.watchfire.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Certificates of agents: on an agent's host, and for administrators. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AgentTokenCommand.class,
      AgentAdmitCommand.class,
      AgentEnrolCommand.class,
      AgentRenewCommand.class,
      AgentCertificatesCommand.class,
      AgentRevokeCommand.class
    })
final class AgentCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? (watchfire agent --help lists them)");
  }
}
