package org.watchfire.store.search;

import java.time.Duration;
import java.time.Instant;

/** Widths that people can read off an axis. */
final class BucketWidth {
  private static final long[] SECONDS = {
    1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000
  };

  private BucketWidth() {}

  /** The narrowest that covers the time with at most about {@code buckets}. */
  static Duration covering(Instant from, Instant to, int buckets) {
    long needed = Math.max(1, Duration.between(from, to).toSeconds()) / buckets;
    for (long width : SECONDS) {
      if (width >= needed) {
        return Duration.ofSeconds(width);
      }
    }
    long largest = SECONDS[SECONDS.length - 1];
    return Duration.ofSeconds(largest * (needed / largest + 1));
  }
}
