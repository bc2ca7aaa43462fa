package org.watchfire.collector.parse.text;

import java.nio.charset.StandardCharsets;

/** Undoing of the escapes that loggers write. Malformed escapes stay as they are. */
public final class Escapes {
  private Escapes() {}

  /**
   * Undoes {@code \xHH}, {@code \" \\ \n \t \r \b \v \f} as nginx and Apache write them. Runs of
   * {@code \xHH} are read as UTF-8 bytes.
   */
  public static String backslash(String text) {
    int first = text.indexOf('\\');
    if (first < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    out.append(text, 0, first);
    byte[] raw = null;
    int rawLength = 0;
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      int hex =
          c == '\\' && i + 3 < text.length() && text.charAt(i + 1) == 'x'
              ? hexByte(text, i + 2)
              : -1;
      if (hex >= 0) {
        if (raw == null) {
          raw = new byte[(text.length() - i) / 4 + 1];
        }
        raw[rawLength++] = (byte) hex;
        i += 3;
        continue;
      }
      rawLength = drain(raw, rawLength, out);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        switch (next) {
          case 'n' -> out.append('\n');
          case 't' -> out.append('\t');
          case 'r' -> out.append('\r');
          case 'b' -> out.append('\b');
          case 'v' -> out.append('\u000b');
          case 'f' -> out.append('\f');
          case '"', '\\', '\'' -> out.append(next);
          default -> out.append(c).append(next);
        }
      } else {
        out.append(c);
      }
    }
    drain(raw, rawLength, out);
    return out.toString();
  }

  /**
   * Percent-decodes as UTF-8, up to twice (attackers encode twice to get past one decoder).
   *
   * @param plusIsSpace whether {@code +} is a space, as in a query
   */
  public static String percent(String text, boolean plusIsSpace) {
    String once = percentOnce(text, plusIsSpace);
    return once.equals(text) ? text : percentOnce(once, false);
  }

  private static String percentOnce(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && !(plusIsSpace && text.indexOf('+') >= 0)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    byte[] raw = null;
    int rawLength = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int hex = c == '%' && i + 2 < text.length() ? hexByte(text, i + 1) : -1;
      if (hex >= 0) {
        if (raw == null) {
          raw = new byte[(text.length() - i) / 3 + 1];
        }
        raw[rawLength++] = (byte) hex;
        i += 2;
        continue;
      }
      rawLength = drain(raw, rawLength, out);
      out.append(plusIsSpace && c == '+' ? ' ' : c);
    }
    drain(raw, rawLength, out);
    return out.toString();
  }

  /** The bytes of an even-length run of hexadecimal digits, or null when {@code text} is none. */
  public static byte[] hex(String text) {
    if (text.isEmpty() || (text.length() & 1) != 0) {
      return null;
    }
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int value = hexByte(text, i * 2);
      if (value < 0) {
        return null;
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static int drain(byte[] raw, int length, StringBuilder out) {
    if (length > 0) {
      out.append(new String(raw, 0, length, StandardCharsets.UTF_8));
    }
    return 0;
  }

  private static int hexByte(String text, int at) {
    if (at + 1 >= text.length()) {
      return -1;
    }
    int high = hexDigit(text.charAt(at));
    int low = hexDigit(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}
