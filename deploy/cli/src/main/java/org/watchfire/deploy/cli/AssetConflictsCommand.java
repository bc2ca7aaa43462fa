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

/**
 * Lists where grading needs somebody, the most urgent first; ends with 6 when a level is too low.
 */
@Command(
    name = "conflicts",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class AssetConflictsCommand implements Callable<Integer> {
  private static final int PAGE = 200;

  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "200",
      descriptionKey = "directory.limit",
      description = "how many at most (default: ${DEFAULT-VALUE})")
  int limit;

  @Override
  public Integer call() throws Exception {
    ApiClient client = api.client();
    PrintWriter out = spec.commandLine().getOut();
    boolean low = false;
    int left = limit;
    String next = "";
    while (next != null && left > 0) {
      JsonNode page =
          client.get("/classification/conflicts?limit=" + Math.min(left, PAGE) + next).body();
      for (JsonNode item : page.path("items")) {
        left--;
        low |= item.path("kind").asText().equals("recommended");
        out.printf(
            "%-11s %s  %s  decided %s, recommended %s, review %s%n",
            item.path("kind").asText(),
            item.path("asset").asText(),
            item.path("name").asText(),
            item.path("decided").asText("-"),
            item.path("recommended").asText("-"),
            item.path("review").asText("-"));
      }
      JsonNode cursor = page.path("next");
      next = cursor.isTextual() ? "&cursor=" + ApiClient.encode(cursor.asText()) : null;
    }
    return low ? ExitCode.FINDINGS : ExitCode.OK;
  }
}
