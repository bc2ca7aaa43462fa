package org.watchfire.rules.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at a time. */
public final class Bytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  private Bytes() {}

  /** The eight bytes from an index on, the first one in the lowest bits. */
  public static long eight(byte[] in, int at) {
    return (long) LONG.get(in, at);
  }

  /** High bit of each byte that is a quote, a backslash, a control character or not ASCII. */
  public static long special(long x) {
    long quote = x ^ (ONES * '"');
    long slash = x ^ (ONES * '\\');
    long zeros = ((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) | (x - ONES * 0x20);
    return (zeros | x) & HIGH;
  }

  /** Lower case of eight ASCII characters. */
  public static long lower(long x) {
    long fromA = x + ONES * (0x80 - 'A');
    long beyondZ = x + ONES * (0x7f - 'Z');
    return x | (((fromA ^ beyondZ) & HIGH) >>> 2);
  }

  /** Copies ASCII characters in lower case; {@code out} must have eight bytes to spare. */
  public static void lower(byte[] in, int from, int to, byte[] out, int at) {
    int i = from;
    int o = at;
    int whole = Math.min(to, in.length - 7);
    for (; i < whole; i += 8, o += 8) {
      LONG.set(out, o, lower((long) LONG.get(in, i)));
    }
    for (; i < to; i++, o++) {
      byte b = in[i];
      out[o] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
  }

  /**
   * Copies characters in lower case up to the first that is {@link #special}, and perhaps some
   * beyond it that do not count; {@code out} must have eight bytes to spare.
   *
   * @return how many
   */
  public static int lowerPlain(byte[] in, int from, int to, byte[] out, int at) {
    int i = from;
    int o = at;
    for (int whole = Math.min(to, in.length - 7); i < whole; i += 8, o += 8) {
      long x = (long) LONG.get(in, i);
      LONG.set(out, o, lower(x));
      long special = special(x);
      if (special != 0) {
        i += Long.numberOfTrailingZeros(special) >>> 3;
        return Math.min(i, to) - from;
      }
    }
    for (i = Math.min(i, to), o = at + i - from; i < to; i++, o++) {
      byte b = in[i];
      if (b < 0x20 || b == '"' || b == '\\') {
        break;
      }
      out[o] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
    return i - from;
  }

  static int hash(byte[] in, int from, int to) {
    long h = to - from;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      h = (h ^ (long) LONG.get(in, i)) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 32;
    }
    for (; i < to; i++) {
      h = (h ^ in[i]) * 0x9E3779B97F4A7C15L;
    }
    h ^= h >>> 29;
    return (int) (h ^ h >>> 32);
  }

  /**
   * Whether {@code needle} is in {@code [from, to)}: looks for places where both its first and its
   * last byte fit, eight at a time.
   */
  public static boolean contains(byte[] in, int from, int to, byte[] needle) {
    int n = needle.length;
    if (n == 0) {
      return true;
    }
    int last = to - n;
    long head = ONES * (needle[0] & 0xff);
    long tail = ONES * (needle[n - 1] & 0xff);
    int i = from;
    for (int whole = Math.min(last, in.length - n - 7); i <= whole; i += 8) {
      long x = ((long) LONG.get(in, i) ^ head) | ((long) LONG.get(in, i + n - 1) ^ tail);
      for (long fits = (x - ONES) & ~x & HIGH; fits != 0; fits &= fits - 1) {
        int at = i + (Long.numberOfTrailingZeros(fits) >>> 3);
        if (at <= last && startsWith(in, at, to, needle)) {
          return true;
        }
      }
    }
    for (; i <= last; i++) {
      if (in[i] == needle[0] && startsWith(in, i, to, needle)) {
        return true;
      }
    }
    return false;
  }

  public static boolean startsWith(byte[] in, int from, int to, byte[] head) {
    int n = head.length;
    if (to - from < n) {
      return false;
    }
    for (int k = 0; k < n; k++) {
      if (in[from + k] != head[k]) {
        return false;
      }
    }
    return true;
  }

  public static boolean endsWith(byte[] in, int from, int to, byte[] tail) {
    return to - from >= tail.length && startsWith(in, to - tail.length, to, tail);
  }

  public static boolean equal(byte[] in, int from, int to, byte[] other) {
    return to - from == other.length && startsWith(in, from, to, other);
  }
}
