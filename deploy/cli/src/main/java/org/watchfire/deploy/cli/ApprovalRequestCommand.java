package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiException;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks for something that nobody may do alone. */
@Command(
    name = "request",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class ApprovalRequestCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      descriptionKey = "console.kind",
      description = "what: policy.publish, level.lower, officer.grant …")
  String kind;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "TARGET",
      descriptionKey = "console.target",
      description = "to what")
  String target;

  @Option(
      names = "--parameters",
      paramLabel = "JSON",
      descriptionKey = "console.parameters",
      description = "a JSON object")
  String parameters = "{}";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      descriptionKey = "console.reason",
      description = "why")
  String reason;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    JsonNode given = new ObjectMapper().readTree(parameters);
    if (!given.isObject()) {
      throw new ParameterException(spec.commandLine(), "--parameters expects a JSON object");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("kind", kind).put("target", target).put("reason", reason).set("parameters", given);
    JsonNode asked = api.client().post("/approvals", body).body();
    out.println(asked.path("id").asText() + " " + asked.path("hash").asText());
    return ExitCode.OK;
  }
}
