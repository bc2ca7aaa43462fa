package org.watchfire.deploy.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.watchfire.deploy.cli.api.ApiClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What the commands on an agent's host have in common: it has no account at the console. */
final class AgentHostOptions {
  @Spec(Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--console",
      paramLabel = "URL",
      required = true,
      descriptionKey = "agent.console",
      description = "address of the console, https unless it is on this machine")
  URI console;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      descriptionKey = "agent.ca-file",
      description = "PEM certificates that sign the console's (default: the platform's)")
  Path caFile;

  @Option(
      names = "--agent",
      paramLabel = "ID",
      required = true,
      descriptionKey = "agent.id",
      description = "id of the agent, as in agent.yaml")
  String agent;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      descriptionKey = "agent.out",
      description = "folder of the agent's key and certificates")
  Path directory;

  AgentFiles files() {
    if (!agent.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}") || agent.equals("ca")) {
      throw new ParameterException(
          spec.commandLine(),
          "--agent expects 1 to 64 letters, digits, '.', '_' and '-', and not \"ca\"");
    }
    return new AgentFiles(directory, agent);
  }

  ApiClient client() throws IOException {
    try {
      return ApiClient.anonymous(console, caFile);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
