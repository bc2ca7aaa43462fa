package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Applies an import exactly as it was shown. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class DirectoryApplyCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "IMPORT",
      descriptionKey = "directory.apply.import",
      description = "number of the import, as import printed it")
  String id;

  @Option(
      names = "--removed",
      paramLabel = "N",
      defaultValue = "0",
      descriptionKey = "directory.apply.removed",
      description = "how many are removed, as it was shown (default: ${DEFAULT-VALUE})")
  long removed;

  @Option(
      names = "--raised",
      paramLabel = "N",
      defaultValue = "0",
      descriptionKey = "directory.apply.raised",
      description = "how many people get more rights, as it was shown (default: ${DEFAULT-VALUE})")
  long raised;

  @Option(
      names = "--skip-errors",
      descriptionKey = "directory.apply.skip",
      description = "leave rows with errors out")
  boolean skipErrors;

  @Override
  public Integer call() throws Exception {
    ApiClient client = api.client();
    client.post(
        "/imports/" + ApiClient.encode(id) + "/apply",
        JsonNodeFactory.instance
            .objectNode()
            .put("removed", removed)
            .put("raised", raised)
            .put("skipErrors", skipErrors));
    ImportProgress progress = new ImportProgress(client, spec.commandLine().getOut());
    JsonNode view = progress.until(id, "applying");
    progress.print(view);
    boolean whole =
        view.path("state").asText().equals("applied") && view.path("conflicts").asLong() == 0;
    return whole ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
