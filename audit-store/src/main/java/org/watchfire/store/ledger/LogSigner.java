package org.watchfire.store.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Signs the checkpoints of one log with all of its keys: exactly those, in this order. Thread-safe.
 */
public final class LogSigner {
  private final String origin;
  private final List<NoteSigner> keys;
  private final Clock clock;

  private LogSigner(String origin, List<NoteSigner> keys, Clock clock) {
    this.origin = origin;
    this.keys = List.copyOf(keys);
    this.clock = clock;
  }

  /**
   * @param origin of the log
   * @param keys at least one, none twice; their names are kept
   * @throws NoteException when there is none or one is there twice
   */
  public static LogSigner of(String origin, List<NoteSigner> keys) throws NoteException {
    return of(origin, keys, Clock.systemUTC());
  }

  static LogSigner of(String origin, List<NoteSigner> keys, Clock clock) throws NoteException {
    NoteKey.requireName(origin);
    Set<String> seen = new HashSet<>();
    for (NoteSigner key : keys) {
      if (!seen.add(key.verifier().text())) {
        throw new NoteException("key " + key.name() + " of type " + key.type().id() + " twice");
      }
    }
    if (keys.isEmpty()) {
      throw new NoteException("a log needs at least one key");
    }
    return new LogSigner(origin, keys, clock);
  }

  /**
   * The keys of a site, which must all bear its name.
   *
   * @throws NoteException when they have different names
   */
  public static LogSigner ofSite(List<NoteSigner> keys) throws NoteException {
    for (NoteSigner key : keys) {
      if (!key.name().equals(keys.get(0).name())) {
        throw new NoteException(
            "the keys of a site have one name, not " + keys.get(0).name() + " and " + key.name());
      }
    }
    if (keys.isEmpty()) {
      throw new NoteException("a site needs at least one ledger key");
    }
    return of(keys.get(0).name(), keys);
  }

  /** The same keys, each under the name of another log. */
  public LogSigner named(String otherOrigin) throws NoteException {
    List<NoteSigner> renamed = new ArrayList<>();
    for (NoteSigner key : keys) {
      renamed.add(key.named(otherOrigin));
    }
    return of(otherOrigin, renamed, clock);
  }

  /** Origin of the log, or name of the site. */
  public String origin() {
    return origin;
  }

  /** The public halves. */
  public List<NoteVerifier> verifiers() {
    return keys.stream().map(NoteSigner::verifier).toList();
  }

  /** Accepts what bears a signature of every one of these keys; asks for no witness. */
  public TrustPolicy policy() {
    return TrustPolicy.ofLog(origin, verifiers());
  }

  /** The signed checkpoint. */
  public SignedNote sign(Checkpoint checkpoint) {
    return sign(checkpoint.text());
  }

  /** Another statement of the log, whose text cannot be taken for a checkpoint. */
  SignedNote sign(String text) {
    SignedNote note = new SignedNote(text, List.of());
    Instant now = clock.instant();
    for (NoteSigner key : keys) {
      note = key.sign(note, now);
    }
    return note;
  }

  @Override
  public String toString() {
    return origin + keys;
  }
}
