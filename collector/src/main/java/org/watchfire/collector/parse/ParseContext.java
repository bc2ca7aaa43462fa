package org.watchfire.collector.parse;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a parser must know about its input besides the lines.
 *
 * @param zone zone of timestamps that do not carry one
 * @param year year of the first timestamp that does not carry one; 0 = infer from {@code clock}
 * @param defaultHost {@code host.name} for lines that name no host; null or empty = none
 * @param clock reading time of a line ({@code event.created})
 * @param staticFields ECS fields put on every event, for instance {@code gov.org_unit}
 * @param options settings of single sources: {@code samba.prefix} (the {@code full_audit:prefix} of
 *     smb.conf, default {@code %u|%I|%m|%S}), {@code samba.root.<share>} (absolute directory of a
 *     share, for the Samba versions that log paths relative to it)
 */
public record ParseContext(
    ZoneId zone,
    int year,
    String defaultHost,
    Clock clock,
    Map<String, String> staticFields,
    Map<String, String> options) {
  public ParseContext {
    requireNonNull(zone, "zone");
    requireNonNull(clock, "clock");
    if (year < 0 || year > 9999) {
      throw new IllegalArgumentException("year " + year + " is not 0 (infer) or 1..9999");
    }
    staticFields = Map.copyOf(staticFields);
    options = Map.copyOf(options);
  }

  /** A context without source options. */
  public ParseContext(
      ZoneId zone, int year, String defaultHost, Clock clock, Map<String, String> staticFields) {
    this(zone, year, defaultHost, clock, staticFields, Map.of());
  }
}
