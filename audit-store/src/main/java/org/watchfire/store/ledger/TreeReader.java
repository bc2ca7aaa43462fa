package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes hashes, roots and proofs from the tiles on disk, which hold {@code size} entries; also
 * for smaller trees, whose partial tiles may be gone. What it returns is only as good as the files:
 * callers check it against a signed root. For one caller at a time; keeps the tiles it has read
 * last, with the hashes inside them that it has computed.
 */
final class TreeReader {
  /** 16 KiB each. */
  private static final int KEPT_TILES = 1024;

  private final Disk disk;
  private final Path dir;
  private final long size;
  private final Map<Place, Tile> tiles =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Tile> eldest) {
          return size() > KEPT_TILES;
        }
      };

  private record Place(int level, long index, int width) {}

  /**
   * A tile and the roots of the complete subtrees over it, as far as they were asked for. Node
   * {@code n} has its children at {@code 2n} and {@code 2n + 1}, so node 1 is the root over a full
   * tile and the tile itself begins at {@link TilePath#WIDTH}: two children lie side by side.
   */
  private static final class Tile {
    private final byte[] nodes = new byte[2 * TilePath.WIDTH * Rfc6962.HASH_LENGTH];
    private final BitSet known = new BitSet(2 * TilePath.WIDTH);
    private final int width;

    Tile(byte[] hashes, int width) {
      this.width = width;
      System.arraycopy(
          hashes, 0, nodes, TilePath.WIDTH * Rfc6962.HASH_LENGTH, width * Rfc6962.HASH_LENGTH);
      known.set(TilePath.WIDTH, TilePath.WIDTH + width);
    }

    byte[] hashes() {
      int from = TilePath.WIDTH * Rfc6962.HASH_LENGTH;
      return Arrays.copyOfRange(nodes, from, from + width * Rfc6962.HASH_LENGTH);
    }

    byte[] subtree(int height, int index) {
      int node = (TilePath.WIDTH >> height) + index;
      require(node);
      int at = node * Rfc6962.HASH_LENGTH;
      return Arrays.copyOfRange(nodes, at, at + Rfc6962.HASH_LENGTH);
    }

    private void require(int node) {
      if (!known.get(node)) {
        if (node >= TilePath.WIDTH) {
          throw new IndexOutOfBoundsException("hash " + node + " of a tile of " + width);
        }
        require(2 * node);
        require(2 * node + 1);
        Rfc6962.nodeHash(nodes, 2 * node * Rfc6962.HASH_LENGTH, nodes, node * Rfc6962.HASH_LENGTH);
        known.set(node);
      }
    }
  }

  TreeReader(Disk disk, Path dir, long size) {
    this.disk = disk;
    this.dir = dir;
    this.size = size;
  }

  /** Root of the first {@code end} entries. */
  byte[] root(long end) throws IOException, LedgerCorruptException {
    return end == 0 ? Rfc6962.emptyRoot() : range(0, end);
  }

  /**
   * The audit path of an entry in the tree of {@code of} entries, lowest hash first (RFC 6962
   * section 2.1.1).
   */
  List<byte[]> inclusion(long index, long of) throws IOException, LedgerCorruptException {
    List<byte[]> proof = new ArrayList<>();
    path(index, 0, of, proof);
    return proof;
  }

  private void path(long index, long lo, long hi, List<byte[]> proof)
      throws IOException, LedgerCorruptException {
    if (hi - lo == 1) {
      return;
    }
    long split = lo + largestPowerBelow(hi - lo);
    if (index < split) {
      path(index, lo, split, proof);
      proof.add(range(split, hi));
    } else {
      path(index, split, hi, proof);
      proof.add(range(lo, split));
    }
  }

  /**
   * The proof that the tree of {@code from} entries begins that of {@code to} (RFC 6962 section
   * 2.1.2).
   */
  List<byte[]> consistency(long from, long to) throws IOException, LedgerCorruptException {
    List<byte[]> proof = new ArrayList<>();
    if (from > 0 && from < to) {
      subproof(from, 0, to, true, proof);
    }
    return proof;
  }

  private void subproof(long from, long lo, long hi, boolean known, List<byte[]> proof)
      throws IOException, LedgerCorruptException {
    if (from == hi) {
      if (!known) {
        proof.add(range(lo, hi));
      }
      return;
    }
    long split = lo + largestPowerBelow(hi - lo);
    if (from <= split) {
      subproof(from, lo, split, known, proof);
      proof.add(range(split, hi));
    } else {
      subproof(from, split, hi, false, proof);
      proof.add(range(lo, split));
    }
  }

  /** Roots of the complete subtrees of the whole, largest first. */
  List<byte[]> frontier() throws IOException, LedgerCorruptException {
    List<byte[]> roots = new ArrayList<>();
    long at = 0;
    for (long left = size; left > 0; ) {
      long part = Long.highestOneBit(left);
      roots.add(range(at, at + part));
      at += part;
      left -= part;
    }
    return roots;
  }

  byte[] leaf(long index) throws IOException, LedgerCorruptException {
    return node(0, index);
  }

  /** The first {@code width} hashes of a tile. */
  byte[] tile(int level, long index, int width) throws IOException, LedgerCorruptException {
    return read(level, index, width).hashes();
  }

  private Tile read(int level, long index, int width) throws IOException, LedgerCorruptException {
    Place place = new Place(level, index, width);
    Tile known = tiles.get(place);
    if (known == null) {
      String path = TilePath.hashes(level, index, width);
      byte[] tile = read(path, TilePath.hashes(level, index, TilePath.WIDTH));
      int length = width * Rfc6962.HASH_LENGTH;
      boolean whole = tile.length == length;
      // A reader with an older checkpoint finds the full tile where its partial one was.
      boolean longer = tile.length == TilePath.WIDTH * Rfc6962.HASH_LENGTH;
      if (!whole && !longer) {
        throw new LedgerCorruptException(path, "has " + tile.length + " bytes, expected " + length);
      }
      known = new Tile(tile, width);
      tiles.put(place, known);
    }
    return known;
  }

  /** The entries of a bundle; a partial one may have been replaced by the full one meanwhile. */
  List<byte[]> entries(long bundle, int width) throws IOException, LedgerCorruptException {
    String path = TilePath.entries(bundle, width);
    String full = TilePath.entries(bundle, TilePath.WIDTH);
    try {
      return EntryBundle.parse(path, disk.read(dir.resolve(path)), width);
    } catch (NoSuchFileException e) {
      if (width == TilePath.WIDTH) {
        throw new LedgerCorruptException(path, "is missing", e);
      }
      return EntryBundle.parse(full, read(path, full), TilePath.WIDTH).subList(0, width);
    }
  }

  private byte[] read(String path, String full) throws IOException, LedgerCorruptException {
    try {
      return disk.read(dir.resolve(path));
    } catch (NoSuchFileException e) {
      if (path.equals(full)) {
        throw new LedgerCorruptException(path, "is missing", e);
      }
    }
    try {
      return disk.read(dir.resolve(full));
    } catch (NoSuchFileException e) {
      throw new LedgerCorruptException(path, "is missing", e);
    }
  }

  /**
   * Forgets the full tiles when more than {@code most} are kept: they can be read again, partial
   * ones perhaps not.
   */
  void trim(int most) {
    if (tiles.size() > most) {
      tiles.keySet().removeIf(place -> place.width == TilePath.WIDTH);
    }
  }

  /** Hash of a subtree of the tree: a range that the division of RFC 6962 leads to. */
  byte[] range(long lo, long hi) throws IOException, LedgerCorruptException {
    long length = hi - lo;
    if (Long.bitCount(length) == 1) {
      int level = Long.numberOfTrailingZeros(length);
      return node(level, lo >> level);
    }
    long split = lo + largestPowerBelow(length);
    return Rfc6962.nodeHash(range(lo, split), range(split, hi));
  }

  /** Root of the complete subtree of 2^level leaves with that index among its like. */
  private byte[] node(int level, long index) throws IOException, LedgerCorruptException {
    int tileLevel = level / TilePath.HEIGHT;
    int height = level % TilePath.HEIGHT;
    long first = index << height;
    long tileIndex = first / TilePath.WIDTH;
    Tile tile = read(tileLevel, tileIndex, TilePath.width(tileLevel, tileIndex, size));
    return tile.subtree(height, (int) (first % TilePath.WIDTH) >> height);
  }

  private static long largestPowerBelow(long n) {
    return Long.highestOneBit(n - 1);
  }
}
