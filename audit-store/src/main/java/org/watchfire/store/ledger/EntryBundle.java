package org.watchfire.store.ledger;

import java.util.ArrayList;
import java.util.List;

/** Entry bundles of C2SP tlog-tiles: each entry behind its length as big-endian uint16. */
final class EntryBundle {
  /** The longest entry that fits. */
  static final int MAX_ENTRY = 0xffff;

  /** The longest bundle that can exist. */
  static final int MAX_BUNDLE = TilePath.WIDTH * (2 + MAX_ENTRY);

  private EntryBundle() {}

  /**
   * Splits a bundle into its entries.
   *
   * @param count how many entries it must hold
   * @throws LedgerCorruptException when it holds another number or ends in the middle; names {@code
   *     file}
   */
  static List<byte[]> parse(String file, byte[] bundle, int count) throws LedgerCorruptException {
    List<byte[]> entries = new ArrayList<>(count);
    int at = 0;
    while (at < bundle.length) {
      if (entries.size() == count) {
        throw new LedgerCorruptException(file, "has more than " + count + " entries");
      }
      if (bundle.length - at < 2) {
        throw new LedgerCorruptException(file, "ends inside a length at byte " + at);
      }
      int length = (bundle[at] & 0xff) << 8 | (bundle[at + 1] & 0xff);
      at += 2;
      if (bundle.length - at < length) {
        throw new LedgerCorruptException(file, "ends inside entry " + entries.size());
      }
      byte[] entry = new byte[length];
      System.arraycopy(bundle, at, entry, 0, length);
      entries.add(entry);
      at += length;
    }
    if (entries.size() != count) {
      throw new LedgerCorruptException(
          file, "has " + entries.size() + " entries, expected " + count);
    }
    return entries;
  }
}
