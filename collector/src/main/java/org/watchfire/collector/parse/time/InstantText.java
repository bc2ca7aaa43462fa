package org.watchfire.collector.parse.time;

import java.time.Instant;

/**
 * {@link Instant#toString} for the years 1970 to 9999, several times faster: two of these are
 * written for every line that an agent reads.
 */
public final class InstantText {
  private static final long LATEST = 253_402_300_799L;

  private InstantText() {}

  /** The same text as {@code instant.toString()}. */
  public static String of(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (seconds < 0 || seconds > LATEST) {
      return instant.toString();
    }
    char[] out = new char[30];
    date(seconds / 86_400, out);
    int rest = (int) (seconds % 86_400);
    out[10] = 'T';
    two(out, 11, rest / 3600);
    out[13] = ':';
    two(out, 14, rest / 60 % 60);
    out[16] = ':';
    two(out, 17, rest % 60);
    int end = fraction(instant.getNano(), out);
    out[end] = 'Z';
    return new String(out, 0, end + 1);
  }

  /**
   * Days since 1970 to year, month and day; Howard Hinnant, "chrono-compatible date algorithms".
   */
  private static void date(long days, char[] out) {
    long shifted = days + 719_468;
    int era = (int) (shifted / 146_097);
    int dayOfEra = (int) (shifted - era * 146_097L);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shiftedMonth = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
    int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    two(out, 0, year / 100);
    two(out, 2, year % 100);
    out[4] = '-';
    two(out, 5, month);
    out[7] = '-';
    two(out, 8, day);
  }

  /** Nothing, or three, six or nine digits, as ISO_INSTANT has it. */
  private static int fraction(int nanos, char[] out) {
    if (nanos == 0) {
      return 19;
    }
    int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
    int value = digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1000 : nanos;
    out[19] = '.';
    for (int i = 19 + digits; i > 19; i--) {
      out[i] = (char) ('0' + value % 10);
      value /= 10;
    }
    return 20 + digits;
  }

  private static void two(char[] out, int at, int value) {
    out[at] = (char) ('0' + value / 10);
    out[at + 1] = (char) ('0' + value % 10);
  }
}
