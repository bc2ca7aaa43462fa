package org.watchfire.store.ledger;

import java.util.ArrayList;
import java.util.List;

/** Which files the tree of a log consists of; see the package description. */
public final class LogFiles {
  private LogFiles() {}

  /**
   * The full tiles and bundles that the tree of {@code size} entries has and that of {@code from}
   * entries has not. Once committed they never change.
   *
   * @return paths inside the directory of the log, bundles first
   */
  public static List<String> full(long from, long size) {
    List<String> files = new ArrayList<>();
    for (long n = from / TilePath.WIDTH; n < size / TilePath.WIDTH; n++) {
      files.add(TilePath.entries(n, TilePath.WIDTH));
    }
    for (int level = 0; size >>> (TilePath.HEIGHT * level) >= TilePath.WIDTH; level++) {
      int shift = TilePath.HEIGHT * (level + 1);
      for (long n = from >>> shift; n < size >>> shift; n++) {
        files.add(TilePath.hashes(level, n, TilePath.WIDTH));
      }
    }
    return files;
  }

  /** The partial tiles and the partial bundle at the right edge of the tree of that size. */
  public static List<String> partial(long size) {
    List<String> files = new ArrayList<>();
    int width = (int) (size % TilePath.WIDTH);
    if (width > 0) {
      files.add(TilePath.entries(size / TilePath.WIDTH, width));
    }
    for (int level = 0; size >>> (TilePath.HEIGHT * level) > 0; level++) {
      long hashes = size >>> (TilePath.HEIGHT * level);
      if (hashes % TilePath.WIDTH > 0) {
        files.add(TilePath.hashes(level, hashes / TilePath.WIDTH, (int) (hashes % TilePath.WIDTH)));
      }
    }
    return files;
  }

  /** Whether a file of a log holds what was recorded, not only hashes: that goes with pruning. */
  public static boolean isContent(String path) {
    return path.startsWith(TilePath.ENTRIES) || path.startsWith("payload/");
  }

  /**
   * How many entries a commit covers.
   *
   * @param state bytes of {@code state.json}
   */
  public static long committed(byte[] state) throws LedgerCorruptException {
    return LedgerState.parse(state).size();
  }

  /** Size that the text of a checkpoint names, without looking at its signatures. */
  public static long stated(byte[] checkpoint) throws NoteException {
    return Checkpoint.parse(SignedNote.parse(checkpoint).text()).size();
  }
}
