package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.rules.access.AccessPolicyException;
import org.watchfire.rules.access.AccessPolicySet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads policy sets and says everything that is wrong with them. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class PolicyCheckCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      descriptionKey = "policy.files",
      description = "JSON files with one policy set each")
  List<Path> files;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean good = true;
    for (Path file : files) {
      try {
        AccessPolicySet set = PolicyFiles.reader().read(Files.readAllBytes(file));
        out.println(
            file
                + ": version "
                + set.version()
                + ", policies "
                + set.policies().size()
                + ", hash "
                + set.hash());
      } catch (AccessPolicyException e) {
        good = false;
        e.problems().forEach(p -> out.println(file + ": " + p.text()));
      }
    }
    out.flush();
    return good ? ExitCode.OK : ExitCode.FAILED;
  }
}
