package org.watchfire.deploy.bench;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Time and memory that compiling and comparing one set of rules may take. It is asked between
 * steps; one step that never ends is not interrupted.
 */
final class Allowance {
  private static final double HEAP_SHARE = 0.8;

  private final LongSupplier nanoTime;
  private final Duration limit;
  private final long began;

  /**
   * @param nanoTime {@link System#nanoTime}
   */
  Allowance(LongSupplier nanoTime, Duration limit) {
    this.nanoTime = nanoTime;
    this.limit = limit;
    this.began = nanoTime.getAsLong();
  }

  /**
   * @param done what has been reached, for the message
   * @throws TooExpensive when the time is over or the heap is nearly full
   */
  void check(String done) throws TooExpensive {
    if (nanoTime.getAsLong() - began > limit.toNanos()) {
      throw new TooExpensive("more than " + limit.toSeconds() + " s: " + done);
    }
    if (nearlyFull()) {
      // Only what is in use after a collection counts.
      System.gc();
      if (nearlyFull()) {
        throw new TooExpensive(
            "more than " + Math.round(HEAP_SHARE * heap() / (1 << 20)) + " MiB of heap: " + done);
      }
    }
  }

  private static boolean nearlyFull() {
    Runtime jvm = Runtime.getRuntime();
    return jvm.totalMemory() - jvm.freeMemory() > HEAP_SHARE * heap();
  }

  private static long heap() {
    return Runtime.getRuntime().maxMemory();
  }
}
