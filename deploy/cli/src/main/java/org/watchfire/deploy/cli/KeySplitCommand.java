package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.watchfire.core.share.KeyShare;
import org.watchfire.core.share.SharedSecret;
import org.watchfire.core.share.SharedSecret.Split;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a root key that exists in shares alone. */
@Command(
    name = "split",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class KeySplitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--threshold",
      paramLabel = "M",
      defaultValue = "3",
      descriptionKey = "key.threshold",
      description = "how many shares give the key back (default: ${DEFAULT-VALUE})")
  int threshold;

  @Option(
      names = "--shares",
      paramLabel = "N",
      defaultValue = "5",
      descriptionKey = "key.shares",
      description = "how many shares there are (default: ${DEFAULT-VALUE})")
  int shares;

  @Option(
      names = "--suite",
      paramLabel = "NAME",
      defaultValue = "INTL",
      descriptionKey = "keygen.suite",
      description = "INTL or SM (default: ${DEFAULT-VALUE})")
  String suite;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      descriptionKey = "key.split.out",
      description =
          "folder for one file a share, readable by its owner alone; files must not exist")
  Path out;

  @Override
  public Integer call() throws IOException {
    Split split;
    try {
      split = SharedSecret.create(suite, threshold, shares, new SecureRandom());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
    Files.createDirectories(out);
    for (KeyShare share : split.shares()) {
      Path file = out.resolve("share-" + share.index() + ".txt");
      try {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } catch (FileAlreadyExistsException e) {
        throw new CommandFailure(ExitCode.USAGE, file + " is there already", e);
      }
      Files.writeString(file, share.text() + "\n");
      spec.commandLine().getErr().println(file + "  " + share.fingerprint());
    }
    spec.commandLine()
        .getErr()
        .println(
            "give each keeper his file, keep no copy, and register this description with the"
                + " console:");
    spec.commandLine().getOut().println(split.description().text());
    return ExitCode.OK;
  }
}
