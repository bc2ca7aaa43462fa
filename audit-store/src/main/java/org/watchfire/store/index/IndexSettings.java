package org.watchfire.store.index;

import java.time.Duration;
import org.watchfire.core.config.Default;

/**
 * How indices are made. Applies to indices that are created from now on.
 *
 * @param shards primary shards of each index
 * @param replicas copies of each shard; 1 or more on a cluster
 * @param refreshInterval how long a new record may stay unsearchable
 * @param bulkBytes records of about this many bytes go into one request
 */
public record IndexSettings(
    @Default("1") int shards,
    @Default("0") int replicas,
    @Default("1s") Duration refreshInterval,
    @Default("4194304") int bulkBytes) {
  /** Checks the ranges. */
  public IndexSettings {
    if (shards < 1 || shards > 64 || replicas < 0 || replicas > 8) {
      throw new IllegalArgumentException("shards must be 1 to 64 and replicas 0 to 8");
    }
    if (bulkBytes < 65_536 || bulkBytes > 33_554_432) {
      throw new IllegalArgumentException("bulk-bytes must be between 65536 and 33554432");
    }
  }

  /** What holds when the file says nothing. */
  public static IndexSettings standard() {
    return new IndexSettings(1, 0, Duration.ofSeconds(1), 4 << 20);
  }
}
