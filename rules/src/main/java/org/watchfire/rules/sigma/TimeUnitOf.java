package org.watchfire.rules.sigma;

import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.Optional;

/** The part of a point in time that Sigma's {@code minute}, {@code hour}, … modifiers look at. */
public enum TimeUnitOf {
  MINUTE,
  HOUR,
  /** Day of the month. */
  DAY,
  /** ISO 8601 week of the year. */
  WEEK,
  MONTH,
  YEAR;

  public int of(ZonedDateTime t) {
    return switch (this) {
      case MINUTE -> t.getMinute();
      case HOUR -> t.getHour();
      case DAY -> t.getDayOfMonth();
      case WEEK -> t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case MONTH -> t.getMonthValue();
      case YEAR -> t.getYear();
    };
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<TimeUnitOf> named(String text) {
    for (TimeUnitOf u : values()) {
      if (u.text().equals(text)) {
        return Optional.of(u);
      }
    }
    return Optional.empty();
  }
}
