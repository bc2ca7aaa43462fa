package org.watchfire.rules.sigma;

/**
 * Case folding that never changes the length of a text, so that offsets and wildcards stay true:
 * each UTF-16 unit on its own, {@code toLowerCase(toUpperCase(c))}, as {@link
 * String#equalsIgnoreCase} compares.
 */
public final class Fold {
  private Fold() {}

  /** Returns the same object when nothing changes. */
  public static String fold(String text) {
    int n = text.length();
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (fold(c) != c) {
        char[] out = text.toCharArray();
        for (int k = i; k < n; k++) {
          out[k] = fold(out[k]);
        }
        return new String(out);
      }
    }
    return text;
  }

  static char fold(char c) {
    if (c < 128) {
      return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
    return Character.toLowerCase(Character.toUpperCase(c));
  }
}
