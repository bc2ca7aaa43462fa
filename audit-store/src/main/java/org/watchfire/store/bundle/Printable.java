package org.watchfire.store.bundle;

/**
 * Text of a stranger for a terminal or a log, in one line: what could steer it, begin a line or
 * turn its direction becomes visible.
 */
public final class Printable {
  private static final int LONGEST = 500;

  private Printable() {}

  static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * @param longest so many code points are shown, then an ellipsis
   */
  public static String of(String text, int longest) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(longest).forEach(c -> append(out, c));
    return text.codePointCount(0, text.length()) > longest
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
