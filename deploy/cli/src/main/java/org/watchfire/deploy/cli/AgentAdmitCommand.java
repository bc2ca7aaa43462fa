package org.watchfire.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.watchfire.deploy.supervisor.AgentAdmission;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives an agent its rights and its key of the stamps, on the host of the installation. */
@Command(
    name = "admit",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class AgentAdmitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin InstallationOption installation;

  @Parameters(
      paramLabel = "ID",
      descriptionKey = "agent.id",
      description = "id of the agent, as in agent.yaml")
  String agent;

  @Override
  public Integer call() throws Exception {
    String broker = "127.0.0.1:" + installation.running().port("kafka");
    try {
      Path key = AgentAdmission.admit(installation.directory(), broker, agent);
      spec.commandLine().getOut().println(key);
      spec.commandLine()
          .getErr()
          .println(agent + " may write wf.events and read wf.policy; bring it this mac-key-file");
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
