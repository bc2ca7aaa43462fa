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

/** Asks the console whether somebody has access, and why. */
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyWhyCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Option(
      names = "--person",
      required = true,
      paramLabel = "ID",
      descriptionKey = "console.person",
      description = "id of the person")
  String person;

  @Option(
      names = "--asset",
      required = true,
      paramLabel = "ID",
      descriptionKey = "console.asset",
      description = "id of the asset")
  String asset;

  @Option(
      names = "--action",
      required = true,
      paramLabel = "ACTION",
      descriptionKey = "console.action",
      description = "list, read, write, delete, export, share, reveal, execute, log-on, administer")
  String action;

  @Option(
      names = "--purpose",
      paramLabel = "TEXT",
      descriptionKey = "console.purpose",
      description = "the declared purpose")
  String purpose;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    JsonNode answer =
        api.client()
            .get(
                "/access/explain?now=true&person="
                    + ApiClient.encode(person)
                    + "&asset="
                    + ApiClient.encode(asset)
                    + "&action="
                    + ApiClient.encode(action)
                    + (purpose == null ? "" : "&purpose=" + ApiClient.encode(purpose)))
            .body();
    both(out, "", answer.path("summary"));
    both(out, "  ", answer.path("labels").path("text"));
    if (answer.has("emergency")) {
      both(out, "  ", answer.path("emergency").path("text"));
    }
    for (JsonNode judged : answer.path("judgements")) {
      out.println(
          "  "
              + judged.path("policy").asText()
              + " ("
              + judged.path("effect").asText()
              + (judged.path("applies").asBoolean() ? ", applies)" : ")"));
      for (JsonNode step : judged.path("steps")) {
        both(out, "    ", step.path("text"));
      }
    }
    return answer.path("allowed").asBoolean() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static void both(PrintWriter out, String indent, JsonNode text) {
    out.println(indent + PlainText.of(text.path("zh").asText(), 1_000));
    out.println(indent + PlainText.of(text.path("en").asText(), 1_000));
  }
}
