package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an enrolment token for an agent; the token alone goes to standard output. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class AgentTokenCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ApiOptions api;

  @Parameters(
      paramLabel = "ID",
      descriptionKey = "agent.id",
      description = "id of the agent, as in agent.yaml")
  String agent;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "60",
      descriptionKey = "agent.minutes",
      description =
          "how long the token may wait to be used, at most 10080 (default: ${DEFAULT-VALUE})")
  int minutes;

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      descriptionKey = "agent.note",
      description = "what for, for the record")
  String note;

  @Override
  public Integer call() throws Exception {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    wish.put("agentId", agent);
    wish.put("minutes", minutes);
    wish.put("note", note);
    JsonNode made = api.client().post("/agents/tokens", wish).body();
    spec.commandLine().getOut().println(made.path("token").asText());
    spec.commandLine()
        .getErr()
        .println(
            agent
                + ": token "
                + made.path("id").asText()
                + ", good once, until "
                + made.path("expiresAt").asText());
    return ExitCode.OK;
  }
}
