package org.watchfire.deploy.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** Creates or changes one person, asset or department from a file as {@code show} prints it. */
@Command(
    name = "put",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class DirectoryPutCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      descriptionKey = "directory.file",
      description = "JSON object; its version is the one that is changed, 0 or none creates")
  Path file;

  @Option(
      names = "--id",
      paramLabel = "ID",
      descriptionKey = "directory.id",
      description = "its id (default: that of the file)")
  String id;

  @Override
  public Integer call() throws Exception {
    JsonNode read;
    try {
      read = new ObjectMapper().readTree(file.toFile());
    } catch (JacksonException e) {
      throw new CommandFailure(ExitCode.USAGE, file + " is not JSON: " + e.getOriginalMessage());
    }
    if (!(read instanceof ObjectNode body)) {
      throw new CommandFailure(ExitCode.USAGE, file + " is no JSON object");
    }
    JsonNode own = body.remove("id");
    JsonNode version = body.remove("version");
    String name = id != null ? id : own == null ? "" : own.asText();
    if (name.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "which one? give --id, or id in the file");
    }
    ApiClient.Answer answer =
        api.client()
            .put(
                "/" + DirectoryKind.of(spec).collection() + "/" + ApiClient.encode(name),
                version == null ? 0 : version.asLong(),
                body);
    spec.commandLine().getOut().println(name + ": version " + answer.etag());
    return ExitCode.OK;
  }
}
