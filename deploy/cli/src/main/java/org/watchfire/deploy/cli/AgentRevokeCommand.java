package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Revokes a certificate of an agent. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class AgentRevokeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ApiOptions api;

  @Parameters(
      paramLabel = "SERIAL",
      descriptionKey = "agent.serial",
      description = "serial number, 32 hex digits, as certificates shows it")
  String serial;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      required = true,
      descriptionKey = "agent.reason",
      description =
          "key-compromise, superseded, cessation-of-operation, affiliation-changed,"
              + " privilege-withdrawn or unspecified")
  String reason;

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      descriptionKey = "agent.note",
      description = "what for, for the record")
  String note;

  @Override
  public Integer call() throws Exception {
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    wish.put("reason", reason);
    wish.put("note", note);
    JsonNode revoked =
        api.client()
            .post("/agents/certificates/" + ApiClient.encode(serial) + "/revoke", wish)
            .body();
    JsonNode list = revoked.path("list");
    spec.commandLine()
        .getOut()
        .println(
            revoked.path("agentId").asText()
                + " "
                + serial
                + " revoked; "
                + (list.isNull()
                    ? "the list is signed when the key vault is unsealed"
                    : "on list " + list.asLong()));
    return ExitCode.OK;
  }
}
