package org.watchfire.rules.match;

import java.util.Arrays;

/** UTF-8 that keeps a lone surrogate as three bytes, so that no two texts have the same bytes. */
final class Utf8 {
  private Utf8() {}

  /** Writes the text; the buffer must have three bytes for each character. Returns the end. */
  static int encode(String text, byte[] out, int at) {
    int o = at;
    int n = text.length();
    for (int i = 0; i < n; i++) {
      int c = text.charAt(i);
      if (c < 0x80) {
        out[o++] = (byte) c;
      } else if (c < 0x800) {
        out[o++] = (byte) (0xc0 | c >> 6);
        out[o++] = (byte) (0x80 | c & 0x3f);
      } else {
        if (Character.isHighSurrogate((char) c)
            && i + 1 < n
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          int point = Character.toCodePoint((char) c, text.charAt(++i));
          out[o++] = (byte) (0xf0 | point >> 18);
          out[o++] = (byte) (0x80 | point >> 12 & 0x3f);
          out[o++] = (byte) (0x80 | point >> 6 & 0x3f);
          out[o++] = (byte) (0x80 | point & 0x3f);
        } else {
          out[o++] = (byte) (0xe0 | c >> 12);
          out[o++] = (byte) (0x80 | c >> 6 & 0x3f);
          out[o++] = (byte) (0x80 | c & 0x3f);
        }
      }
    }
    return o;
  }

  static byte[] bytes(String text) {
    byte[] out = new byte[text.length() * 3];
    return Arrays.copyOf(out, encode(text, out, 0));
  }

  /**
   * Whether the relations of this text with others are the same on bytes: not when it has a lone
   * surrogate, which could be half of a pair elsewhere.
   */
  static boolean wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
