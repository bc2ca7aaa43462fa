package org.watchfire.store.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The one writer of a log. The numbers in {@link #append} and {@link #publish} are those of the
 * package description.
 *
 * <p>When an append or publish throws, memory and disk may differ: the ledger then refuses further
 * work and has to be closed and opened again, which goes back to the last commit. For one thread.
 */
public final class Ledger implements Closeable {
  private static final String CHECKPOINT = LedgerReader.CHECKPOINT;

  /** Where the mark of what was signed is, unless the caller keeps it elsewhere. */
  static final String MARK = "signed";

  /** Superseded partial files that are kept for readers with an older checkpoint. */
  private static final int KEPT_PARTIALS = 32;

  private final Disk disk;
  private final Path dir;
  private final LogSigner signer;
  private final Path mark;
  private final Closeable lock;
  private final RightEdge edge;
  private LedgerState state;
  private byte[] stateBytes;
  private Checkpoint signed;
  private boolean failed;
  private List<Path> superseded = new ArrayList<>();

  private Ledger(
      Disk disk,
      Path dir,
      LogSigner signer,
      Path mark,
      Closeable lock,
      LedgerState state,
      RightEdge edge,
      Checkpoint signed) {
    this.disk = disk;
    this.dir = dir;
    this.signer = signer;
    this.mark = mark;
    this.lock = lock;
    this.state = state;
    this.stateBytes = state.bytes();
    this.edge = edge;
    this.signed = signed;
  }

  /** Opens a log that stands alone: its mark is beside it, and nobody else remembers it. */
  public static Ledger open(Path dir, LogSigner signer, Disk disk)
      throws IOException, LedgerException {
    return open(dir, signer, disk, dir.resolve(MARK), RollbackGuard.NONE);
  }

  /** The same with one key, whose name is the origin. */
  public static Ledger open(Path dir, NoteSigner signer, Disk disk)
      throws IOException, LedgerException {
    return open(dir, LogSigner.of(signer.name(), List.of(signer)), disk);
  }

  /**
   * Opens the log in {@code dir}, or begins it when the directory has none. Goes back to the last
   * commit, checks that tiles, bundles, state, checkpoint and mark agree, and brings the checkpoint
   * up to the commit.
   *
   * @param signer its first key must have signed what is there; the others may have been added
   * @param mark file that keeps what was signed last
   * @param guard must agree before anything is signed
   * @throws LedgerLockedException when another writer has it open
   * @throws LedgerCorruptException when a file is missing or was changed
   * @throws LedgerForkException when what was signed is not the beginning of what is on disk
   */
  public static Ledger open(Path dir, LogSigner signer, Disk disk, Path mark, RollbackGuard guard)
      throws IOException, LedgerException {
    Closeable lock = disk.lock(dir.resolve("lock"));
    try {
      LedgerState state = readState(disk, dir, signer.origin()).claimed();
      disk.replace(dir.resolve(LedgerState.FILE), state.bytes());
      deleteUncommitted(disk, dir, state.size());
      RightEdge edge = RightEdge.read(disk, dir, state);
      TreeReader tree = new TreeReader(disk, dir, state.size());
      Checkpoint signed = readCheckpoint(disk, dir, signer.verifiers().get(0), state, tree);
      checkMark(disk, mark, signer.verifiers().get(0), state, tree);
      if (signed != null && !disk.exists(mark)) {
        disk.replace(mark, disk.read(dir.resolve(CHECKPOINT)));
      }
      guard.opening(new Checkpoint(state.origin(), state.size(), state.root()), tree::root);
      Ledger ledger = new Ledger(disk, dir, signer, mark, lock, state, edge, signed);
      ledger.publish();
      return ledger;
    } catch (IOException | LedgerException | RuntimeException e) {
      try {
        lock.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static LedgerState readState(Disk disk, Path dir, String origin)
      throws IOException, LedgerException {
    Path file = dir.resolve(LedgerState.FILE);
    try {
      LedgerState state = LedgerState.parse(disk.read(file));
      if (!state.origin().equals(origin)) {
        throw new LedgerForkException(
            LedgerState.FILE + " is of log " + state.origin() + ", the key is of " + origin);
      }
      return state;
    } catch (NoSuchFileException e) {
      // A log begins with its state; tiles or a checkpoint without one mean that it was taken away.
      if (disk.exists(dir.resolve(CHECKPOINT)) || !disk.list(dir.resolve("tile")).isEmpty()) {
        throw new LedgerCorruptException(
            LedgerState.FILE, "is missing although the log has entries; restore it", e);
      }
    }
    return new LedgerState(origin, 0, 0, Rfc6962.emptyRoot(), List.of(), Commit.NONE, "");
  }

  private static Checkpoint readCheckpoint(
      Disk disk, Path dir, NoteVerifier key, LedgerState state, TreeReader tree)
      throws IOException, LedgerException {
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.open(disk.read(dir.resolve(CHECKPOINT)), key);
    } catch (NoSuchFileException e) {
      if (state.size() > 0) {
        throw new LedgerCorruptException(
            CHECKPOINT, "is missing; restore the last one that was published", e);
      }
      return null;
    } catch (NoteException e) {
      throw new LedgerCorruptException(CHECKPOINT, e.getMessage(), e);
    }
    requireBeginning(checkpoint, "checkpoint", state, tree);
    return checkpoint;
  }

  private static void checkMark(
      Disk disk, Path mark, NoteVerifier key, LedgerState state, TreeReader tree)
      throws IOException, LedgerException {
    if (!disk.exists(mark)) {
      return;
    }
    Checkpoint marked;
    try {
      marked = Checkpoint.open(disk.read(mark), key);
    } catch (NoteException e) {
      throw new LedgerCorruptException(mark.toString(), e.getMessage(), e);
    }
    requireBeginning(marked, "mark " + mark, state, tree);
  }

  private static void requireBeginning(
      Checkpoint signed, String where, LedgerState state, TreeReader tree)
      throws IOException, LedgerException {
    if (signed.size() > state.size()) {
      throw new LedgerForkException(
          "the signed "
              + where
              + " has size "
              + signed.size()
              + " but the log only "
              + state.size()
              + ": an older copy was restored; restore the newer one");
    }
    if (!Arrays.equals(tree.root(signed.size()), signed.root())) {
      throw new LedgerForkException(
          "the log has another root at size " + signed.size() + " than its signed " + where);
    }
  }

  /** Number of committed entries. */
  public long size() {
    return state.size();
  }

  /** What was committed with the last batch. */
  public Commit commit() {
    return state.commit();
  }

  /** The last checkpoint that was signed. */
  public Checkpoint checkpoint() {
    return signed;
  }

  /**
   * Appends entries in order and commits them together with {@code commit}; durable when it
   * returns. No entry at all commits only {@code commit}. They appear to readers with the next
   * {@link #publish}.
   *
   * @return number of the first of them
   * @throws LedgerLockedException when another process has taken the log over; nothing is committed
   */
  public long append(List<byte[]> entries, Commit commit)
      throws IOException, LedgerLockedException {
    requireUsable();
    failed = true;
    requireSole();
    long first = state.size();
    Set<Path> written = new LinkedHashSet<>();
    List<byte[]> leaves = new ArrayList<>(entries.size());
    for (byte[] entry : entries) {
      leaves.add(needsPayload(entry) ? writePayload(entry, written) : entry); // 1
    }
    edge.append(leaves);
    for (RightEdge.File file : edge.takeFiles()) { // 2, 3: the edge gives bundles before tiles
      Path path = dir.resolve(file.path());
      disk.write(path, file.data(), 0, file.data().length);
      written.add(path);
    }
    sync(written); // 4
    LedgerState next = state.next(edge.size(), edge.root(), edge.frontier(), commit);
    byte[] nextBytes = next.bytes();
    requireSole();
    disk.replace(dir.resolve(LedgerState.FILE), nextBytes); // 5
    state = next;
    stateBytes = nextBytes;
    for (String old : edge.takeSuperseded()) {
      superseded.add(dir.resolve(old));
    }
    failed = false;
    return first;
  }

  /** A record that looks like a digest goes by digest too: readers must never take it for one. */
  private static boolean needsPayload(byte[] entry) {
    return entry.length > EntryBundle.MAX_ENTRY || DigestEntry.parse(entry).isPresent();
  }

  private byte[] writePayload(byte[] entry, Set<Path> written) throws IOException {
    String digest = HexFormat.of().formatHex(Rfc6962.sha256(entry));
    Path file = dir.resolve(DigestEntry.path(digest));
    // The same payload may be committed already: what is whole is not touched again.
    if (!disk.exists(file) || !Arrays.equals(disk.read(file), entry)) {
      disk.write(file, entry, 0, entry.length);
    }
    written.add(file);
    return new DigestEntry(digest, entry.length).bytes();
  }

  private void sync(Set<Path> files) throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    disk.sync(files);
    for (Path file : files) {
      directories.add(file.getParent());
    }
    for (Path directory : directories) {
      disk.syncDirectory(directory);
    }
  }

  /**
   * Signs the committed size and root and publishes that as the checkpoint; does nothing when it is
   * already.
   *
   * @throws LedgerForkException when another root was signed for this size, or a greater size
   * @throws LedgerLockedException when another process has taken the log over
   */
  public Checkpoint publish() throws IOException, LedgerForkException, LedgerLockedException {
    requireUsable();
    if (signed != null && signed.size() == state.size()) {
      if (!MessageDigest.isEqual(signed.root(), state.root())) {
        throw new LedgerForkException("another root was signed for size " + state.size());
      }
      return signed;
    }
    if (signed != null && signed.size() > state.size()) {
      throw new LedgerForkException(
          "size " + signed.size() + " was signed already, the log has only " + state.size());
    }
    failed = true;
    Checkpoint checkpoint = new Checkpoint(state.origin(), state.size(), state.root());
    byte[] note = signer.sign(checkpoint).bytes();
    requireSole();
    disk.replace(mark, note); // 6
    disk.replace(dir.resolve(CHECKPOINT), note); // 7
    signed = checkpoint;
    deleteSuperseded(); // 8
    failed = false;
    return checkpoint;
  }

  /**
   * Replaces the published checkpoint by one with more signatures on it.
   *
   * @return false, with nothing done, when a newer one was published meanwhile
   */
  public boolean cosigned(SignedNote note) throws IOException, LedgerException {
    requireUsable();
    if (signed == null || !note.text().equals(signed.text())) {
      return false;
    }
    byte[] bytes = note.bytes();
    Checkpoint.open(bytes, signer.verifiers().get(0));
    failed = true;
    requireSole();
    disk.replace(dir.resolve(CHECKPOINT), bytes);
    failed = false;
    return true;
  }

  /**
   * Where locks do not hold, as on some shared file systems, another process may have opened the
   * log: that wrote a state with a greater epoch, or committed since.
   */
  private void requireSole() throws IOException, LedgerLockedException {
    if (!Arrays.equals(disk.read(dir.resolve(LedgerState.FILE)), stateBytes)) {
      throw new LedgerLockedException(
          dir
              + " was taken over by another process since epoch "
              + state.epoch()
              + ": stop the other store that writes this ledger");
    }
  }

  /** Deletes, for good, all partial tiles and bundles that are not part of the tree any more. */
  public void tidy() throws IOException {
    requireUsable();
    Set<Path> directories = new LinkedHashSet<>();
    for (Path file : superseded) {
      disk.delete(file);
      directories.add(file.getParent());
    }
    superseded = new ArrayList<>();
    for (Path directory : directories) {
      deleteIfEmpty(disk, directory);
    }
  }

  /** What was deleted in it before stays deleted after a crash. */
  private static void deleteIfEmpty(Disk disk, Path directory) throws IOException {
    disk.syncDirectory(directory);
    if (disk.list(directory).isEmpty()) {
      disk.delete(directory);
    }
  }

  /** Keeps what the newest commits need for readers that hold a slightly older checkpoint. */
  private void deleteSuperseded() throws IOException {
    int delete = superseded.size() - KEPT_PARTIALS;
    if (delete <= 0) {
      return;
    }
    for (Path file : superseded.subList(0, delete)) {
      disk.delete(file);
      if (disk.list(file.getParent()).isEmpty()) {
        disk.delete(file.getParent());
      }
    }
    superseded = new ArrayList<>(superseded.subList(delete, superseded.size()));
  }

  private interface Naming {
    String path(long index, int width);
  }

  /** Removes files beyond the commit, and partial ones before it, whatever a crash has left. */
  private static void deleteUncommitted(Disk disk, Path dir, long size) throws IOException {
    deleteUncommitted(disk, dir, size, TilePath::entries);
    for (int level = 0; TilePath.HEIGHT * level < Long.SIZE; level++) {
      int l = level;
      long hashes = size >>> (TilePath.HEIGHT * l);
      boolean deleted = deleteUncommitted(disk, dir, hashes, (n, w) -> TilePath.hashes(l, n, w));
      if (hashes == 0 && !deleted) {
        return;
      }
    }
  }

  private static boolean deleteUncommitted(Disk disk, Path dir, long hashes, Naming naming)
      throws IOException {
    long last = hashes / TilePath.WIDTH;
    for (long n = Math.max(0, last - KEPT_PARTIALS); n < last; n++) {
      deletePartials(disk, dir.resolve(TilePath.partials(naming.path(n, TilePath.WIDTH))), 0);
    }
    boolean deleted = false;
    boolean found = true;
    for (long n = last; found; n++) {
      Path full = dir.resolve(naming.path(n, TilePath.WIDTH));
      Path partials = dir.resolve(TilePath.partials(naming.path(n, TilePath.WIDTH)));
      found = disk.exists(full);
      if (found) {
        disk.delete(full);
        disk.syncDirectory(full.getParent());
      }
      found |= deletePartials(disk, partials, n == last ? (int) (hashes % TilePath.WIDTH) : 0);
      deleted |= found;
    }
    return deleted;
  }

  private static boolean deletePartials(Disk disk, Path partials, int keep) throws IOException {
    boolean kept = false;
    boolean deleted = false;
    for (String name : disk.list(partials)) {
      if (name.equals(Integer.toString(keep))) {
        kept = true;
      } else {
        disk.delete(partials.resolve(name));
        deleted = true;
      }
    }
    if (deleted) {
      disk.syncDirectory(partials);
    }
    if (!kept) {
      disk.delete(partials);
    }
    return deleted;
  }

  private void requireUsable() {
    if (failed) {
      throw new IllegalStateException("the ledger failed before: close and open it again");
    }
  }

  /** Gives up the lock. Nothing is written: what was not committed is gone. */
  @Override
  public void close() throws IOException {
    failed = true;
    lock.close();
  }

  /** A short name of the log and its size, for messages. */
  @Override
  public String toString() {
    return state.origin() + "@" + state.size();
  }
}
