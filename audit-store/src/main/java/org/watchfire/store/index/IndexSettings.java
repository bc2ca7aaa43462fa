package org.watchfire.store.index;

import java.time.Duration;
import org.watchfire.core.config.Default;

/**
 * How indices are made and kept. What makes an index applies to those created from now on.
 *
 * @param shards primary shards of each index
 * @param replicas copies of each shard; 1 or more on a cluster
 * @param refreshInterval how long a new record may stay unsearchable
 * @param bulkBytes records of about this many bytes go into one request
 * @param rolloverAge a new index is begun when the last is this old, in whole days
 * @param rolloverMinRecords but not before it has so many records or is a month old
 * @param rolloverRecords a new index is begun when the last has so many records
 * @param rolloverBytes or so many bytes in its primary shards
 * @param retention how long an index is kept after its last record came in; the ledger keeps the
 *     records
 * @param reconcileInterval how often the index is compared with the ledger; 0 for never
 * @param reconcileSample how many tiles of 256 records are compared byte by byte each time
 */
public record IndexSettings(
    @Default("1") int shards,
    @Default("0") int replicas,
    @Default("1s") Duration refreshInterval,
    @Default("4194304") int bulkBytes,
    @Default("1d") Duration rolloverAge,
    @Default("1000000") long rolloverMinRecords,
    @Default("100000000") long rolloverRecords,
    @Default("42949672960") long rolloverBytes,
    @Default("183d") Duration retention,
    @Default("10m") Duration reconcileInterval,
    @Default("64") int reconcileSample) {
  /** Shorter retention is refused: an auditor must be able to search at least a month back. */
  public static final Duration LEAST_RETENTION = Duration.ofDays(31);

  /** Lucene cannot hold more in a shard; half of it leaves room. */
  private static final long MOST_RECORDS_PER_SHARD = 1_000_000_000;

  /** Checks the ranges. */
  public IndexSettings {
    if (shards < 1 || shards > 64 || replicas < 0 || replicas > 8) {
      throw new IllegalArgumentException("shards must be 1 to 64 and replicas 0 to 8");
    }
    if (bulkBytes < 65_536 || bulkBytes > 33_554_432) {
      throw new IllegalArgumentException("bulk-bytes must be between 65536 and 33554432");
    }
    if (rolloverAge.toDays() < 1) {
      throw new IllegalArgumentException("rollover-age must be at least 1d");
    }
    if (rolloverRecords < 1 || rolloverRecords > MOST_RECORDS_PER_SHARD * shards) {
      throw new IllegalArgumentException(
          "rollover-records must be between 1 and " + MOST_RECORDS_PER_SHARD * shards);
    }
    if (rolloverMinRecords < 0 || rolloverBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "rollover-min-records must not be negative, rollover-bytes at least 1048576");
    }
    if (retention.compareTo(LEAST_RETENTION) < 0) {
      throw new IllegalArgumentException(
          "retention must be at least " + LEAST_RETENTION.toDays() + "d");
    }
    if (reconcileInterval.isNegative() || reconcileSample < 0 || reconcileSample > 100_000) {
      throw new IllegalArgumentException("reconcile-sample must be between 0 and 100000");
    }
  }

  /** What holds when the file says nothing. */
  public static IndexSettings standard() {
    return new IndexSettings(
        1,
        0,
        Duration.ofSeconds(1),
        4 << 20,
        Duration.ofDays(1),
        1_000_000,
        100_000_000,
        40L << 30,
        Duration.ofDays(183),
        Duration.ofMinutes(10),
        64);
  }
}
