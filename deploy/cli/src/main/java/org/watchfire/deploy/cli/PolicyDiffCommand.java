package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiException;
import org.watchfire.deploy.cli.api.ApiOptions;
import org.watchfire.rules.alert.PlainText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints what a draft, or a published version, changes. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyDiffCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Option(
      names = "--draft",
      paramLabel = "ID",
      descriptionKey = "console.diff-draft",
      description = "a draft")
  String draft;

  @Option(
      names = "--version",
      paramLabel = "N",
      descriptionKey = "console.version",
      description = "a published version")
  Long version;

  @Option(
      names = "--against",
      paramLabel = "N",
      descriptionKey = "console.against",
      description = "compare with this version (default: the one in force, or the one before)")
  Long against;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    if ((draft == null) == (version == null)) {
      throw new ParameterException(spec.commandLine(), "give either --draft or --version");
    }
    String path =
        draft == null ? "/access/versions/" + version : "/access/drafts/" + ApiClient.encode(draft);
    JsonNode difference =
        api.client()
            .get(path + "/diff" + (against == null ? "" : "?against=" + against))
            .body()
            .path("difference");
    for (JsonNode policy : difference.path("added")) {
      out.println("+ " + policy.path("id").asText());
    }
    for (JsonNode policy : difference.path("removed")) {
      out.println("- " + policy.path("id").asText());
    }
    for (JsonNode policy : difference.path("changed")) {
      out.println("~ " + policy.path("id").asText());
      for (JsonNode member : policy.path("members")) {
        out.println(
            "    "
                + member.path("path").asText()
                + ": "
                + PlainText.of(member.path("before").toString(), 500)
                + " -> "
                + PlainText.of(member.path("after").toString(), 500));
      }
    }
    return ExitCode.OK;
  }
}
