package org.watchfire.store.bundle;

/** Text of a stranger for a terminal: what could steer it or turn its direction becomes visible. */
final class Printable {
  private static final int LONGEST = 500;

  private Printable() {}

  static String of(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(LONGEST).forEach(c -> append(out, c));
    return text.codePointCount(0, text.length()) > LONGEST
        ? out.append("…").toString()
        : out.toString();
  }

  private static void append(StringBuilder out, int c) {
    int type = Character.getType(c);
    if (type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR) {
      out.append(String.format("\\u%04x", c));
    } else {
      out.appendCodePoint(c);
    }
  }
}
