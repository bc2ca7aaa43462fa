package org.watchfire.rules.match;

import org.watchfire.rules.index.Bytes;

/**
 * Walks over the JSON text of one event and notes where the values stand, decoding nothing.
 *
 * <p>It knows the plain cases only. Whatever is out of the ordinary (bytes that are not UTF-8, an
 * escaped field name, Windows XML, malformed text) makes it give up, and the event is read by
 * {@link RawEvent#decode}, which decides what it means or what is wrong.
 */
final class JsonScan {
  private static final int MAX_DEPTH = 60;
  private static final int MAX_NAME = 4096;
  private static final int MAX_NUMBER = 400;
  private static final int[] NO_SLOTS = {};

  private final byte[] in;
  private final int end;
  private final EventValues out;
  private int at;
  private boolean ascii;
  private boolean escaped;
  private boolean plain = true;

  JsonScan(byte[] in, EventValues out) {
    this.in = in;
    this.end = in.length;
    this.out = out;
  }

  /** False when the event must be read in another way. */
  boolean run(FieldSlots.Node root) {
    if (end > RawEvent.MAX_BYTES || next() != '{') {
      return false;
    }
    at++;
    if (!object(root, 1)) {
      return false;
    }
    return next() < 0;
  }

  /**
   * Whether every value stands in the text as its characters, but for the escapes of quote,
   * backslash, line feed, carriage return and tab, and no character that is not ASCII folds to one
   * that is.
   */
  boolean plain() {
    return plain;
  }

  /** The next byte that is not white space, or -1 at the end. */
  private int next() {
    while (at < end) {
      byte b = in[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b & 0xff;
      }
      at++;
    }
    return -1;
  }

  private boolean object(FieldSlots.Node node, int depth) {
    if (depth > MAX_DEPTH) {
      return false;
    }
    int c = next();
    if (c == '}') {
      at++;
      return true;
    }
    while (c == '"') {
      int from = ++at;
      if (!string() || escaped || at - from > MAX_NAME) {
        return false;
      }
      int to = at - 1;
      FieldSlots.Node child = node == null ? null : node.child(in, from, to);
      if (next() != ':') {
        return false;
      }
      at++;
      c = next();
      if (depth == 1 && c == '{' && isEvent(from, to)) {
        return false;
      }
      if (!value(c, child, depth)) {
        return false;
      }
      c = next();
      if (c == '}') {
        at++;
        return true;
      }
      if (c != ',') {
        return false;
      }
      at++;
      c = next();
    }
    return false;
  }

  /** The shape that {@link WindowsXml} reads. */
  private boolean isEvent(int from, int to) {
    return to - from == 5
        && in[from] == 'E'
        && in[from + 1] == 'v'
        && in[from + 2] == 'e'
        && in[from + 3] == 'n'
        && in[from + 4] == 't';
  }

  private boolean value(int c, FieldSlots.Node node, int depth) {
    int[] slots = node == null ? NO_SLOTS : node.slots();
    switch (c) {
      case '"' -> {
        int from = ++at;
        if (!string()) {
          return false;
        }
        byte kind = escaped ? EventValues.ESCAPED : ascii ? EventValues.ASCII : EventValues.UTF8;
        out.value(from, at - 1, kind, slots);
        return true;
      }
      case '{' -> {
        at++;
        return object(node, depth + 1);
      }
      case '[' -> {
        at++;
        return array(node, depth + 1);
      }
      case 't' -> {
        return word("true", slots);
      }
      case 'f' -> {
        return word("false", slots);
      }
      case 'n' -> {
        return word("null", null);
      }
      default -> {
        return number(slots);
      }
    }
  }

  private boolean array(FieldSlots.Node node, int depth) {
    if (depth > MAX_DEPTH) {
      return false;
    }
    int c = next();
    if (c == ']') {
      at++;
      return true;
    }
    while (c >= 0) {
      if (!value(c, node, depth)) {
        return false;
      }
      c = next();
      if (c == ']') {
        at++;
        return true;
      }
      if (c != ',') {
        return false;
      }
      at++;
      c = next();
    }
    return false;
  }

  private boolean word(String word, int[] slots) {
    int n = word.length();
    if (at + n > end) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      if (in[at + i] != word.charAt(i)) {
        return false;
      }
    }
    if (slots != null) {
      out.value(at, at + n, EventValues.ASCII, slots);
    }
    at += n;
    return true;
  }

  private boolean number(int[] slots) {
    int from = at;
    boolean minus = at < end && in[at] == '-';
    if (minus) {
      at++;
    }
    int digits = at;
    at = digits(at);
    if (at == digits || (in[digits] == '0' && at > digits + 1)) {
      return false;
    }
    boolean whole = true;
    if (at < end && in[at] == '.') {
      whole = false;
      int start = ++at;
      at = digits(at);
      if (at == start) {
        return false;
      }
    }
    if (at < end && (in[at] == 'e' || in[at] == 'E')) {
      whole = false;
      at++;
      if (at < end && (in[at] == '+' || in[at] == '-')) {
        at++;
      }
      int start = at;
      at = digits(at);
      if (at == start) {
        return false;
      }
    }
    if (at - from > MAX_NUMBER) {
      return false;
    }
    if (whole && !(minus && in[digits] == '0')) {
      out.value(from, at, EventValues.ASCII, slots);
    } else {
      plain = false;
      out.value(asText(from, whole), slots);
    }
    return true;
  }

  /** As {@link RawEvent} reads it and {@link FieldView} shows it. */
  private String asText(int from, boolean whole) {
    String text = new String(in, from, at - from, java.nio.charset.StandardCharsets.ISO_8859_1);
    if (whole) {
      // -0
      return "0";
    }
    double d = Double.parseDouble(text);
    return Double.isFinite(d) ? FieldView.text(d) : text;
  }

  private int digits(int from) {
    int i = from;
    while (i < end && in[i] >= '0' && in[i] <= '9') {
      i++;
    }
    return i;
  }

  /** Goes behind the closing quote; says in {@link #ascii} and {@link #escaped} what was there. */
  private boolean string() {
    ascii = true;
    escaped = false;
    int i = at;
    while (true) {
      while (i + 8 <= end) {
        long special = Bytes.special(Bytes.eight(in, i));
        if (special != 0) {
          i += Long.numberOfTrailingZeros(special) >>> 3;
          break;
        }
        i += 8;
      }
      if (i >= end) {
        return false;
      }
      byte b = in[i];
      if (b == '"') {
        at = i + 1;
        return true;
      }
      if (b == '\\') {
        escaped = true;
        i = escape(i);
      } else if (b < 0) {
        ascii = false;
        i = multibyte(i);
      } else if (b < 0x20) {
        return false;
      } else {
        i++;
      }
      if (i < 0) {
        return false;
      }
    }
  }

  /** Index behind an escape, -1 when it is none. */
  private int escape(int i) {
    if (i + 1 >= end) {
      return -1;
    }
    switch (in[i + 1]) {
      case '"', '\\', 'n', 'r', 't' -> {
        return i + 2;
      }
      case '/', 'b', 'f' -> {
        plain = false;
        return i + 2;
      }
      case 'u' -> {
        plain = false;
        if (i + 6 > end) {
          return -1;
        }
        for (int k = i + 2; k < i + 6; k++) {
          if (Character.digit(in[k], 16) < 0) {
            return -1;
          }
        }
        return i + 6;
      }
      default -> {
        return -1;
      }
    }
  }

  /** Index behind a well-formed sequence of two to four bytes, -1 when it is none. */
  private int multibyte(int i) {
    int b = in[i] & 0xff;
    int n;
    int low = 0x80;
    int high = 0xbf;
    if (b >= 0xc2 && b <= 0xdf) {
      n = 1;
    } else if (b >= 0xe0 && b <= 0xef) {
      n = 2;
      low = b == 0xe0 ? 0xa0 : low;
      high = b == 0xed ? 0x9f : high;
    } else if (b >= 0xf0 && b <= 0xf4) {
      n = 3;
      low = b == 0xf0 ? 0x90 : low;
      high = b == 0xf4 ? 0x8f : high;
    } else {
      return -1;
    }
    if (i + n >= end) {
      return -1;
    }
    if (b == 0xc4 || b == 0xc5 || b == 0xe2) {
      // Dotted and dotless i, long s, the sign of Kelvin.
      plain = false;
    }
    for (int k = 1; k <= n; k++) {
      int c = in[i + k] & 0xff;
      if (c < low || c > high) {
        return -1;
      }
      low = 0x80;
      high = 0xbf;
    }
    return i + n + 1;
  }
}
