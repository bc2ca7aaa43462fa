package org.watchfire.deploy.cli;

import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one person, asset or department. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class DirectoryShowCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "ID", descriptionKey = "directory.id", description = "its id")
  String id;

  @Override
  public Integer call() throws Exception {
    String path = "/" + DirectoryKind.of(spec).collection() + "/" + ApiClient.encode(id);
    spec.commandLine().getOut().println(api.client().get(path).body().toPrettyString());
    return ExitCode.OK;
  }
}
