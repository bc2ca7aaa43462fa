package org.watchfire.engine.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import org.watchfire.core.event.EcsFields;

/**
 * Reads {@code @timestamp} of a record without decoding the rest; nothing is believed yet at that
 * point.
 */
final class EventTime {
  private static final JsonFactory JSON = new JsonFactory();

  private static final long UNREADABLE = Long.MIN_VALUE;

  private EventTime() {}

  /** Milliseconds since 1970, or {@code otherwise} when the record has no readable time. */
  static long of(byte[] value, long otherwise) {
    if (value == null) {
      return otherwise;
    }
    try (JsonParser p = JSON.createParser(value)) {
      if (p.nextToken() != JsonToken.START_OBJECT) {
        return otherwise;
      }
      while (p.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = p.currentName().equals(EcsFields.TIMESTAMP);
        JsonToken token = p.nextToken();
        if (wanted) {
          return token == JsonToken.VALUE_STRING ? millis(p.getText(), otherwise) : otherwise;
        }
        p.skipChildren();
      }
      return otherwise;
    } catch (IOException e) {
      // Admission will refuse the record and say why; here only time is asked for.
      return otherwise;
    }
  }

  /**
   * The one form that agents write is read by hand: this runs for each record, before anything
   * else.
   */
  private static long millis(String text, long otherwise) {
    int n = text.length();
    if (n >= 20
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && text.charAt(n - 1) == 'Z'
        && (n == 20 || (text.charAt(19) == '.' && n >= 22 && n <= 30))) {
      long fast = utc(text, n);
      if (fast != UNREADABLE) {
        return fast;
      }
    }
    return anyForm(text, otherwise);
  }

  private static long utc(String t, int n) {
    int year = number(t, 0, 4);
    int month = number(t, 5, 7);
    int day = number(t, 8, 10);
    int hour = number(t, 11, 13);
    int minute = number(t, 14, 16);
    int second = number(t, 17, 19);
    int fraction = 0;
    if (n > 20) {
      int digits = Math.min(3, n - 21);
      fraction = number(t, 20, 20 + digits);
      boolean rest = number(t, 20, n - 1) >= 0;
      fraction = rest && fraction >= 0 ? fraction * (digits == 1 ? 100 : digits == 2 ? 10 : 1) : -1;
    }
    boolean plain = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
    boolean inDay =
        hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    if (!inDay || fraction < 0 || !(plain || validDate(year, month, day))) {
      return UNREADABLE;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    return ((days * 24 + hour) * 60 + minute) * 60_000L + second * 1000L + fraction;
  }

  private static boolean validDate(int year, int month, int day) {
    return year >= 0
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= YearMonth.of(year, month).lengthOfMonth();
  }

  /** -1 when it is not all digits; nine digits at most are given. */
  private static int number(String t, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int d = t.charAt(i) - '0';
      if (d < 0 || d > 9) {
        return -1;
      }
      value = value * 10 + d;
    }
    return value;
  }

  private static long anyForm(String text, long otherwise) {
    try {
      return text.endsWith("Z")
          ? Instant.parse(text).toEpochMilli()
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return otherwise;
    }
  }
}
