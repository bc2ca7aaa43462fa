package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiException;
import org.watchfire.deploy.cli.api.ApiOptions;
import org.watchfire.rules.alert.PlainText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a policy set from a file into a draft, a new one or a new version of it. */
@Command(
    name = "put",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyPutCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Option(
      names = "--file",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "console.file",
      description = "JSON file with the policy set")
  Path file;

  @Option(
      names = "--title",
      required = true,
      paramLabel = "TEXT",
      descriptionKey = "console.title",
      description = "what it is about")
  String title;

  @Option(
      names = "--draft",
      paramLabel = "ID",
      descriptionKey = "console.draft",
      description = "the draft to change (default: a new one)")
  String draft;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    ApiClient client = api.client();
    JsonNode set = new ObjectMapper().readTree(Files.readAllBytes(file));
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("title", title);
    body.set("policies", set.isArray() ? set : set.path("policies"));
    try {
      JsonNode saved =
          draft == null
              ? client.post("/access/drafts", body).body()
              : client.put(path(), client.get(path()).body().path("version").asLong(), body).body();
      out.println(saved.path("id").asText() + " version " + saved.path("version").asLong());
      return ExitCode.OK;
    } catch (ApiException e) {
      for (JsonNode problem : e.problem().path("problems")) {
        out.println(
            PlainText.of(problem.path("path").asText(), 200)
                + ": "
                + PlainText.of(problem.path("zh").asText(), 500)
                + " / "
                + PlainText.of(problem.path("en").asText(), 500));
      }
      throw e;
    }
  }

  private String path() {
    return "/access/drafts/" + ApiClient.encode(draft);
  }
}
