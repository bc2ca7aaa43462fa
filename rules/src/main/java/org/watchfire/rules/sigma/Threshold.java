package org.watchfire.rules.sigma;

import java.util.List;

/** What a correlation counts up to: all bounds must hold. */
public record Threshold(List<Bound> bounds) {
  public record Bound(Comparison comparison, long limit) {}

  public Threshold {
    bounds = List.copyOf(bounds);
  }

  public boolean holds(long observed) {
    for (Bound b : bounds) {
      if (!b.comparison().holds(Long.compare(observed, b.limit()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether more of the same can only make it true, never false again: then a correlation may fire
   * as soon as it holds, in whatever order events come.
   */
  public boolean onlyGrows() {
    return bounds.stream()
        .allMatch(b -> b.comparison() == Comparison.GTE || b.comparison() == Comparison.GT);
  }

  /** The smallest count that can satisfy a threshold that only grows; at least 1. */
  public long minimum() {
    long min = 1;
    for (Bound b : bounds) {
      if (b.comparison() == Comparison.GTE || b.comparison() == Comparison.EQ) {
        min = Math.max(min, b.limit());
      } else if (b.comparison() == Comparison.GT) {
        min = Math.max(min, b.limit() + 1);
      }
    }
    return min;
  }
}
