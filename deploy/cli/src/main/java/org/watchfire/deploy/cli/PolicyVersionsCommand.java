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
import picocli.CommandLine.Spec;

/** Lists the published versions, each verified by the console. */
@Command(
    name = "versions",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyVersionsCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    ApiClient client = api.client();
    String next = "";
    do {
      JsonNode page = client.get("/access/versions?limit=100" + next).body();
      for (JsonNode v : page.path("items")) {
        out.printf(
            "%s%d  %s  %s  policies %d  %s %s%n",
            v.path("inForce").asBoolean() ? "* " : "  ",
            v.path("version").asLong(),
            v.path("publishedAt").asText(),
            v.path("hash").asText(),
            v.path("policies").asLong(),
            v.path("requester").asText(),
            PlainText.of(v.path("title").asText(), 200));
      }
      next = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
    } while (!next.isEmpty());
    return ExitCode.OK;
  }
}
