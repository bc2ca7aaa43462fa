package org.watchfire.rules.directory;

import java.util.List;

/** How much of what one selector names another one names too. */
public enum Coverage {
  NONE,
  PART,
  ALL;

  /**
   * Of the things that fit {@code named}, how many fit {@code pattern}. Both are lists of segments
   * as {@link Selector} describes them.
   */
  static Coverage of(List<String> pattern, List<String> named) {
    if (apart(pattern, named)) {
      return NONE;
    }
    if (all(pattern, named)) {
      return ALL;
    }
    return meet(pattern, named) ? PART : NONE;
  }

  /** Whether the literal beginnings differ: most pairs of places do. */
  private static boolean apart(List<String> a, List<String> b) {
    for (int i = 0; i < a.size() && i < b.size(); i++) {
      String one = a.get(i);
      String other = b.get(i);
      if (one.indexOf('*') >= 0 || other.indexOf('*') >= 0) {
        return false;
      }
      if (!one.equals(other)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether everything that fits {@code named} fits {@code pattern} for sure. A {@code *} or {@code
   * **} in {@code named} is only taken up by the same or a wider one, segment by segment, so a true
   * answer is never wrong.
   */
  private static boolean all(List<String> pattern, List<String> named) {
    int rows = pattern.size();
    int columns = named.size();
    boolean[] next = new boolean[columns + 1];
    next[columns] = true;
    for (int i = rows - 1; i >= 0; i--) {
      boolean[] row = new boolean[columns + 1];
      String p = pattern.get(i);
      boolean deep = p.equals(Selector.DEEP);
      row[columns] = deep && next[columns];
      for (int j = columns - 1; j >= 0; j--) {
        row[j] = deep ? next[j] || row[j + 1] : takes(p, named.get(j)) && next[j + 1];
      }
      next = row;
    }
    // An empty pattern names nothing but the empty list.
    return next[0];
  }

  private static boolean takes(String pattern, String segment) {
    if (segment.equals(Selector.DEEP)) {
      return false;
    }
    return segment.indexOf('*') < 0
        ? SegmentTrie.matches(pattern, segment)
        : pattern.equals("*") || pattern.equals(segment);
  }

  /** Whether some list of segments fits both. */
  private static boolean meet(List<String> a, List<String> b) {
    boolean[][] can = new boolean[a.size() + 1][b.size() + 1];
    for (int i = a.size(); i >= 0; i--) {
      for (int j = b.size(); j >= 0; j--) {
        boolean deepA = i < a.size() && a.get(i).equals(Selector.DEEP);
        boolean deepB = j < b.size() && b.get(j).equals(Selector.DEEP);
        boolean found = i == a.size() && j == b.size();
        found |= deepA && can[i + 1][j];
        found |= deepB && can[i][j + 1];
        if (i < a.size() && j < b.size()) {
          found |= deepA && !deepB && can[i][j + 1];
          found |= deepB && !deepA && can[i + 1][j];
          found |= !deepA && !deepB && segmentsMeet(a.get(i), b.get(j)) && can[i + 1][j + 1];
        }
        can[i][j] = found;
      }
    }
    return can[0][0];
  }

  /** Whether some segment fits both patterns with {@code *}. */
  private static boolean segmentsMeet(String a, String b) {
    if (a.indexOf('*') < 0) {
      return SegmentTrie.matches(b, a);
    }
    if (b.indexOf('*') < 0) {
      return SegmentTrie.matches(a, b);
    }
    boolean[] next = new boolean[b.length() + 1];
    for (int i = a.length(); i >= 0; i--) {
      boolean[] row = new boolean[b.length() + 1];
      for (int j = b.length(); j >= 0; j--) {
        boolean starA = i < a.length() && a.charAt(i) == '*';
        boolean starB = j < b.length() && b.charAt(j) == '*';
        boolean found = i == a.length() && j == b.length();
        found |= starA && (next[j] || (j < b.length() && row[j + 1]));
        found |= starB && (row[j + 1] || (i < a.length() && next[j]));
        found |=
            i < a.length()
                && j < b.length()
                && !starA
                && !starB
                && a.charAt(i) == b.charAt(j)
                && next[j + 1];
        row[j] = found;
      }
      next = row;
    }
    return next[0];
  }
}
