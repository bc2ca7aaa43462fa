package org.watchfire.rules.access;

/** Sets of policy numbers as words of 64 bits; all sets of one evaluator have the same length. */
final class Bits {
  private Bits() {}

  static long[] none(int size) {
    return new long[(size + 63) >> 6];
  }

  static void set(long[] bits, int i) {
    bits[i >> 6] |= 1L << i;
  }

  static void clear(long[] bits, int i) {
    bits[i >> 6] &= ~(1L << i);
  }

  static boolean get(long[] bits, int i) {
    return (bits[i >> 6] & 1L << i) != 0;
  }

  static void or(long[] into, long[] other) {
    if (other != null) {
      for (int i = 0; i < into.length; i++) {
        into[i] |= other[i];
      }
    }
  }

  static void and(long[] into, long[] other) {
    for (int i = 0; i < into.length; i++) {
      into[i] &= other[i];
    }
  }

  static boolean meet(long[] a, long[] b) {
    for (int i = 0; i < a.length; i++) {
      if ((a[i] & b[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /** The lowest number from {@code from} on, -1 when there is none. */
  static int next(long[] bits, int from) {
    int word = from >> 6;
    if (word >= bits.length) {
      return -1;
    }
    long rest = bits[word] & -1L << from;
    while (rest == 0) {
      if (++word == bits.length) {
        return -1;
      }
      rest = bits[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(rest);
  }
}
