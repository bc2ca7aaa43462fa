package org.watchfire.rules.index;

import java.util.List;
import java.util.Optional;

/**
 * Tells quickly that a text contains none of a few needles. A short piece ("gram") of the text is
 * looked up at every so many places only: of each needle all grams that such a place can meet are
 * known. Case of ASCII letters is ignored. "Yes" means perhaps; "no" is sure.
 */
public final class Sieve {
  private static final int MAX_NEEDLES = 256;
  private static final int SHORTEST = 4;
  private static final int MAX_STRIDE = 4;
  private static final long CASE = 0x2020202020202020L;

  private final int stride;
  private final int width;
  private final long mask;
  private final long[] grams;
  private final int shift;

  private Sieve(List<byte[]> needles, int shortest) {
    stride = Math.min(MAX_STRIDE, shortest - SHORTEST + 1);
    width = Math.min(8, shortest - stride + 1);
    mask = width == 8 ? -1L : (1L << width * 8) - 1;
    int capacity = Integer.highestOneBit(needles.size() * stride * 8) << 1;
    grams = new long[capacity];
    shift = 64 - Integer.numberOfTrailingZeros(capacity);
    for (byte[] needle : needles) {
      int start = window(needle);
      for (int i = start; i < start + stride; i++) {
        add((few(needle, i) | CASE) & mask);
      }
    }
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

  private void add(long gram) {
    int at = place(gram);
    while (grams[at] != 0 && grams[at] != gram) {
      at = at + 1 & grams.length - 1;
    }
    grams[at] = gram;
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

  /** False when none of the needles is in {@code [from, to)}. */
  public boolean mayContain(byte[] in, int from, int to) {
    int last = to - width;
    int whole = Math.min(last, in.length - 8);
    int i = from;
    for (; i <= whole; i += stride) {
      if (known((Bytes.eight(in, i) | CASE) & mask)) {
        return true;
      }
    }
    for (; i <= last; i += stride) {
      if (known((few(in, i) | CASE) & mask)) {
        return true;
      }
    }
    return false;
  }

  private boolean known(long gram) {
    for (int at = place(gram); grams[at] != 0; at = at + 1 & grams.length - 1) {
      if (grams[at] == gram) {
        return true;
      }
    }
    return false;
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
