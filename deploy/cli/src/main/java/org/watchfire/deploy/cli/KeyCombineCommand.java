package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.core.share.KeyShare;
import org.watchfire.core.share.RootDescription;
import org.watchfire.core.share.ShareException;
import org.watchfire.core.share.SharedSecret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells whether shares make up a root key, which is not shown. */
@Command(
    name = "combine",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class KeyCombineCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      descriptionKey = "key.files",
      description = "files with one share each")
  List<Path> files;

  @Option(
      names = "--root",
      required = true,
      paramLabel = "DESCRIPTION",
      descriptionKey = "key.root",
      description = "public description of the root key (watchfire-root:…), or a file with it")
  String root;

  @Override
  public Integer call() throws IOException {
    RootDescription description = ShareFiles.description(root);
    String verdict;
    boolean fine = false;
    try {
      List<KeyShare> shares = new ArrayList<>();
      for (Path file : files) {
        KeyShare share = ShareFiles.share(file);
        description.require(share);
        shares.add(share);
      }
      byte[] secret = SharedSecret.combine(shares);
      fine = RootDescription.checkValue(description.suite(), secret).equals(description.check());
      Arrays.fill(secret, (byte) 0);
      verdict =
          fine
              ? "these shares make up the root key " + description.set()
              : "these shares make up another key";
    } catch (ShareException e) {
      verdict = e.getMessage();
    }
    spec.commandLine().getOut().println(verdict);
    return fine ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
