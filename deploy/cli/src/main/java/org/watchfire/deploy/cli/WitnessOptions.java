package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.TrustPolicy;
import picocli.CommandLine.Option;

/** Where a witness keeps what it must remember. */
final class WitnessOptions {
  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      descriptionKey = "witness.dir",
      description = "directory of the witness")
  Path dir;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      descriptionKey = "witness.key",
      description = "its private note key (default: witness.key in the directory)")
  Path key;

  Path keyFile() {
    return key != null ? key : dir.resolve("witness.key");
  }

  Path logsFile() {
    return dir.resolve("logs.policy");
  }

  NoteSigner signer() throws IOException, NoteException {
    return NoteSigner.parse(read(keyFile()));
  }

  TrustPolicy logs() throws IOException, NoteException {
    return TrustPolicy.parse(read(logsFile()));
  }

  private static String read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "there is no " + file + " (begin with 'watchfire witness init')");
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
