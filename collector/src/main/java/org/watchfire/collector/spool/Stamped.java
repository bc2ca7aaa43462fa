package org.watchfire.collector.spool;

/**
 * A point in the sequence of events of one agent; ordered by epoch, then number. {@code (0,0)} is
 * before all.
 */
public record Stamped(long epoch, long seq) implements Comparable<Stamped> {

  /** Before every event. */
  public static final Stamped NONE = new Stamped(0, 0);

  @Override
  public int compareTo(Stamped o) {
    int byEpoch = Long.compare(epoch, o.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(seq, o.seq);
  }
}
