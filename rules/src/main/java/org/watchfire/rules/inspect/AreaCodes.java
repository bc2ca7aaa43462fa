package org.watchfire.rules.inspect;

import java.util.BitSet;

/**
 * Whether six digits look like an administrative division of GB/T 2260, now or at any time since
 * numbers are issued.
 *
 * <p>Kept as the ranges of prefecture codes of each province, past ones included, and the ranges in
 * which counties are numbered. That is far smaller than the table of every county that ever was,
 * needs no yearly update, and still refuses about nineteen of twenty random codes, which is what it
 * is for: it weighs a finding, it never rejects one.
 */
public final class AreaCodes {
  private static final BitSet PREFECTURES = new BitSet(10_000);

  static {
    add(11, "01-02");
    add(12, "01-03");
    add(13, "01-11 21-33 90");
    add(14, "01-11 21-27");
    add(15, "01-09 21-30");
    add(21, "01-14 21-23 90");
    add(22, "01-08 21-24");
    add(23, "01-12 21-27");
    add(31, "01-02");
    add(32, "01-13 19-30 90");
    add(33, "01-11 21-27 90");
    add(34, "01-18 21-30 90");
    add(35, "01-09 21-27 90");
    add(36, "01-11 21-26 90");
    add(37, "01-17 19-29 90");
    add(41, "01-17 21-30 90");
    add(42, "01-13 21-28 90");
    add(43, "01-13 21-31 90");
    add(44, "01-29 51-53 90");
    add(45, "01-14 21-31");
    add(46, "00-04 90");
    add(50, "01-03");
    add(51, "01-38 90");
    add(52, "01-06 21-29");
    add(53, "01-09 21-35");
    add(54, "01-06 21-28");
    add(61, "01-10 21-30");
    add(62, "01-12 21-30");
    add(63, "01-02 21-28");
    add(64, "01-05 21-23");
    add(65, "01-05 21-33 40-43 90");
  }

  private AreaCodes() {}

  /**
   * Whether the six digits from {@code at} are a likely area; the text must hold at least six
   * digits there.
   */
  public static boolean plausible(CharSequence text, int at) {
    int prefecture = number(text, at, 4);
    int county = number(text, at + 4, 2);
    if (prefecture == 8100 || prefecture == 8200 || prefecture == 8300) {
      return county == 0;
    }
    if (prefecture >= 9000) {
      // Foreign permanent residents: 9, two digits of the province, three of the nationality (ISO
      // 3166-1 numeric).
      return PREFECTURES.get(number(text, at + 1, 2) * 100 + 1);
    }
    return PREFECTURES.get(prefecture)
        && ((county >= 1 && county <= 39) || (county >= 81 && county <= 89));
  }

  private static void add(int province, String ranges) {
    for (String range : ranges.split(" ")) {
      int from = Integer.parseInt(range.substring(0, 2));
      int to = range.length() == 2 ? from : Integer.parseInt(range.substring(3));
      PREFECTURES.set(province * 100 + from, province * 100 + to + 1);
    }
  }

  private static int number(CharSequence text, int from, int digits) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }
}
