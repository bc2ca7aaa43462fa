package org.watchfire.collector.ship;

import java.util.ArrayDeque;
import java.util.Deque;
import org.watchfire.collector.spool.Stamped;

/**
 * Records that were handed to the producer, in order, and the point up to which all of them are
 * acknowledged. A failure closes the window: later acknowledgements do not count any more.
 * Thread-safe.
 */
final class AckWindow {

  /** One record on its way. */
  static final class Entry {
    private final Stamped stamp;
    private final int size;
    private boolean done;

    private Entry(Stamped stamp, int size) {
      this.stamp = stamp;
      this.size = size;
    }

    Stamped stamp() {
      return stamp;
    }
  }

  private final long maxBytes;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long bytes;
  private Stamped acked;
  private Entry failed;
  private Exception failure;

  AckWindow(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Adds a record; waits while the window is full. Null when the window failed meanwhile or the
   * wait took longer than {@code waitMillis}.
   */
  synchronized Entry add(Stamped stamp, int size, long waitMillis) throws InterruptedException {
    long deadline = System.nanoTime() + waitMillis * 1_000_000;
    while (failure == null && bytes > 0 && bytes + size > maxBytes) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    if (failure != null) {
      return null;
    }
    Entry e = new Entry(stamp, size);
    entries.addLast(e);
    bytes += size;
    return e;
  }

  /** Takes back the newest record: the producer did not take it. */
  synchronized void withdraw(Entry e) {
    if (entries.peekLast() == e) {
      entries.removeLast();
      bytes -= e.size;
    }
  }

  synchronized void done(Entry e) {
    e.done = true;
    if (failure != null) {
      return;
    }
    while (!entries.isEmpty() && entries.peekFirst().done) {
      Entry first = entries.removeFirst();
      bytes -= first.size;
      acked = first.stamp;
    }
    notifyAll();
  }

  synchronized void fail(Entry e, Exception reason) {
    if (failure == null) {
      failed = e;
      failure = reason;
    }
    notifyAll();
  }

  /** Last stamp that is acknowledged with all before it; null before the first. */
  synchronized Stamped acked() {
    return acked;
  }

  synchronized Exception failure() {
    return failure;
  }

  /** Stamp of the record that failed first, null when none did. */
  synchronized Stamped failedAt() {
    return failed == null ? null : failed.stamp;
  }

  synchronized boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Waits until everything is acknowledged, something failed, or the time passes. */
  synchronized void awaitQuiet(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (failure == null && !entries.isEmpty()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }
}
