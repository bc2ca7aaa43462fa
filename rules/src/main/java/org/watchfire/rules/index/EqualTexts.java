package org.watchfire.rules.index;

import java.util.Arrays;

/** Finds the texts that equal a text: a hash table with open addressing. */
public final class EqualTexts {
  private final byte[][] keys;
  private final int[][] numbers;
  private final int[] hashes;
  private final int mask;
  private final int shortest;
  private final int longest;

  private EqualTexts(NumberedTexts.Entry[] entries) {
    int capacity = Integer.highestOneBit(Math.max(4, entries.length * 3)) << 1;
    keys = new byte[capacity][];
    numbers = new int[capacity][];
    hashes = new int[capacity];
    mask = capacity - 1;
    int min = Integer.MAX_VALUE;
    int max = 0;
    for (NumberedTexts.Entry e : entries) {
      int hash = hash(e.text(), 0, e.text().length);
      int at = hash & mask;
      while (hashes[at] != 0) {
        at = at + 1 & mask;
      }
      keys[at] = e.text();
      numbers[at] = e.numbers();
      hashes[at] = hash;
      min = Math.min(min, e.text().length);
      max = Math.max(max, e.text().length);
    }
    shortest = min;
    longest = max;
  }

  public static EqualTexts of(NumberedTexts texts) {
    return new EqualTexts(texts.entries());
  }

  /** Adds the numbers of the text in {@code [from, to)}. */
  public void find(byte[] in, int from, int to, Found out) {
    int[] found = get(in, from, to);
    if (found != null) {
      out.add(found);
    }
  }

  public boolean any(byte[] in, int from, int to) {
    return get(in, from, to) != null;
  }

  private int[] get(byte[] in, int from, int to) {
    int length = to - from;
    if (length < shortest || length > longest) {
      return null;
    }
    int hash = hash(in, from, to);
    for (int at = hash & mask; hashes[at] != 0; at = at + 1 & mask) {
      if (hashes[at] == hash) {
        byte[] key = keys[at];
        if (Arrays.equals(key, 0, key.length, in, from, to)) {
          return numbers[at];
        }
      }
    }
    return null;
  }

  /** Never 0, which is for a place that is free. */
  private static int hash(byte[] in, int from, int to) {
    int hash = Bytes.hash(in, from, to);
    return hash == 0 ? 1 : hash;
  }
}
