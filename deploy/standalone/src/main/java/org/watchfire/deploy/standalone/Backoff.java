package org.watchfire.deploy.standalone;

import java.time.Duration;

/**
 * How long to wait before a process that ended is started again: doubling from the first to the
 * longest delay, and from the first again after a run of at least {@code steady}.
 *
 * @param first delay of the first restart
 * @param longest limit
 * @param steady length of a run after which the process counts as healthy
 */
public record Backoff(Duration first, Duration longest, Duration steady) {
  /** One second, doubling to thirty; healthy after a minute. */
  public static final Backoff USUAL =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(1));

  /**
   * The delay before the next start.
   *
   * @param failures runs in a row that ended early, at least 1
   */
  public Duration delay(int failures) {
    Duration delay = first;
    for (int n = 1; n < failures && delay.compareTo(longest) < 0; n++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(longest) < 0 ? delay : longest;
  }
}
