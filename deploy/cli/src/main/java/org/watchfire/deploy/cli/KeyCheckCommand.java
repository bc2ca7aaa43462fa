package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.core.share.KeyShare;
import org.watchfire.core.share.RootDescription;
import org.watchfire.core.share.ShareException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells of each share whether it can be read and belongs to a root key. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class KeyCheckCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      descriptionKey = "key.files",
      description = "files with one share each")
  List<Path> files;

  @Option(
      names = "--root",
      paramLabel = "DESCRIPTION",
      descriptionKey = "key.root",
      description = "public description of the root key (watchfire-root:…), or a file with it")
  String root;

  @Override
  public Integer call() throws IOException {
    RootDescription description = root == null ? null : ShareFiles.description(root);
    boolean fine = true;
    for (Path file : files) {
      String verdict;
      try {
        KeyShare share = ShareFiles.share(file);
        if (description != null) {
          description.require(share);
        }
        verdict =
            "share %d of %d, %d needed, %s, set %s, fingerprint %s"
                .formatted(
                    share.index(),
                    share.count(),
                    share.threshold(),
                    share.suite(),
                    share.set(),
                    share.fingerprint());
      } catch (ShareException e) {
        verdict = "BAD: " + e.getMessage();
        fine = false;
      }
      spec.commandLine().getOut().println(file + ": " + verdict);
    }
    return fine ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
