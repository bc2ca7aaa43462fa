package org.watchfire.deploy.cli;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a key for sealing or backups. */
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreKeygenCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  /** What the key is for. */
  enum Kind {
    AEAD,
    MAC
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      descriptionKey = "keygen.out",
      description = "file of the new key; must not exist")
  Path out;

  @Option(
      names = "--kind",
      paramLabel = "aead|mac",
      required = true,
      descriptionKey = "keygen.kind",
      description = "aead for kek-file and backup key-file, mac for pseudonym-key-file")
  Kind kind;

  @Option(
      names = "--suite",
      paramLabel = "NAME",
      defaultValue = "INTL",
      descriptionKey = "keygen.suite",
      description = "INTL or SM (default: ${DEFAULT-VALUE})")
  String suite;

  @Override
  public Integer call() throws Exception {
    CryptoSuite chosen;
    try {
      chosen = CryptoSuites.named(suite);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
    String key = kind == Kind.AEAD ? chosen.newAeadKey().text() : chosen.newMacKey().text();
    try {
      Files.createFile(
          out, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(ExitCode.USAGE, out + " is there already", e);
    }
    Files.writeString(out, key + "\n");
    spec.commandLine().getOut().println(out + ": keep a copy of it away from this machine");
    return ExitCode.OK;
  }
}
