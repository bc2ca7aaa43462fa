package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.watchfire.store.ledger.KeyType;
import org.watchfire.store.ledger.NoteSigner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a note key. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerKeyCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      descriptionKey = "key.name",
      description = "its name: that of the site, or the origin of the log")
  String name;

  @Option(
      names = "--type",
      defaultValue = "ed25519",
      descriptionKey = "key.type",
      description =
          "ed25519, sm2, ml-dsa-44-cosignature or ed25519-cosignature (default: ${DEFAULT-VALUE})")
  String type;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "key.out",
      description = "new file for the private key, readable by its owner alone")
  Path out;

  @Override
  public Integer call() throws Exception {
    KeyType keyType =
        KeyType.of(type)
            .orElseThrow(
                () -> new CommandFailure(ExitCode.USAGE, "there is no key type '" + type + "'"));
    NoteSigner key = NoteSigner.generate(name, keyType, new SecureRandom());
    create(out, key);
    spec.commandLine().getOut().println(key.verifier().text());
    return ExitCode.OK;
  }

  /** Never replaces a file: the key in it may be all that a log's future depends on. */
  static void create(Path file, NoteSigner key) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, key.text() + "\n");
  }
}
