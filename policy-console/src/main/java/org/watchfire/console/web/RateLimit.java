package org.watchfire.console.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A token bucket per key: a burst of {@code limit}, refilled evenly over {@code window}. Remembers
 * at most a fixed number of keys and forgets the one used longest ago. Thread-safe.
 */
public final class RateLimit {
  private static final int MAX_KEYS = 10_000;

  private static final class Bucket {
    private double tokens;
    private long at;
  }

  private final int limit;
  private final double perNano;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /**
   * @param nanos a clock that never goes back, such as {@code System::nanoTime}
   */
  public RateLimit(int limit, Duration window, LongSupplier nanos) {
    this.limit = limit;
    this.perNano = (double) limit / window.toNanos();
    this.nanos = nanos;
  }

  /**
   * @return 0 when the call is within the limit, else after how many seconds to come again
   */
  public synchronized long take(String key) {
    long now = nanos.getAsLong();
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = limit;
      buckets.put(key, bucket);
    } else {
      bucket.tokens = Math.min(limit, bucket.tokens + (now - bucket.at) * perNano);
    }
    bucket.at = now;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return Math.max(1, (long) Math.ceil((1 - bucket.tokens) / perNano / 1e9));
  }

  /** How many keys are remembered. */
  synchronized int keys() {
    return buckets.size();
  }
}
