package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares a file with what is there and says what would change; nothing is changed. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class DirectoryImportCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      descriptionKey = "directory.import.file",
      description = "CSV with a row of column names, or JSON (by the file's name)")
  Path file;

  @Option(
      names = "--replace",
      descriptionKey = "directory.import.replace",
      description = "the file is the whole truth: who is not in it is removed")
  boolean replace;

  @Option(
      names = "--charset",
      defaultValue = "utf-8",
      descriptionKey = "directory.import.charset",
      description = "utf-8 or gb18030 (default: ${DEFAULT-VALUE})")
  String charset;

  @Option(
      names = "--errors",
      paramLabel = "N",
      defaultValue = "20",
      descriptionKey = "directory.import.errors",
      description = "print the first N rows with errors (default: ${DEFAULT-VALUE})")
  int errors;

  @Override
  public Integer call() throws Exception {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(ExitCode.NOT_FOUND, file + " is no file");
    }
    ApiClient client = api.client();
    boolean json =
        file.getFileName().toString().toLowerCase(java.util.Locale.ROOT).endsWith("json");
    JsonNode view =
        client
            .upload(
                "/imports?kind="
                    + DirectoryKind.of(spec).kind()
                    + "&format="
                    + (json ? "json" : "csv")
                    + "&mode="
                    + (replace ? "replace" : "merge")
                    + "&charset="
                    + ApiClient.encode(charset),
                "application/octet-stream",
                file)
            .body();
    ImportProgress progress = new ImportProgress(client, spec.commandLine().getOut());
    view = progress.until(view.path("id").asText(), "reading");
    progress.print(view);
    if (!view.path("state").asText().equals("ready")) {
      return ExitCode.FINDINGS;
    }
    if (view.path("errors").asLong() > 0) {
      progress.errors(view.path("id").asText(), errors);
      return ExitCode.FINDINGS;
    }
    return ExitCode.OK;
  }
}
