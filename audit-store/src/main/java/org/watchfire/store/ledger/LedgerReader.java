package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads one log and proves what it reads. Never writes, holds nothing open, and may run beside the
 * writer, in another process or on a copy. It sees what the checkpoint covers. Thread-safe.
 */
public final class LedgerReader {
  static final String CHECKPOINT = "checkpoint";

  /**
   * A checkpoint read before the writer removed the partial tiles under it is read again this
   * often.
   */
  private static final int ATTEMPTS = 4;

  private final Path dir;
  private final String name;
  private final Trust trust;
  private final Own own;
  private final Disk disk;
  private volatile Seen seen;

  /** Decides whether a checkpoint is believed. */
  @FunctionalInterface
  private interface Trust {
    Checkpoint open(byte[] note) throws NoteException;
  }

  /** Decides whether the log itself has signed a note. */
  @FunctionalInterface
  interface Own {
    void verify(SignedNote note) throws NoteException;
  }

  /** A checkpoint file whose signature was checked before. */
  private record Seen(byte[] note, Checkpoint checkpoint) {}

  /**
   * @param dir directory of the log
   * @param key the log's key; its name is the origin of the log
   */
  public LedgerReader(Path dir, NoteVerifier key) {
    this(dir, key, new FileDisk());
  }

  LedgerReader(Path dir, NoteVerifier key, Disk disk) {
    this(dir, key.name(), note -> Checkpoint.open(note, key), key::verify, disk);
  }

  LedgerReader(Path dir, String origin, TrustPolicy policy, Disk disk) {
    this(
        dir,
        origin,
        note -> policy.open(note, origin),
        note -> policy.requireOwnKeys(note, origin),
        disk);
  }

  private LedgerReader(Path dir, String name, Trust trust, Own own, Disk disk) {
    this.dir = dir;
    this.name = name;
    this.trust = trust;
    this.own = own;
    this.disk = disk;
  }

  /**
   * Reader of one log.
   *
   * @param dir directory of the log
   * @param origin that its checkpoints must have
   * @param policy who must have signed them
   */
  public static LedgerReader of(Path dir, String origin, TrustPolicy policy) {
    return new LedgerReader(dir, origin, policy, new FileDisk());
  }

  /**
   * Reader that believes the checkpoint without looking at its signatures: for making proofs that
   * others check, from any C2SP directory.
   */
  public static LedgerReader unauthenticated(Path dir) {
    return new LedgerReader(
        dir,
        "log",
        note -> Checkpoint.parse(SignedNote.parse(note).text()),
        note -> {},
        new FileDisk());
  }

  /** Directory of the log. */
  public Path directory() {
    return dir;
  }

  /** Whether a log has been begun here. */
  public boolean exists() {
    return disk.exists(dir.resolve(CHECKPOINT));
  }

  /**
   * The current checkpoint, checked against the key.
   *
   * @throws LedgerCorruptException when it is missing, malformed or not signed by the key
   */
  public Checkpoint checkpoint() throws IOException, LedgerCorruptException {
    return current().checkpoint();
  }

  /** As {@link #checkpoint}, with its signatures, as it was published. */
  public byte[] checkpointNote() throws IOException, LedgerCorruptException {
    return current().note().clone();
  }

  private Seen current() throws IOException, LedgerCorruptException {
    try {
      byte[] note = disk.read(dir.resolve(CHECKPOINT));
      Seen before = seen;
      if (before == null || !Arrays.equals(before.note(), note)) {
        before = new Seen(note, trust.open(note));
        seen = before;
      }
      return before;
    } catch (NoSuchFileException e) {
      throw new LedgerCorruptException(CHECKPOINT, "is missing", e);
    } catch (NoteException e) {
      throw new LedgerCorruptException(CHECKPOINT, e.getMessage(), e);
    }
  }

  /**
   * The log as its checkpoint covers it now, which stays readable while the log grows.
   *
   * @throws LedgerCorruptException when the checkpoint is not good or the right edge is damaged
   */
  public LogSnapshot snapshot() throws IOException, LedgerCorruptException {
    for (int attempt = 1; ; attempt++) {
      Seen now = current();
      try {
        return new LogSnapshot(disk, dir, now.note(), now.checkpoint());
      } catch (LedgerCorruptException e) {
        if (attempt == ATTEMPTS || !hasGrown(now.checkpoint())) {
          throw e;
        }
      }
    }
  }

  /**
   * One record as it was recorded: the entry, or the payload that it is the digest of. Not proven;
   * see {@link #verify}.
   */
  public byte[] entry(long seq) throws IOException, LedgerException {
    return content(covered(seq, checkpoint -> leaf(seq, checkpoint)));
  }

  /**
   * The bytes that are hashed for {@code seq}: those of the record unless it is longer than an
   * entry may be.
   */
  public byte[] leaf(long seq) throws IOException, LedgerException {
    return covered(seq, checkpoint -> leaf(seq, checkpoint));
  }

  private byte[] leaf(long seq, Checkpoint checkpoint) throws IOException, LedgerCorruptException {
    long bundle = seq / TilePath.WIDTH;
    int width = TilePath.width(0, bundle, checkpoint.size());
    TreeReader tree = tree(checkpoint);
    return tree.entries(bundle, width).get((int) (seq % TilePath.WIDTH));
  }

  private byte[] content(byte[] leaf) throws IOException, LedgerCorruptException {
    Optional<DigestEntry> digest = DigestEntry.parse(leaf);
    if (digest.isEmpty()) {
      return leaf;
    }
    String path = DigestEntry.path(digest.get().sha256());
    byte[] payload;
    try {
      payload = disk.read(dir.resolve(path));
    } catch (NoSuchFileException e) {
      throw new LedgerCorruptException(path, "is missing", e);
    }
    if (!HexFormat.of().formatHex(Rfc6962.sha256(payload)).equals(digest.get().sha256())) {
      throw new LedgerCorruptException(path, "was changed: its digest does not fit");
    }
    return payload;
  }

  /**
   * Records from {@code from} on, in order, for those who follow the log.
   *
   * @param maxBytes stops after the bundle that reaches this; at least one bundle is read
   * @return empty when the checkpoint covers nothing beyond {@code from}
   */
  public List<byte[]> entries(long from, long maxBytes) throws IOException, LedgerException {
    for (int attempt = 1; ; attempt++) {
      Checkpoint checkpoint = checkpoint();
      try {
        return entries(from, maxBytes, checkpoint);
      } catch (LedgerCorruptException e) {
        requireKept(from);
        if (attempt == ATTEMPTS || checkpoint.size() == checkpoint().size()) {
          throw e;
        }
      }
    }
  }

  /**
   * What was pruned of the log by its retention policy; empty when nothing was.
   *
   * @throws LedgerCorruptException when the minimum index is not what the log's key has signed
   */
  public Optional<MinimumIndex> pruned() throws IOException, LedgerCorruptException {
    return MinimumIndex.read(disk, dir, name, own);
  }

  /** Asked only when something could not be read: entries that are gone by policy are no damage. */
  private void requireKept(long seq) throws IOException, LedgerException {
    Optional<MinimumIndex> pruned = pruned();
    if (pruned.isPresent() && seq < pruned.get().index()) {
      throw new PrunedException("entry " + seq + ": " + pruned.get().reason());
    }
  }

  private List<byte[]> entries(long from, long maxBytes, Checkpoint checkpoint)
      throws IOException, LedgerCorruptException {
    List<byte[]> records = new ArrayList<>();
    TreeReader tree = tree(checkpoint);
    long bytes = 0;
    for (long at = from; at < checkpoint.size() && bytes < maxBytes; ) {
      long bundle = at / TilePath.WIDTH;
      int width = TilePath.width(0, bundle, checkpoint.size());
      List<byte[]> leaves = tree.entries(bundle, width);
      for (byte[] leaf : leaves.subList((int) (at % TilePath.WIDTH), width)) {
        byte[] content = content(leaf);
        records.add(content);
        bytes += content.length;
      }
      at = (bundle + 1) * TilePath.WIDTH;
    }
    return records;
  }

  /** The audit path of {@code seq} in the tree of {@code size} entries, lowest hash first. */
  public List<byte[]> inclusionProof(long seq, long size) throws IOException, LedgerException {
    requireCovered(seq, size);
    return covered(size - 1, checkpoint -> tree(checkpoint).inclusion(seq, size));
  }

  /**
   * The proof that entry {@code index} is under the current checkpoint.
   *
   * @throws NotInLedgerException when it is not
   */
  public TlogProof proof(long index) throws IOException, LedgerException {
    return proof(index, checkpointNote());
  }

  /**
   * The proof that entry {@code index} is under a checkpoint of this log, such as the last one that
   * witnesses have cosigned.
   */
  public TlogProof proof(long index, byte[] note) throws IOException, LedgerException {
    long size = Checkpoint.parse(SignedNote.parse(note).text()).size();
    return TlogProof.of(index, inclusionProof(index, size), note);
  }

  /**
   * The proof that the tree of {@code from} entries is the beginning of that of {@code to} entries.
   */
  public List<byte[]> consistencyProof(long from, long to) throws IOException, LedgerException {
    if (from < 0 || from > to) {
      throw new NotInLedgerException("no tree of size " + from + " comes before size " + to);
    }
    return to == 0 ? List.of() : covered(to - 1, c -> tree(c).consistency(from, to));
  }

  /** Makes many proofs against the current checkpoint. */
  public Prover prover() throws IOException, LedgerCorruptException {
    Checkpoint checkpoint = checkpoint();
    return new Prover(checkpoint, tree(checkpoint));
  }

  private TreeReader tree(Checkpoint checkpoint) {
    return new TreeReader(disk, dir, checkpoint.size());
  }

  /**
   * Checks one record from its bytes up to the signed root. What does not fit is a result, not an
   * exception.
   *
   * @throws NotInLedgerException when no checkpoint covers {@code seq}
   * @throws IOException when a file is there but cannot be read
   */
  public Verification verify(long seq) throws IOException, NotInLedgerException {
    for (int attempt = 1; ; attempt++) {
      Checkpoint checkpoint;
      try {
        checkpoint = checkpoint();
      } catch (LedgerCorruptException e) {
        return Verification.failed(e.getMessage());
      }
      requireCovered(seq, checkpoint.size());
      Verification result = verify(seq, checkpoint);
      if (result.verified() || attempt == ATTEMPTS || !hasGrown(checkpoint)) {
        return result.verified() ? result : prunedOr(result, seq);
      }
    }
  }

  private Verification prunedOr(Verification result, long seq) throws IOException {
    try {
      requireKept(seq);
      return result;
    } catch (PrunedException e) {
      return result.rejected(e.getMessage());
    } catch (LedgerException e) {
      return result.rejected(result.reason() + "; " + e.getMessage());
    }
  }

  private boolean hasGrown(Checkpoint seen) throws IOException {
    try {
      return checkpoint().size() > seen.size();
    } catch (LedgerCorruptException e) {
      return false;
    }
  }

  private Verification verify(long seq, Checkpoint checkpoint) throws IOException {
    TreeReader tree = tree(checkpoint);
    List<String> base64 = new ArrayList<>();
    String reason;
    try {
      byte[] leaf = leaf(seq, checkpoint);
      content(leaf);
      byte[] hash = Rfc6962.leafHash(leaf);
      List<byte[]> proof = tree.inclusion(seq, checkpoint.size());
      proof.forEach(h -> base64.add(Rfc6962.base64(h)));
      if (MessageDigest.isEqual(hash, tree.leaf(seq))) {
        reason = prove(hash, seq, checkpoint, proof);
      } else {
        long n = seq / TilePath.WIDTH;
        int width = TilePath.width(0, n, checkpoint.size());
        reason = differs(hash, seq, checkpoint, proof, n, width);
      }
    } catch (LedgerCorruptException e) {
      reason = e.getMessage();
    }
    return new Verification(
        reason.equals("ok"), reason, checkpoint.size(), checkpoint.rootBase64(), base64);
  }

  private static String prove(byte[] hash, long seq, Checkpoint checkpoint, List<byte[]> proof) {
    try {
      Rfc6962.verifyInclusion(hash, seq, checkpoint.size(), proof, checkpoint.root());
      return "ok";
    } catch (InvalidProofException e) {
      return "the entry fits its hash tile, but the hash tiles do not lead to the signed root: "
          + e.getMessage();
    }
  }

  /**
   * Says which of the two was changed: if the entry still leads to the signed root, it was the
   * tile.
   */
  private static String differs(
      byte[] hash, long seq, Checkpoint checkpoint, List<byte[]> proof, long n, int width) {
    return prove(hash, seq, checkpoint, proof).equals("ok")
        ? TilePath.hashes(0, n, width) + ": the hash of entry " + seq + " was changed"
        : TilePath.entries(n, width) + ": entry " + seq + " is not what was recorded";
  }

  /**
   * Reads the whole log and computes its root again from the entries alone. Of a log that was
   * pruned by policy the root is computed from the hash tiles that stay.
   *
   * @return empty when everything fits the signed checkpoint, else the first thing that does not
   * @throws IOException when a file is there but cannot be read
   */
  public Optional<String> firstDamage() throws IOException {
    try {
      Checkpoint checkpoint = checkpoint();
      Optional<MinimumIndex> pruned = pruned();
      if (pruned.isPresent()) {
        Optional<String> contradiction = pruned.get().contradiction(checkpoint);
        return contradiction.isPresent() || rootOfTiles(checkpoint)
            ? contradiction
            : Optional.of("the hash tiles do not lead to the signed root");
      }
      TreeReader tree = tree(checkpoint);
      CompactRange range = new CompactRange();
      for (long n = 0; n * TilePath.WIDTH < checkpoint.size(); n++) {
        int width = TilePath.width(0, n, checkpoint.size());
        for (byte[] leaf : tree.entries(n, width)) {
          content(leaf);
          long seq = range.size();
          byte[] hash = Rfc6962.leafHash(leaf);
          if (!MessageDigest.isEqual(hash, tree.leaf(seq))) {
            return Optional.of(
                TilePath.entries(n, width) + ": entry " + seq + " does not fit its hash tile");
          }
          range.append(hash, (level, complete) -> {});
        }
      }
      return MessageDigest.isEqual(range.root(), checkpoint.root())
          ? Optional.empty()
          : Optional.of("the entries do not lead to the signed root");
    } catch (LedgerCorruptException e) {
      return Optional.of(e.getMessage());
    }
  }

  private boolean rootOfTiles(Checkpoint checkpoint) throws IOException, LedgerCorruptException {
    byte[] root = tree(checkpoint).root(checkpoint.size());
    return MessageDigest.isEqual(root, checkpoint.root());
  }

  private interface Reading<T> {
    T of(Checkpoint checkpoint) throws IOException, LedgerException;
  }

  private <T> T covered(long seq, Reading<T> reading) throws IOException, LedgerException {
    for (int attempt = 1; ; attempt++) {
      Checkpoint checkpoint = checkpoint();
      requireCovered(seq, checkpoint.size());
      try {
        return reading.of(checkpoint);
      } catch (LedgerCorruptException e) {
        requireKept(seq);
        if (attempt == ATTEMPTS || !hasGrown(checkpoint)) {
          throw e;
        }
      }
    }
  }

  static void requireCovered(long seq, long size) throws NotInLedgerException {
    if (seq < 0 || seq >= size) {
      throw new NotInLedgerException("no record " + seq + ": the checkpoint covers " + size);
    }
  }

  /** Names the log and where it is, for messages. */
  @Override
  public String toString() {
    return name + " in " + dir;
  }
}
