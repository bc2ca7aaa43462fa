package org.watchfire.collector.parse.time;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.TimeZone;
import org.watchfire.collector.parse.text.Scan;

/**
 * Reads time stamps of one stream. Holds state (the year reached, the last minute), so one instance
 * per stream; not thread-safe.
 *
 * <p>A date without a year is in the year of the clock, or in the one before if that would put it
 * more than two days into the future: logs are older than their reader. With a fixed first year the
 * year advances when December is followed by January.
 */
public final class TimeReader {
  private static final Duration AHEAD = Duration.ofDays(2);
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private final ZoneId zone;
  private final Clock clock;
  private final boolean inferYear;
  private int year;
  private int lastMonth;

  private long cachedMinute = Long.MIN_VALUE;
  private ZoneId cachedZone;
  private long cachedEpoch;
  private String cachedZoneText;

  /**
   * @param zone zone of stamps that name none
   * @param firstYear year of the first stamp that names none; 0 = infer from the clock
   */
  public TimeReader(ZoneId zone, int firstYear, Clock clock) {
    this.zone = zone;
    this.clock = clock;
    this.inferYear = firstYear == 0;
    this.year = firstYear;
  }

  /**
   * A syslog time stamp at the scan's position, which moves past it: {@code Mmm dd [yyyy]
   * HH:mm:ss}, or ISO 8601 as RFC 5424 and rsyslog's file format have it. Null, without moving,
   * when none stands there.
   */
  public SourceTime syslog(Scan scan) {
    char first = scan.peek();
    return first >= '0' && first <= '9' ? iso(scan) : bsd(scan);
  }

  private SourceTime bsd(Scan scan) {
    int start = scan.position();
    int month = month(scan);
    if (month == 0 || !scan.take(' ')) {
      scan.moveTo(start);
      return null;
    }
    scan.skipSpaces();
    int day = scan.digits(1, 2);
    if (day < 0 || !scan.take(' ')) {
      scan.moveTo(start);
      return null;
    }
    int named = 0;
    if (scan.peek(4) == ' ') {
      named = Math.max(0, scan.digits(4, 4));
      scan.skipSpaces();
    }
    int[] clockTime = clockTime(scan);
    if (clockTime == null) {
      scan.moveTo(start);
      return null;
    }
    return named > 0 ? local(named, month, day, clockTime, zone) : yearless(month, day, clockTime);
  }

  /** ISO 8601 with {@code T} or a space between date and time; without offset: the input's zone. */
  public SourceTime iso(Scan scan) {
    int start = scan.position();
    int y = scan.digits(4, 4);
    if (y < 0 || !scan.take('-')) {
      scan.moveTo(start);
      return null;
    }
    int month = scan.digits(2, 2);
    boolean dash = scan.take('-');
    int day = scan.digits(2, 2);
    if (month < 0 || !dash || day < 0 || !(scan.take('T') || scan.take('t') || scan.take(' '))) {
      scan.moveTo(start);
      return null;
    }
    int[] clockTime = clockTime(scan);
    if (clockTime == null) {
      scan.moveTo(start);
      return null;
    }
    ZoneId offset = offset(scan);
    return local(y, month, day, clockTime, offset == null ? zone : offset);
  }

  /** The common log format's {@code dd/Mmm/yyyy:HH:mm:ss ±hhmm}. */
  public SourceTime commonLog(String text) {
    Scan scan = new Scan(text);
    int day = scan.digits(1, 2);
    boolean slash = scan.take('/');
    int month = month(scan);
    if (day < 0 || !slash || month == 0 || !scan.take('/')) {
      return text.indexOf('-') == 4 ? wholeIso(text) : unreadable(text);
    }
    int y = scan.digits(4, 4);
    if (y < 0 || !scan.take(':')) {
      return unreadable(text);
    }
    int[] clockTime = clockTime(scan);
    if (clockTime == null) {
      return unreadable(text);
    }
    scan.skipSpaces();
    ZoneId offset = offset(scan);
    return local(y, month, day, clockTime, offset == null ? zone : offset);
  }

  /** {@code Www Mmm dd HH:mm:ss[.ffffff] yyyy}, the form of C's ctime and Apache's error log. */
  public SourceTime ctime(String text) {
    Scan scan = new Scan(text);
    scan.token();
    int month = month(scan);
    scan.skipSpaces();
    int day = scan.digits(1, 2);
    if (month == 0 || day < 0 || !scan.take(' ')) {
      return unreadable(text);
    }
    int[] clockTime = clockTime(scan);
    if (clockTime == null || !scan.take(' ')) {
      return unreadable(text);
    }
    int y = scan.digits(4, 4);
    return y < 0 ? unreadable(text) : local(y, month, day, clockTime, zone);
  }

  /**
   * PostgreSQL's {@code yyyy-MM-dd HH:mm:ss.SSS ZZZ}. An abbreviation such as CST means several
   * zones; the input's zone decides unless it is UTC or an offset.
   */
  public SourceTime postgresql(String text) {
    Scan scan = new Scan(text);
    SourceTime plain = iso(scan);
    if (plain == null || plain.instant() == null) {
      return plain == null ? unreadable(text) : plain;
    }
    scan.skipSpaces();
    if (scan.atEnd()) {
      return plain;
    }
    String named = scan.rest();
    ZoneId known =
        switch (named) {
          case "UTC", "GMT", "Z", "Etc/UTC", "UCT" -> ZoneOffset.UTC;
          default -> offset(scan);
        };
    if (known == null && !named.equals(abbreviation(plain.instant()))) {
      return new SourceTime(plain.instant(), plain.zone(), true, null);
    }
    if (known == null) {
      return plain;
    }
    String date = text.substring(0, text.length() - named.length()).trim();
    return iso(new Scan(date + (known.equals(ZoneOffset.UTC) ? "Z" : known.getId())));
  }

  /** Seconds since 1970 with any fraction, as auditd and Zeek write them. */
  public SourceTime epoch(String seconds) {
    int dot = seconds.indexOf('.');
    String whole = dot < 0 ? seconds : seconds.substring(0, dot);
    String fraction = dot < 0 ? "" : seconds.substring(dot + 1);
    if (whole.isEmpty() || whole.length() > 11 || fraction.length() > 18) {
      return unreadable(seconds);
    }
    try {
      long nanos = 0;
      if (!fraction.isEmpty()) {
        nanos = Long.parseUnsignedLong((fraction + "000000000").substring(0, 9));
      }
      return new SourceTime(
          Instant.ofEpochSecond(Long.parseLong(whole), nanos), "+00:00", false, null);
    } catch (NumberFormatException e) {
      return unreadable(seconds);
    }
  }

  /** A text that must be one ISO 8601 time as a whole. */
  public SourceTime wholeIso(String text) {
    Scan scan = new Scan(text);
    SourceTime time = iso(scan);
    return time == null || !scan.atEnd() ? unreadable(text) : time;
  }

  private String abbreviation(Instant instant) {
    boolean summer = zone.getRules().isDaylightSavings(instant);
    return TimeZone.getTimeZone(zone).getDisplayName(summer, TimeZone.SHORT, Locale.ROOT);
  }

  private SourceTime yearless(int month, int day, int[] clockTime) {
    if (!inferYear) {
      if (lastMonth >= 11 && month <= 2) {
        year++;
      } else if (lastMonth > 0 && lastMonth <= 2 && month >= 11) {
        year--;
      }
      lastMonth = month;
      return local(year, month, day, clockTime, zone);
    }
    Instant now = clock.instant();
    int candidate = Year.from(now.atZone(zone)).getValue();
    // On New Year's Eve the sender's clock may be past midnight before the reader's is.
    if (month == 1 && now.atZone(zone).getMonthValue() == 12) {
      SourceTime next = local(candidate + 1, month, day, clockTime, zone);
      if (next.instant() != null && next.instant().isBefore(now.plus(AHEAD))) {
        return next;
      }
    }
    // 29 February exists in one year of four, and not in 2100: look back far enough to meet one.
    for (int back = 0; back <= 8; back++) {
      SourceTime time = local(candidate - back, month, day, clockTime, zone);
      if (time.instant() != null && !time.instant().isAfter(now.plus(AHEAD))) {
        return time;
      }
      if (time.instant() == null && !(month == 2 && day == 29)) {
        return time;
      }
    }
    return unreadable("Feb 29");
  }

  private SourceTime local(int y, int month, int day, int[] time, ZoneId in) {
    long minute = (((y * 100L + month) * 100 + day) * 100 + time[0]) * 100 + time[1];
    int second = Math.min(time[2], 59);
    if (minute != cachedMinute || !in.equals(cachedZone)) {
      try {
        ZonedDateTime start = LocalDateTime.of(y, month, day, time[0], time[1]).atZone(in);
        cachedEpoch = start.toEpochSecond();
        cachedZoneText = in instanceof ZoneOffset offset ? numeric(offset) : in.getId();
        cachedMinute = minute;
        cachedZone = in;
      } catch (DateTimeException e) {
        return SourceTime.invalid("no such date or time");
      }
    }
    if (time[2] > 60) {
      return SourceTime.invalid("no such date or time");
    }
    return new SourceTime(
        Instant.ofEpochSecond(cachedEpoch + second, time[3]), cachedZoneText, false, null);
  }

  private static String numeric(ZoneOffset offset) {
    return offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId();
  }

  private static SourceTime unreadable(String text) {
    return SourceTime.invalid(text.isEmpty() ? "no time" : "unreadable time");
  }

  /** {@code HH:mm:ss[.fraction]} as hour, minute, second, nanosecond; null when not there. */
  private static int[] clockTime(Scan scan) {
    int hour = scan.digits(2, 2);
    if (hour < 0 || !scan.take(':')) {
      return null;
    }
    int minute = scan.digits(2, 2);
    if (minute < 0 || !scan.take(':')) {
      return null;
    }
    int second = scan.digits(2, 2);
    if (second < 0) {
      return null;
    }
    int nanos = 0;
    if ((scan.peek() == '.' || scan.peek() == ',') && Character.isDigit(scan.peek(1))) {
      scan.moveTo(scan.position() + 1);
      int from = scan.position();
      nanos = Math.max(0, scan.digits(1, 9));
      for (int digits = scan.position() - from; digits < 9; digits++) {
        nanos *= 10;
      }
      // Finer than a nanosecond is not kept.
      while (Character.isDigit(scan.peek())) {
        scan.moveTo(scan.position() + 1);
      }
    }
    return new int[] {hour, minute, second, nanos};
  }

  /**
   * {@code Z}, {@code ±hh}, {@code ±hhmm} or {@code ±hh:mm}; null without moving when not there.
   */
  private static ZoneOffset offset(Scan scan) {
    if (scan.take('Z') || scan.take('z')) {
      return ZoneOffset.UTC;
    }
    char sign = scan.peek();
    if (sign != '+' && sign != '-') {
      return null;
    }
    int start = scan.position();
    scan.moveTo(start + 1);
    int hours = scan.digits(2, 2);
    int minutes = 0;
    if (hours >= 0) {
      int mark = scan.position();
      scan.take(':');
      minutes = scan.digits(2, 2);
      if (minutes < 0) {
        scan.moveTo(mark);
        minutes = 0;
      }
    }
    if (hours < 0 || hours > 18 || minutes > 59 || (hours == 18 && minutes > 0)) {
      scan.moveTo(start);
      return null;
    }
    int total = (hours * 60 + minutes) * 60;
    return ZoneOffset.ofTotalSeconds(sign == '-' ? -total : total);
  }

  /** An English month of three letters as 1..12, or 0 without moving. */
  private static int month(Scan scan) {
    int at = scan.position();
    if (scan.text().length() < at + 3) {
      return 0;
    }
    for (int i = 0; i < 12; i++) {
      if (scan.text().regionMatches(at, MONTHS, i * 3, 3)) {
        scan.moveTo(at + 3);
        return i + 1;
      }
    }
    return 0;
  }
}
