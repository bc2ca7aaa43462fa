package org.watchfire.collector.spool;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a spool lives and how much it may take.
 *
 * @param dir directory of the segments, the key and the acknowledgement pointer; created with mode
 *     0700
 * @param quotaBytes most bytes that segments may occupy; appending waits when it is reached
 * @param segmentBytes size at which a new segment begins; at most a quarter of the quota
 * @param batchBytes bytes of encoded events that force a commit before the interval has passed
 * @param commitInterval longest time an appended event waits for its fsync
 */
public record SpoolConfig(
    Path dir, long quotaBytes, long segmentBytes, int batchBytes, Duration commitInterval) {

  /** Smallest quota that leaves room for segments to turn over. */
  public static final long MIN_QUOTA = 1 << 20;

  /** Checks the bounds and shrinks {@code segmentBytes} to a quarter of the quota. */
  public SpoolConfig {
    if (quotaBytes < MIN_QUOTA) {
      throw new IllegalArgumentException("spool quota must be at least " + MIN_QUOTA + " bytes");
    }
    if (segmentBytes < 1 || batchBytes < 1 || commitInterval.isNegative()) {
      throw new IllegalArgumentException("spool sizes and interval must be positive");
    }
    segmentBytes = Math.min(segmentBytes, quotaBytes / 4);
  }

  /** 16 MiB segments, commits every 50 ms or 512 KiB. */
  public static SpoolConfig of(Path dir, long quotaBytes) {
    return new SpoolConfig(dir, quotaBytes, 16L << 20, 512 << 10, Duration.ofMillis(50));
  }
}
