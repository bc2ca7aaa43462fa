package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One log as one checkpoint covers it, for work that takes long: everything can be read and proved
 * under that checkpoint although the writer goes on and replaces partial tiles. Memory is bounded.
 * For one thread.
 */
public final class LogSnapshot {
  /** Full tiles that are kept, of 8 KiB each. */
  private static final int KEPT_TILES = 256;

  private final Disk disk;
  private final Path dir;
  private final byte[] note;
  private final Checkpoint checkpoint;
  private final TreeReader tree;
  private final List<byte[]> lastBundle;

  /** Reads what the writer may replace, that is the right edge. */
  LogSnapshot(Disk disk, Path dir, byte[] note, Checkpoint checkpoint)
      throws IOException, LedgerCorruptException {
    this.disk = disk;
    this.dir = dir;
    this.note = note.clone();
    this.checkpoint = checkpoint;
    long size = checkpoint.size();
    this.tree = new TreeReader(disk, dir, size);
    for (int level = 0; size >>> (TilePath.HEIGHT * level) > 0; level++) {
      long last = (size >>> (TilePath.HEIGHT * level)) / TilePath.WIDTH;
      int width = TilePath.width(level, last, size);
      if (width > 0) {
        tree.tile(level, last, width);
      }
    }
    int width = TilePath.width(0, size / TilePath.WIDTH, size);
    this.lastBundle = width == 0 ? List.of() : tree.entries(size / TilePath.WIDTH, width);
  }

  /** The checkpoint, checked against the log's key. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** The checkpoint as it was signed, with all its signatures. */
  public byte[] note() {
    return note.clone();
  }

  /**
   * The entries of the bundle that holds {@code index}, from {@code index} on: the bytes that are
   * hashed, which for what is longer than an entry are its digest. Not proven.
   */
  public List<byte[]> leavesFrom(long index) throws IOException, LedgerException {
    if (index < 0 || index >= checkpoint.size()) {
      throw new NotInLedgerException(
          "no entry " + index + ": the checkpoint covers " + checkpoint.size());
    }
    long bundle = index / TilePath.WIDTH;
    boolean last = bundle == checkpoint.size() / TilePath.WIDTH;
    List<byte[]> leaves = last ? lastBundle : tree.entries(bundle, TilePath.WIDTH);
    return leaves.subList((int) (index % TilePath.WIDTH), leaves.size());
  }

  /** What a digest entry stands for; nothing when {@code leaf} is an entry like any other. */
  public Optional<byte[]> payload(byte[] leaf) throws IOException, LedgerCorruptException {
    Optional<DigestEntry> digest = DigestEntry.parse(leaf);
    if (digest.isEmpty()) {
      return Optional.empty();
    }
    String path = DigestEntry.path(digest.get().sha256());
    try {
      byte[] payload = disk.read(dir.resolve(path));
      if (!HexFormat.of().formatHex(Rfc6962.sha256(payload)).equals(digest.get().sha256())) {
        throw new LedgerCorruptException(path, "was changed: its digest does not fit");
      }
      return Optional.of(payload);
    } catch (NoSuchFileException e) {
      throw new LedgerCorruptException(path, "is missing", e);
    }
  }

  /** Hash of the subtree over the entries {@code [from, to)} that {@link SubsetProof} asks for. */
  public byte[] hash(long from, long to) throws IOException, LedgerCorruptException {
    tree.trim(KEPT_TILES);
    return tree.range(from, to);
  }
}
