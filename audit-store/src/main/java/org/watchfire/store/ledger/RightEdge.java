package org.watchfire.store.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The growing right edge of a log in memory: the frontier, the unfinished tile of each level and
 * the unfinished entry bundle. Appending only collects the files to be written. Not thread-safe.
 */
final class RightEdge {
  /** A file to be written, path relative to the log. */
  record File(String path, byte[] data) {}

  private final CompactRange range;
  private final List<Tile> tiles = new ArrayList<>();
  private final ByteArrayOutputStream bundle = new ByteArrayOutputStream();
  private List<File> bundles = new ArrayList<>();
  private List<File> hashes = new ArrayList<>();
  private List<String> superseded = new ArrayList<>();

  private RightEdge(CompactRange range) {
    this.range = range;
  }

  /** The hashes of one level that do not fill a tile yet. */
  private static final class Tile {
    final byte[] data = new byte[TilePath.WIDTH * Rfc6962.HASH_LENGTH];
    long index;
    int width;

    void add(byte[] hash) {
      System.arraycopy(hash, 0, data, width * Rfc6962.HASH_LENGTH, Rfc6962.HASH_LENGTH);
      width++;
    }

    byte[] bytes() {
      return Arrays.copyOf(data, width * Rfc6962.HASH_LENGTH);
    }
  }

  /**
   * Reads the edge of a committed log back.
   *
   * @throws LedgerCorruptException when tiles, bundle and state do not agree; names the file
   */
  static RightEdge read(Disk disk, Path dir, LedgerState state)
      throws IOException, LedgerCorruptException {
    TreeReader reader = new TreeReader(disk, dir, state.size());
    requireSame(state, reader.frontier());
    RightEdge edge = new RightEdge(new CompactRange(state.size(), state.frontier()));
    if (!MessageDigest.isEqual(edge.range.root(), state.root())) {
      throw new LedgerCorruptException(LedgerState.FILE, "root does not follow from frontier");
    }
    for (int level = 0; state.size() >>> (TilePath.HEIGHT * level) > 0; level++) {
      Tile tile = edge.tile(level);
      tile.index = (state.size() >>> (TilePath.HEIGHT * level)) / TilePath.WIDTH;
      tile.width = TilePath.width(level, tile.index, state.size());
      if (tile.width > 0) {
        byte[] data = reader.tile(level, tile.index, tile.width);
        System.arraycopy(data, 0, tile.data, 0, data.length);
      }
    }
    edge.readBundle(reader, state.size());
    return edge;
  }

  private static void requireSame(LedgerState state, List<byte[]> fromTiles)
      throws LedgerCorruptException {
    List<byte[]> fromState = state.frontier();
    boolean same = fromState.size() == fromTiles.size();
    for (int i = 0; same && i < fromState.size(); i++) {
      same = MessageDigest.isEqual(fromState.get(i), fromTiles.get(i));
    }
    if (!same) {
      throw new LedgerCorruptException("tile", "hash tiles do not lead to the committed frontier");
    }
  }

  private void readBundle(TreeReader reader, long size) throws IOException, LedgerCorruptException {
    if (size % TilePath.WIDTH == 0) {
      return;
    }
    long index = size / TilePath.WIDTH;
    int width = TilePath.width(0, index, size);
    List<byte[]> entries = reader.entries(index, width);
    for (int i = 0; i < width; i++) {
      if (!MessageDigest.isEqual(
          Rfc6962.leafHash(entries.get(i)), reader.leaf(index * TilePath.WIDTH + i))) {
        throw new LedgerCorruptException(
            TilePath.entries(index, width), "entry " + i + " does not fit its hash tile");
      }
      addToBundle(entries.get(i));
    }
  }

  long size() {
    return range.size();
  }

  byte[] root() {
    return range.root();
  }

  List<byte[]> frontier() {
    return range.hashes();
  }

  /** Each entry at most {@link EntryBundle#MAX_ENTRY} bytes. */
  void append(List<byte[]> entries) {
    if (entries.isEmpty()) {
      return;
    }
    long before = range.size();
    for (byte[] entry : entries) {
      addToBundle(entry);
      range.append(Rfc6962.leafHash(entry), this::completed);
      if (range.size() % TilePath.WIDTH == 0) {
        long index = range.size() / TilePath.WIDTH - 1;
        bundles.add(new File(TilePath.entries(index, TilePath.WIDTH), bundle.toByteArray()));
        bundle.reset();
      }
    }
    collectPartials(before);
  }

  private void completed(int level, byte[] hash) {
    if (level % TilePath.HEIGHT != 0) {
      return;
    }
    int tileLevel = level / TilePath.HEIGHT;
    Tile tile = tile(tileLevel);
    tile.add(hash);
    if (tile.width == TilePath.WIDTH) {
      hashes.add(new File(TilePath.hashes(tileLevel, tile.index, TilePath.WIDTH), tile.bytes()));
      tile.index++;
      tile.width = 0;
    }
  }

  private void collectPartials(long before) {
    long after = range.size();
    int width = (int) (after % TilePath.WIDTH);
    if (width > 0) {
      bundles.add(new File(TilePath.entries(after / TilePath.WIDTH, width), bundle.toByteArray()));
    }
    supersede(before, 0, TilePath::entries);
    for (int level = 0; level < tiles.size(); level++) {
      Tile tile = tiles.get(level);
      int l = level;
      boolean changed = before >>> (TilePath.HEIGHT * l) != after >>> (TilePath.HEIGHT * l);
      if (changed && tile.width > 0) {
        hashes.add(new File(TilePath.hashes(l, tile.index, tile.width), tile.bytes()));
      }
      if (changed) {
        supersede(before, l, (index, w) -> TilePath.hashes(l, index, w));
      }
    }
  }

  private interface Naming {
    String path(long index, int width);
  }

  private void supersede(long before, int level, Naming naming) {
    long hashesBefore = before >>> (TilePath.HEIGHT * level);
    int width = (int) (hashesBefore % TilePath.WIDTH);
    if (width > 0) {
      superseded.add(naming.path(hashesBefore / TilePath.WIDTH, width));
    }
  }

  /** The files of all appends since the last call, bundles before tiles. */
  List<File> takeFiles() {
    List<File> files = bundles;
    files.addAll(hashes);
    bundles = new ArrayList<>();
    hashes = new ArrayList<>();
    return files;
  }

  /** Partial files that the appends since the last call have replaced by longer ones. */
  List<String> takeSuperseded() {
    List<String> paths = superseded;
    superseded = new ArrayList<>();
    return paths;
  }

  private void addToBundle(byte[] entry) {
    bundle.write(entry.length >> 8);
    bundle.write(entry.length);
    bundle.writeBytes(entry);
  }

  private Tile tile(int level) {
    while (tiles.size() <= level) {
      tiles.add(new Tile());
    }
    return tiles.get(level);
  }
}
