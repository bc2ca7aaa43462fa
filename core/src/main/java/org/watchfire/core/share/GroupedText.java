package org.watchfire.core.share;

import java.util.Arrays;
import java.util.Locale;

/**
 * Bytes as groups of five characters that a person can type: four of Crockford's base 32 and one
 * check character, joined by hyphens.
 *
 * <p>The check character is the sum of the four values and of the group's number, each times a
 * power of a generator of GF(32), so that one wrong character, two that changed places, or two
 * whole groups that did, are found and the group is named.
 */
final class GroupedText {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int DATA = 4;

  private GroupedText() {}

  static String encode(byte[] bytes) {
    int[] symbols = new int[groups(bytes.length) * DATA];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = bits(bytes, i * 5);
    }
    StringBuilder text = new StringBuilder();
    for (int g = 0; g < symbols.length / DATA; g++) {
      text.append(g == 0 ? "" : "-");
      for (int i = 0; i < DATA; i++) {
        text.append(ALPHABET.charAt(symbols[g * DATA + i]));
      }
      text.append(ALPHABET.charAt(check(symbols, g)));
    }
    return text.toString();
  }

  /**
   * Reads what {@link #encode} wrote; lower case, spaces, and O, I and L for 0 and 1 are accepted.
   *
   * @return the bytes; up to three zero bytes more than went in are cut off by the caller
   * @throws ShareException naming the group
   */
  static byte[] decode(String text) throws ShareException {
    String[] groups = text.strip().toUpperCase(Locale.ROOT).split("[\\s-]+", -1);
    int[] symbols = new int[groups.length * DATA];
    for (int g = 0; g < groups.length; g++) {
      if (groups[g].length() != DATA + 1) {
        throw new ShareException(
            "group "
                + (g + 1)
                + " has "
                + groups[g].length()
                + " characters, each has "
                + (DATA + 1));
      }
      for (int i = 0; i < DATA; i++) {
        symbols[g * DATA + i] = symbol(groups[g].charAt(i), g);
      }
      if (symbol(groups[g].charAt(DATA), g) != check(symbols, g)) {
        throw new ShareException(
            "group " + (g + 1) + " has a typing error: its check character does not fit");
      }
    }
    byte[] bytes = new byte[symbols.length * 5 / 8];
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      if ((symbols[bit / 5] >> (4 - bit % 5) & 1) == 1) {
        bytes[bit / 8] |= (byte) (0x80 >> bit % 8);
      }
    }
    Arrays.fill(symbols, 0);
    return bytes;
  }

  /** How many groups that many bytes take. */
  static int groups(int bytes) {
    return (bytes * 8 + DATA * 5 - 1) / (DATA * 5);
  }

  private static int bits(byte[] bytes, int from) {
    int value = 0;
    for (int bit = from; bit < from + 5; bit++) {
      boolean set = bit / 8 < bytes.length && (bytes[bit / 8] >> (7 - bit % 8) & 1) == 1;
      value = value << 1 | (set ? 1 : 0);
    }
    return value;
  }

  private static int symbol(char c, int group) throws ShareException {
    char plain =
        switch (c) {
          case 'O' -> '0';
          case 'I', 'L' -> '1';
          default -> c;
        };
    int value = ALPHABET.indexOf(plain);
    if (value < 0) {
      throw new ShareException("group " + (group + 1) + " has a character that no share has");
    }
    return value;
  }

  private static int check(int[] symbols, int group) {
    // Powers of 2, which generates GF(32); the check character itself has the weight 2^0.
    int sum = times(group % 32, 5);
    for (int i = 0; i < DATA; i++) {
      sum ^= times(symbols[group * DATA + i], i + 1);
    }
    return sum;
  }

  /** {@code value * 2^power} in GF(2)[x] / (x^5 + x^2 + 1). */
  private static int times(int value, int power) {
    int product = value;
    for (int i = 0; i < power; i++) {
      product <<= 1;
      if (product >= 32) {
        product ^= 0x25;
      }
    }
    return product;
  }
}
