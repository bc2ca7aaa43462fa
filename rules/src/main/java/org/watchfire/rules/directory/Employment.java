package org.watchfire.rules.directory;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The days on which somebody is employed. Days are civil days of a zone, so that engine and console
 * mean the same moment by "the last day".
 *
 * @param from first day, null when it has no beginning
 * @param until last day, included; null when it has no end
 */
public record Employment(LocalDate from, LocalDate until, ZoneId zone) {
  /** The zone of days that name none. */
  public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /** No beginning, no end. */
  public static final Employment ALWAYS = new Employment(null, null, ZONE);

  /**
   * @throws IllegalArgumentException when it ends before it begins
   */
  public Employment {
    requireNonNull(zone, "zone");
    if (from != null && until != null && until.isBefore(from)) {
      throw new IllegalArgumentException("employment ends before it begins");
    }
  }

  /**
   * @param from ISO-8601 date or null
   * @param until ISO-8601 date or null
   * @param zone IANA name or null
   * @throws IllegalArgumentException when one of them is none, or it ends before it begins
   */
  public static Employment parse(String from, String until, String zone) {
    try {
      return new Employment(
          from == null ? null : LocalDate.parse(from),
          until == null ? null : LocalDate.parse(until),
          zone == null ? ZONE : ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "employment expects dates such as 2026-11-21 and a zone such as Asia/Shanghai", e);
    }
  }

  /** Whether it has begun by then. */
  public boolean begunBy(Instant at) {
    return from == null || !at.isBefore(from.atStartOfDay(zone).toInstant());
  }

  /** Whether it has ended by then. */
  public boolean endedBy(Instant at) {
    return until != null && !at.isBefore(until.plusDays(1).atStartOfDay(zone).toInstant());
  }
}
