package org.watchfire.store.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time that one log of a stream is for: a quarter of a year in UTC, as text {@code 2026q4}. In
 * their order in time.
 *
 * @param year 1970 to 9999
 * @param quarter 1 to 4
 */
public record Period(int year, int quarter) implements Comparable<Period> {
  private static final Pattern FORM = Pattern.compile("((?:19[7-9]|[2-9][0-9]{2})[0-9])q([1-4])");
  private static final int MONTHS = 3;

  /** Checks the ranges. */
  public Period {
    if (year < 1970 || year > 9999 || quarter < 1 || quarter > 4) {
      throw new IllegalArgumentException("no quarter " + quarter + " of year " + year);
    }
  }

  /** The quarter that a moment lies in. */
  public static Period of(Instant moment) {
    OffsetDateTime utc = moment.atOffset(ZoneOffset.UTC);
    return new Period(utc.getYear(), (utc.getMonthValue() - 1) / MONTHS + 1);
  }

  /** The period with that {@link #text}. */
  public static Optional<Period> parse(String text) {
    Matcher m = FORM.matcher(text);
    return m.matches()
        ? Optional.of(new Period(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))))
        : Optional.empty();
  }

  /** Name in origins and paths, such as {@code 2026q4}. */
  public String text() {
    return year + "q" + quarter;
  }

  /** The first moment that it does not hold any more. */
  public Instant end() {
    int month = quarter * MONTHS;
    return OffsetDateTime.of(year, month, 1, 0, 0, 0, 0, ZoneOffset.UTC).plusMonths(1).toInstant();
  }

  @Override
  public int compareTo(Period other) {
    return year != other.year
        ? Integer.compare(year, other.year)
        : Integer.compare(quarter, other.quarter);
  }

  @Override
  public String toString() {
    return text();
  }
}
