package org.watchfire.console.triage;

import java.time.Duration;
import java.util.stream.Stream;
import org.watchfire.core.config.Default;

/**
 * How soon somebody is to take on an alert, and how soon the work on it is to end, by severity. The
 * clocks begin when the alert comes in, run day and night, and neither stop nor begin anew: one
 * that is reopened is due when it was.
 *
 * @param acknowledge until somebody has taken it on
 * @param resolve until it is closed
 */
public record ServiceTargets(
    @Default("{critical: 15m, high: 1h, medium: 4h, low: 1d, informational: 3d}")
        BySeverity acknowledge,
    @Default("{critical: 4h, high: 1d, medium: 3d, low: 7d, informational: 14d}")
        BySeverity resolve) {

  /** One target for each severity; longer than nothing. */
  public record BySeverity(
      Duration critical, Duration high, Duration medium, Duration low, Duration informational) {
    public BySeverity {
      if (Stream.of(critical, high, medium, low, informational)
          .anyMatch(d -> d.isNegative() || d.isZero())) {
        throw new IllegalArgumentException("a target expects more than 0");
      }
    }

    Duration of(String severity) {
      return switch (severity) {
        case "critical" -> critical;
        case "high" -> high;
        case "medium" -> medium;
        case "low" -> low;
        default -> informational;
      };
    }
  }
}
