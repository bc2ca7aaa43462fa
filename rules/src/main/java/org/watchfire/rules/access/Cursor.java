package org.watchfire.rules.access;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A place in a dry run's list: group of assets, label in the group, asset, group of persons,
 * person, action; counted from 0 and compared in this order.
 */
final class Cursor {
  static final int PARTS = 6;
  private static final Pattern FORM = Pattern.compile("\\d{1,9}(\\.\\d{1,9}){" + (PARTS - 1) + "}");

  private final int[] parts;

  private Cursor(int[] parts) {
    this.parts = parts;
  }

  static Cursor of(int... parts) {
    return new Cursor(parts.clone());
  }

  /**
   * @param text empty = the beginning
   * @throws IllegalArgumentException when the text is no cursor
   */
  static Cursor parse(String text) {
    if (text.isEmpty()) {
      return new Cursor(new int[PARTS]);
    }
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a cursor of a dry run");
    }
    return new Cursor(Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray());
  }

  /** Whether everything that begins with these numbers comes before this place. */
  boolean isAfter(int... begin) {
    return Arrays.compare(begin, 0, begin.length, parts, 0, begin.length) < 0;
  }

  String text() {
    return Arrays.stream(parts).mapToObj(Integer::toString).collect(Collectors.joining("."));
  }
}
