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

/** Lists the drafts of access policies that the console keeps. */
@Command(
    name = "drafts",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyDraftsCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    ApiClient client = api.client();
    String next = "";
    do {
      JsonNode page = client.get("/access/drafts?limit=200" + next).body();
      for (JsonNode d : page.path("items")) {
        out.printf(
            "%s  version %d, base %d, policies %d, %s: %s%n",
            d.path("id").asText(),
            d.path("version").asLong(),
            d.path("baseVersion").asLong(),
            d.path("policies").asLong(),
            d.path("changedBy").asText(),
            PlainText.of(d.path("title").asText(), 200));
      }
      next = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
    } while (!next.isEmpty());
    return ExitCode.OK;
  }
}
