package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recommends the level of an asset and says why, line by line; ends with 6 when it is too low. */
@Command(
    name = "recommend",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class AssetRecommendCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "ID", descriptionKey = "directory.id", description = "its id")
  String id;

  @Override
  public Integer call() throws Exception {
    JsonNode view =
        api.client()
            .post(
                "/classification/assets/" + ApiClient.encode(id) + "/recommend",
                JsonNodeFactory.instance.objectNode())
            .body();
    JsonNode recommended = view.path("recommended");
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: decided %s, recommended %d%s%n",
        id,
        view.path("decided").isNull() ? "none" : view.path("decided").asText(),
        recommended.path("level").asInt(),
        recommended.path("certain").asBoolean() ? "" : " (presumed)");
    for (JsonNode reason : recommended.path("reasons")) {
      out.println("  " + reason.path("zh").asText());
      out.println("  " + reason.path("en").asText());
    }
    boolean low =
        recommended.path("certain").asBoolean()
            && view.path("decided").isInt()
            && recommended.path("level").asInt() > view.path("decided").asInt();
    return low ? ExitCode.FINDINGS : ExitCode.OK;
  }
}
