package org.watchfire.store.witness;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.InvalidProofException;
import org.watchfire.store.ledger.LedgerCorruptException;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * Decides what to cosign. Checking and remembering are one step under one lock, and what was
 * remembered is on disk before a cosignature leaves: a crash can lose an answer, never a memory.
 * Thread-safe.
 */
public final class Witness implements Closeable {
  private static final String LATEST = "latest";

  private final Disk disk;
  private final Path dir;
  private final NoteSigner key;
  private final TrustPolicy logs;
  private final Clock clock;
  private final Closeable lock;
  private final Map<String, SignedNote> latest = new TreeMap<>();

  private Witness(
      Disk disk, Path dir, NoteSigner key, TrustPolicy logs, Clock clock, Closeable lock) {
    this.disk = disk;
    this.dir = dir;
    this.key = key;
    this.logs = logs;
    this.clock = clock;
    this.lock = lock;
  }

  /**
   * What to answer.
   *
   * @param status of HTTP, one of 200, 400, 403, 404, 409 and 422
   * @param type content type
   * @param body text
   */
  public record Answer(int status, String type, String body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    private static Answer refused(int status, String reason) {
      return new Answer(status, TEXT, reason + "\n");
    }

    /** The client named another size than the latest one, which this tells it. */
    private static Answer conflict(long size) {
      return new Answer(409, "text/x.tlog.size", size + "\n");
    }
  }

  /**
   * Opens the memory of a witness, or begins it.
   *
   * @param key of a type with a time
   * @param logs whose checkpoints are cosigned; its witnesses are of no meaning here
   * @throws LedgerCorruptException when a remembered checkpoint was changed
   * @throws org.watchfire.store.ledger.LedgerLockedException when another witness runs on it
   */
  public static Witness open(Path dir, NoteSigner key, TrustPolicy logs, Disk disk, Clock clock)
      throws IOException, LedgerException {
    if (!key.type().timestamped()) {
      throw new NoteException(
          "a witness needs a key of type ed25519-cosignature or ml-dsa-44-cosignature, "
              + key.name()
              + " is "
              + key.type().id());
    }
    Closeable lock = disk.lock(dir.resolve("lock"));
    Witness witness = new Witness(disk, dir, key, logs.withoutWitnesses(), clock, lock);
    try {
      witness.latest.putAll(read(disk, dir, key));
    } catch (IOException | LedgerException | RuntimeException e) {
      lock.close();
      throw e;
    }
    return witness;
  }

  /**
   * The checkpoints that were cosigned last, by origin; takes no lock.
   *
   * @throws LedgerCorruptException when one of them was changed
   */
  public static Map<String, SignedNote> read(Disk disk, Path dir, NoteSigner key)
      throws IOException, LedgerCorruptException {
    Map<String, SignedNote> found = new TreeMap<>();
    for (String name : disk.list(dir.resolve(LATEST))) {
      if (name.endsWith(".tmp")) {
        continue; // An unfinished replacement; what it would replace is whole.
      }
      String file = LATEST + "/" + name;
      try {
        SignedNote note = SignedNote.parse(disk.read(dir.resolve(file)));
        key.verifier().verify(note);
        String origin = Checkpoint.parse(note.text()).origin();
        if (!name.equals(file(origin))) {
          throw new LedgerCorruptException(file, "is the checkpoint of another log: " + origin);
        }
        found.put(origin, note);
      } catch (NoteException e) {
        throw new LedgerCorruptException(file, e.getMessage(), e);
      }
    }
    return found;
  }

  private static String file(String origin) {
    byte[] utf8 = origin.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Rfc6962.sha256(utf8));
  }

  /** The last checkpoint of a log with this witness's cosignature, for monitors. */
  public synchronized Optional<SignedNote> latest(String origin) {
    return Optional.ofNullable(latest.get(origin));
  }

  /**
   * Answers an {@code add-checkpoint} request.
   *
   * @throws IOException when the new checkpoint cannot be remembered; nothing was cosigned then
   */
  public Answer addCheckpoint(byte[] body) throws IOException {
    AddCheckpoint request;
    SignedNote note;
    Checkpoint checkpoint;
    try {
      request = AddCheckpoint.parse(body);
      note = SignedNote.parse(request.checkpoint());
      checkpoint = Checkpoint.parse(note.text());
    } catch (NoteException e) {
      return Answer.refused(400, e.getMessage());
    }
    if (!logs.knows(checkpoint.origin())) {
      return Answer.refused(404, "log " + checkpoint.origin() + " is not known here");
    }
    try {
      logs.open(request.checkpoint(), checkpoint.origin());
    } catch (NoteException e) {
      return Answer.refused(403, e.getMessage());
    }
    if (request.oldSize() > checkpoint.size()) {
      return Answer.refused(400, "the old size is greater than that of the checkpoint");
    }
    return decide(request, note, checkpoint);
  }

  private synchronized Answer decide(AddCheckpoint request, SignedNote note, Checkpoint checkpoint)
      throws IOException {
    SignedNote last = latest.get(checkpoint.origin());
    Checkpoint known = last == null ? null : remembered(last);
    long knownSize = known == null ? 0 : known.size();
    if (request.oldSize() != knownSize) {
      return Answer.conflict(knownSize);
    }
    byte[] knownRoot = known == null ? Rfc6962.emptyRoot() : known.root();
    if (knownSize == checkpoint.size() && !MessageDigest.isEqual(knownRoot, checkpoint.root())) {
      return known == null
          ? Answer.refused(422, "the root of an empty log is the hash of nothing")
          : Answer.conflict(knownSize);
    }
    try {
      requireContinues(knownSize, knownRoot, checkpoint, request.proof());
    } catch (InvalidProofException e) {
      return Answer.refused(422, e.getMessage());
    }
    return cosign(note, checkpoint);
  }

  private static Checkpoint remembered(SignedNote note) {
    try {
      return Checkpoint.parse(note.text());
    } catch (NoteException e) {
      throw new IllegalStateException("what is remembered was parsed before", e);
    }
  }

  private static void requireContinues(
      long oldSize, byte[] oldRoot, Checkpoint checkpoint, List<byte[]> proof)
      throws InvalidProofException {
    if (oldSize > 0) {
      Rfc6962.verifyConsistency(oldSize, oldRoot, checkpoint.size(), checkpoint.root(), proof);
    } else if (!proof.isEmpty()) {
      throw new InvalidProofException("the proof from an empty log must be empty");
    }
  }

  private Answer cosign(SignedNote note, Checkpoint checkpoint) throws IOException {
    SignedNote.Signature cosignature;
    try {
      cosignature = key.signature(note.text(), clock.instant());
    } catch (IllegalArgumentException e) {
      return Answer.refused(400, e.getMessage());
    }
    List<SignedNote.Signature> all = new ArrayList<>();
    for (SignedNote.Signature s : note.signatures()) {
      if (!s.name().equals(key.name())) {
        all.add(s);
      }
    }
    all.add(cosignature);
    SignedNote cosigned = new SignedNote(note.text(), all);
    disk.replace(dir.resolve(LATEST).resolve(file(checkpoint.origin())), cosigned.bytes());
    latest.put(checkpoint.origin(), cosigned);
    return new Answer(200, Answer.TEXT, cosignature.line());
  }

  /** Its public key, for policies. */
  public String publicKey() {
    return key.verifier().text();
  }

  /** Gives up the lock. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
