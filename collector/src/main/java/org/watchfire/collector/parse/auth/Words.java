package org.watchfire.collector.parse.auth;

/** Cutting values out of messages that were written for people. */
final class Words {
  private Words() {}

  /**
   * The text between two marks, the first one taken from {@code from} on; null if one is missing.
   */
  static String between(String text, String open, String close) {
    int start = text.indexOf(open);
    if (start < 0) {
      return null;
    }
    start += open.length();
    int end = text.indexOf(close, start);
    return end < 0 ? null : text.substring(start, end);
  }

  /** What follows the mark; null when it is not there. */
  static String after(String text, String mark) {
    int at = text.indexOf(mark);
    return at < 0 ? null : text.substring(at + mark.length());
  }

  /** The value of {@code name=value} up to the next space or comma; null when absent or empty. */
  static String pair(String text, String name) {
    String mark = name + "=";
    int at = text.indexOf(mark);
    while (at > 0 && text.charAt(at - 1) != ' ' && text.charAt(at - 1) != ',') {
      at = text.indexOf(mark, at + 1);
    }
    if (at < 0) {
      return null;
    }
    int start = at + mark.length();
    int end = start;
    while (end < text.length()
        && text.charAt(end) != ' '
        && text.charAt(end) != ','
        && text.charAt(end) != ';') {
      end++;
    }
    return end == start ? null : text.substring(start, end);
  }

  /** The text up to the first space. */
  static String first(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }

  /** The text without a trailing full stop and quotes around it. */
  static String bare(String text) {
    String value = text.strip();
    if (value.endsWith(".")) {
      value = value.substring(0, value.length() - 1);
    }
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '\'' || value.charAt(0) == '"' || value.charAt(0) == '[')
            && (value.endsWith("'") || value.endsWith("\"") || value.endsWith("]"));
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  static boolean isNumber(String text) {
    if (text == null || text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
