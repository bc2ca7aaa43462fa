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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one request with what it would change and its hash. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class ApprovalShowCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "ID", descriptionKey = "console.id", description = "id of the request")
  String id;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    JsonNode a = api.client().get("/approvals/" + ApiClient.encode(id)).body();
    out.println(a.path("kind").asText() + " " + PlainText.of(a.path("target").asText(), 200));
    out.println(PlainText.of(a.path("summary").path("zh").asText(), 1_000));
    out.println(PlainText.of(a.path("summary").path("en").asText(), 1_000));
    out.println("state " + a.path("state").asText() + " " + a.path("outcome").asText());
    out.println(
        "asked by "
            + a.path("requester").asText()
            + ": "
            + PlainText.of(a.path("reason").asText(), 1_000));
    for (JsonNode change : a.path("impact")) {
      out.println(
          "  "
              + PlainText.of(change.path("field").asText(), 200)
              + ": "
              + PlainText.of(change.path("before").asText(), 500)
              + " -> "
              + PlainText.of(change.path("after").asText(), 500));
    }
    for (JsonNode decision : a.path("decisions")) {
      out.println(
          (decision.path("approve").asBoolean() ? "agreed: " : "rejected: ")
              + decision.path("by").asText()
              + " "
              + PlainText.of(decision.path("reason").asText(), 500));
    }
    out.println("hash " + a.path("hash").asText());
    return ExitCode.OK;
  }
}
