package org.watchfire.rules.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether a text contains any of a few needles, looking at few places of it. A short piece
 * ("gram") of the text is looked up at every so many places only: of each needle all grams that
 * such a place can meet are known, and only where one is met the needle itself is compared. Case of
 * ASCII letters is ignored.
 */
public final class Sieve {
  private static final int MAX_NEEDLES = 256;
  private static final int SHORTEST = 4;
  private static final int MAX_STRIDE = 6;
  private static final long CASE = 0x2020202020202020L;

  private final int stride;
  private final int width;
  private final long mask;
  private final int shift;

  /** Open addressing by gram; {@link #places} says where in which needles it stands. */
  private final long[] grams;

  private final int[][] places;
  private final byte[][] needles;

  private Sieve(List<byte[]> needles, int shortest) {
    stride = Math.min(MAX_STRIDE, shortest - SHORTEST + 1);
    width = Math.min(8, shortest - stride + 1);
    mask = width == 8 ? -1L : (1L << width * 8) - 1;
    int capacity = Integer.highestOneBit(needles.size() * stride * 8) << 1;
    grams = new long[capacity];
    places = new int[capacity][];
    shift = 64 - Integer.numberOfTrailingZeros(capacity);
    List<byte[]> lower = new ArrayList<>(needles.size());
    for (byte[] needle : needles) {
      byte[] folded = needle.clone();
      for (int i = 0; i < folded.length; i++) {
        folded[i] = lower(folded[i]);
      }
      int start = window(folded);
      for (int i = start; i < start + stride; i++) {
        add((few(folded, i) | CASE) & mask, lower.size(), i);
      }
      lower.add(folded);
    }
    this.needles = lower.toArray(byte[][]::new);
  }

  /** Where in the needle the grams are taken: where there is the most punctuation. */
  private int window(byte[] needle) {
    int best = 0;
    int bestCount = -1;
    for (int start = 0; start + stride + width - 1 <= needle.length; start++) {
      int count = 0;
      for (int i = start; i < start + stride + width - 1; i++) {
        count += Character.isLetterOrDigit(needle[i]) || needle[i] == ' ' ? 0 : 1;
      }
      if (count > bestCount) {
        best = start;
        bestCount = count;
      }
    }
    return best;
  }

  private int place(long gram) {
    return (int) (gram * 0x9E3779B97F4A7C15L >>> shift);
  }

  private void add(long gram, int needle, int offset) {
    int at = place(gram);
    while (places[at] != null && grams[at] != gram) {
      at = at + 1 & grams.length - 1;
    }
    grams[at] = gram;
    int n = places[at] == null ? 0 : places[at].length;
    int[] more = new int[n + 2];
    if (n > 0) {
      System.arraycopy(places[at], 0, more, 0, n);
    }
    more[n] = needle;
    more[n + 1] = offset;
    places[at] = more;
  }

  /** Empty when there are too many needles, or one too short or not ASCII, for it to be of use. */
  public static Optional<Sieve> of(List<byte[]> needles) {
    int shortest = Integer.MAX_VALUE;
    for (byte[] n : needles) {
      shortest = Math.min(shortest, n.length);
      for (byte b : n) {
        if (b < 0) {
          return Optional.empty();
        }
      }
    }
    return needles.isEmpty() || needles.size() > MAX_NEEDLES || shortest < SHORTEST
        ? Optional.empty()
        : Optional.of(new Sieve(needles, shortest));
  }

  /** Whether one of the needles is in {@code [from, to)}. */
  public boolean any(byte[] in, int from, int to) {
    int last = to - width;
    int whole = Math.min(last, in.length - 8);
    int i = from;
    for (; i <= whole; i += stride) {
      long gram = (Bytes.eight(in, i) | CASE) & mask;
      if (grams[place(gram)] != 0 && meets(gram, in, i, from, to)) {
        return true;
      }
    }
    for (; i <= last; i += stride) {
      if (meets((few(in, i) | CASE) & mask, in, i, from, to)) {
        return true;
      }
    }
    return false;
  }

  private boolean meets(long gram, byte[] in, int at, int from, int to) {
    for (int p = place(gram); grams[p] != 0; p = p + 1 & grams.length - 1) {
      if (grams[p] == gram) {
        int[] found = places[p];
        for (int k = 0; k < found.length; k += 2) {
          byte[] needle = needles[found[k]];
          int start = at - found[k + 1];
          if (start >= from && to - start >= needle.length && stands(needle, in, start)) {
            return true;
          }
        }
        return false;
      }
    }
    return false;
  }

  private static boolean stands(byte[] needle, byte[] in, int start) {
    for (int i = 0; i < needle.length; i++) {
      if (lower(in[start + i]) != needle[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** The bytes of a gram too near to the end of the array to be read at once. */
  private long few(byte[] in, int at) {
    long gram = 0;
    for (int k = width - 1; k >= 0; k--) {
      gram = gram << 8 | in[at + k] & 0xff;
    }
    return gram;
  }
}
