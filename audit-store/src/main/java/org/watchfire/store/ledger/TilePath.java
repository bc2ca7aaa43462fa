package org.watchfire.store.ledger;

/**
 * Where a tile lies inside a ledger directory: the paths of C2SP tlog-tiles, with tiles of height
 * 8.
 */
final class TilePath {
  /** log2 of the hashes in a full tile. */
  static final int HEIGHT = 8;

  /** Hashes in a full tile, entries in a full bundle. */
  static final int WIDTH = 1 << HEIGHT;

  static final String ENTRIES = "tile/entries/";

  private TilePath() {}

  /**
   * The path of hash tile {@code index} of tile level {@code level}; {@code width} below 256 means
   * a partial tile.
   */
  static String hashes(int level, long index, int width) {
    return "tile/" + level + "/" + number(index) + suffix(width);
  }

  static String entries(long index, int width) {
    return ENTRIES + number(index) + suffix(width);
  }

  /** The directory of the partial tiles that precede a full one at {@code full}. */
  static String partials(String full) {
    return full + ".p";
  }

  /** 1234067 becomes {@code x001/x234/067}. */
  static String number(long index) {
    String path = digits(index % 1000);
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path = "x" + digits(rest % 1000) + "/" + path;
    }
    return path;
  }

  private static String digits(long group) {
    return Long.toString(1000 + group).substring(1);
  }

  /**
   * How many hashes tile {@code index} of {@code level} has in a tree of {@code size} entries: 0 to
   * 256.
   */
  static int width(int level, long index, long size) {
    int shift = HEIGHT * level;
    long hashes = shift >= Long.SIZE ? 0 : size >>> shift;
    return (int) Math.max(0, Math.min(WIDTH, hashes - index * WIDTH));
  }

  private static String suffix(int width) {
    return width == WIDTH ? "" : ".p/" + width;
  }
}
