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
import picocli.CommandLine.Spec;

/** Lists requests that the caller asked for, could agree to, or oversees. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class ApprovalListCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Option(
      names = "--state",
      paramLabel = "STATES",
      descriptionKey = "console.state",
      description = "comma separated: requested, approved, executed, rejected, expired, void")
  String state;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    ApiClient client = api.client();
    String states = state == null ? "" : "&state=" + ApiClient.encode(state);
    String next = "";
    do {
      JsonNode page = client.get("/approvals?limit=200" + states + next).body();
      for (JsonNode a : page.path("items")) {
        out.printf(
            "%s  %-9s %s %s  %s: %s%n",
            a.path("id").asText(),
            a.path("state").asText(),
            a.path("kind").asText(),
            PlainText.of(a.path("target").asText(), 100),
            a.path("requester").asText(),
            PlainText.of(a.path("summary").path("zh").asText(), 300));
      }
      next = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
    } while (!next.isEmpty());
    return ExitCode.OK;
  }
}
