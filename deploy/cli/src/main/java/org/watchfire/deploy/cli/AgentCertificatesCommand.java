package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists certificates of agents, what ends first comes first. */
@Command(
    name = "certificates",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class AgentCertificatesCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ApiOptions api;

  @Option(
      names = "--agent",
      paramLabel = "ID",
      descriptionKey = "agent.only",
      description = "those of one agent alone")
  String agent;

  /** What a certificate can be. */
  enum State {
    LIVE,
    EXPIRED,
    REVOKED
  }

  @Option(
      names = "--state",
      paramLabel = "live|expired|revoked",
      descriptionKey = "agent.state",
      description = "those in one state alone")
  State state;

  @Option(
      names = "--expiring-days",
      paramLabel = "N",
      descriptionKey = "agent.expiring",
      description = "live ones that end within so many days")
  Integer days;

  @Override
  public Integer call() throws Exception {
    StringBuilder filter = new StringBuilder("/agents/certificates?limit=200");
    if (agent != null) {
      filter.append("&agent=").append(ApiClient.encode(agent));
    }
    if (state != null) {
      filter.append("&state=").append(state.name().toLowerCase(java.util.Locale.ROOT));
    }
    if (days != null) {
      filter.append("&expiringDays=").append(days);
    }
    ApiClient client = api.client();
    PrintWriter out = spec.commandLine().getOut();
    String cursor = "";
    do {
      JsonNode page = client.get(filter + cursor).body();
      for (JsonNode one : page.path("items")) {
        out.printf(
            "%s  %-7s  %s  %s%s%n",
            one.path("serial").asText(),
            one.path("state").asText(),
            one.path("notAfter").asText(),
            one.path("agentId").asText(),
            one.path("reason").isTextual() ? "  " + one.path("reason").asText() : "");
      }
      cursor =
          page.path("next").isTextual()
              ? "&cursor=" + ApiClient.encode(page.path("next").asText())
              : null;
    } while (cursor != null);
    return ExitCode.OK;
  }
}
