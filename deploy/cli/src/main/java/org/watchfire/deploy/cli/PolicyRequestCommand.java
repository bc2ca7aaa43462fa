package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
import picocli.CommandLine.Spec;

/** Asks for the publication of a draft that was run dry. */
@Command(
    name = "request",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyRequestCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Option(
      names = "--draft",
      required = true,
      paramLabel = "ID",
      descriptionKey = "console.diff-draft",
      description = "a draft")
  String draft;

  @Option(
      names = "--dry-run",
      required = true,
      paramLabel = "ID",
      descriptionKey = "console.dry-run",
      description = "the dry run that was made of it")
  String dryRun;

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
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("kind", "policy.publish").put("target", draft).put("reason", reason);
    body.putObject("parameters").put("dryRun", dryRun);
    JsonNode asked = api.client().post("/approvals", body).body();
    out.println(asked.path("id").asText() + " " + asked.path("hash").asText());
    return ExitCode.OK;
  }
}
