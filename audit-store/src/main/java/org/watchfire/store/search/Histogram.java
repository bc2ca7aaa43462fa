package org.watchfire.store.search;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How many records there were when.
 *
 * @param interval width of every bucket
 * @param buckets in order of time, without gaps between the first and the last
 */
public record Histogram(Duration interval, List<Bucket> buckets) {
  /** Records from {@code start} on, for one interval. */
  public record Bucket(Instant start, long count) {}

  /** Copies the list. */
  public Histogram {
    buckets = List.copyOf(buckets);
  }
}
