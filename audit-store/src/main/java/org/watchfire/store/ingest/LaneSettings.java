package org.watchfire.store.ingest;

import java.time.Duration;
import org.watchfire.core.config.Default;

/**
 * How records are batched.
 *
 * @param batchRecords a commit has at most about this many records
 * @param batchBytes and at most about this many bytes
 * @param linger longest wait of a record for others to be committed with
 * @param checkpointInterval a checkpoint is at most this old when there is something new
 * @param heartbeat an idle stream gets a record of that after this time
 */
public record LaneSettings(
    @Default("8192") int batchRecords,
    @Default("8388608") int batchBytes,
    @Default("100ms") Duration linger,
    @Default("500ms") Duration checkpointInterval,
    @Default("10m") Duration heartbeat) {
  /** Checks the ranges. */
  public LaneSettings {
    if (batchRecords < 1 || batchRecords > 1_000_000) {
      throw new IllegalArgumentException("batch-records must be between 1 and 1000000");
    }
    if (batchBytes < 1 << 20 || batchBytes > 256 << 20) {
      throw new IllegalArgumentException("batch-bytes must be between 1048576 and 268435456");
    }
    if (heartbeat.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("heartbeat must be at least 1s");
    }
  }

  /** What holds when the file says nothing. */
  public static LaneSettings standard() {
    return new LaneSettings(
        8192, 8 << 20, Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMinutes(10));
  }
}
