package org.watchfire.deploy.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.supervisor.SupervisorState;
import picocli.CommandLine.Option;

/** The option that says which standalone installation a command is about. */
final class InstallationOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      descriptionKey = "option.data",
      description =
          "data directory of the installation (default: data/ in the product's root, or WATCHFIRE_DATA)")
  Path data;

  DataDirectory directory() {
    if (data != null) {
      return new DataDirectory(data);
    }
    String variable = System.getenv("WATCHFIRE_DATA");
    return new DataDirectory(
        variable != null && !variable.isBlank()
            ? Path.of(variable)
            : Layout.find().root().resolve("data"));
  }

  /** The state of the running installation. */
  SupervisorState running() {
    Optional<SupervisorState> state = SupervisorState.ofRunning(directory());
    return state.orElseThrow(
        () ->
            new CommandFailure(
                ExitCode.NOT_FOUND,
                "nothing runs in " + directory().root() + "; start it with: watchfire up"));
  }
}
