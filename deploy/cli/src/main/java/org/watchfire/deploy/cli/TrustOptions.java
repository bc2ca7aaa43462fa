package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.TrustPolicy;
import picocli.CommandLine.Option;

/** Whom to believe: public keys, or a policy. */
final class TrustOptions {
  @Option(
      names = "--key",
      paramLabel = "VKEY|FILE",
      descriptionKey = "trust.key",
      description =
          "public key of the log or its site, or a file of them; all that are given must have"
              + " signed")
  List<String> keys = List.of();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      descriptionKey = "trust.policy",
      description = "C2SP tlog-policy: which logs and witnesses are believed")
  Path policy;

  boolean isGiven() {
    return policy != null || !keys.isEmpty();
  }

  /**
   * The policy in the file, or one that requires all the keys.
   *
   * @param origin of the log that keys are of, whatever they are named; null for those that bear
   *     the name of the log or its site
   * @throws CommandFailure when neither or both are given
   */
  TrustPolicy policy(String origin) throws IOException, NoteException {
    if (policy == null && keys.isEmpty() || policy != null && !keys.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "give either --key or --policy");
    }
    if (policy != null) {
      return TrustPolicy.parse(Files.readString(policy, StandardCharsets.UTF_8));
    }
    List<NoteVerifier> verifiers = new ArrayList<>();
    for (String key : keys) {
      verifiers.addAll(verifiers(key));
    }
    return origin == null ? TrustPolicy.ofSite(verifiers) : ofLog(origin, verifiers);
  }

  /** A key of the site speaks for the log under the log's name. */
  private static TrustPolicy ofLog(String origin, List<NoteVerifier> verifiers)
      throws NoteException {
    List<NoteVerifier> renamed = new ArrayList<>();
    for (NoteVerifier key : verifiers) {
      renamed.add(origin.startsWith(key.name() + "/") ? key.named(origin) : key);
    }
    return TrustPolicy.ofLog(origin, renamed);
  }

  /** Public keys in a file, or the one that the text itself is. */
  static List<NoteVerifier> verifiers(String keyOrFile) throws IOException, NoteException {
    boolean isFile = !keyOrFile.contains("+") || Files.isRegularFile(Path.of(keyOrFile));
    String text = isFile ? Files.readString(Path.of(keyOrFile)) : keyOrFile;
    List<NoteVerifier> verifiers = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        verifiers.add(NoteVerifier.parse(line));
      }
    }
    if (verifiers.isEmpty()) {
      throw new NoteException(keyOrFile + " holds no public key");
    }
    return verifiers;
  }
}
