package org.watchfire.rules.alert;

/**
 * Values from logs, made fit to stand in a sentence: one line, no control or direction-changing
 * characters, no lone surrogates, shortened.
 */
public final class PlainText {
  private PlainText() {}

  /**
   * @param max most characters of the result; a longer text ends with {@code …}
   */
  public static String of(String text, int max) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), max) + 1);
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int size = Character.charCount(c);
      if (out.length() + size > max - (i + size < text.length() ? 1 : 0)) {
        out.append('…');
        break;
      }
      out.appendCodePoint(isPlain(c) ? c : ' ');
      i += size;
    }
    return out.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
