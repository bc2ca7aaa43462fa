package org.watchfire.store.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Times as the index keeps them: whole milliseconds since 1970. */
final class Times {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,6})?");

  /** Elasticsearch's {@code strict_date_optional_time_nanos}. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu[-MM[-dd['T'[HH[:mm[:ss]]]]]]")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHmm", "Z")
          .optionalEnd()
          .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
          .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
          .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  private Times() {}

  /** The first whole millisecond that is not before. */
  static long ceiling(Instant instant) {
    return instant.toEpochMilli() + (instant.getNano() % 1_000_000 == 0 ? 0 : 1);
  }

  /** The time that a record's value means; empty when it is none. */
  static OptionalLong ofRecord(String text) {
    try {
      TemporalAccessor time = ISO.parse(text.replace(',', '.'));
      Instant instant =
          time.isSupported(ChronoField.OFFSET_SECONDS)
              ? OffsetDateTime.from(time).toInstant()
              : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
      return OptionalLong.of(instant.toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return NUMBER.matcher(text).matches()
          ? OptionalLong.of((long) Math.floor(Double.parseDouble(text)))
          : OptionalLong.empty();
    }
  }
}
