package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import picocli.CommandLine.Spec;

/** Runs a draft dry on the console, over its people and assets, and waits for the end. */
@Command(
    name = "try",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyTryCommand implements Callable<Integer> {
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
      names = "--days",
      paramLabel = "N",
      descriptionKey = "console.days",
      description = "recorded decisions of so many days are made again")
  Integer days;

  @Option(
      names = "--list",
      paramLabel = "N",
      descriptionKey = "console.list",
      description = "list the first N changes")
  int list = 20;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    ApiClient client = api.client();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (days != null) {
      body.put("days", days);
    }
    JsonNode run =
        client.post("/access/drafts/" + ApiClient.encode(draft) + "/dry-run", body).body();
    String path = "/access/dry-runs/" + run.path("id").asText();
    while (run.path("state").asText().equals("running")) {
      pause();
      run = client.get(path).body();
    }
    if (!run.path("state").asText().equals("done")) {
      throw new CommandFailure(
          ExitCode.FAILED, run.path("state").asText() + ": " + run.path("problem").asText());
    }
    JsonNode result = run.path("result");
    out.println("dry run " + run.path("id").asText());
    for (String kind : new String[] {"gained", "lost", "terms"}) {
      out.println(kind + " " + result.path(kind + "Cells").asLong() + " " + result.path(kind));
    }
    out.println(
        "people gaining "
            + result.path("personsGaining").asLong()
            + ", losing "
            + result.path("personsLosing").asLong());
    out.println("replay " + PlainText.of(result.path("replay").toString(), 2_000));
    if (list > 0) {
      for (JsonNode c :
          client.get(path + "/changes?limit=" + Math.min(list, 1_000)).body().path("items")) {
        out.printf(
            "%s %s %s %s: %s -> %s%n",
            c.path("kind").asText(),
            c.path("person").asText(),
            c.path("action").asText(),
            c.path("asset").asText(),
            c.path("before").asText(),
            c.path("after").asText());
      }
    }
    return ExitCode.OK;
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILED, "interrupted", e);
    }
  }
}
