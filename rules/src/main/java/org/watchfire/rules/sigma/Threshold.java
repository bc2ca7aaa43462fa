package org.watchfire.rules.sigma;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;

/** What a correlation counts up to: all bounds must hold. */
public record Threshold(List<Bound> bounds) {
  /**
   * @param limit without trailing zeros, so that equal limits are equal
   */
  public record Bound(Comparison comparison, BigDecimal limit) {
    public Bound {
      limit = limit.stripTrailingZeros();
    }

    public Bound(Comparison comparison, long limit) {
      this(comparison, BigDecimal.valueOf(limit));
    }
  }

  public Threshold {
    bounds = List.copyOf(bounds);
  }

  public boolean holds(long observed) {
    return holds(BigDecimal.valueOf(observed));
  }

  public boolean holds(BigDecimal observed) {
    return holdsFor(observed::compareTo);
  }

  /**
   * As {@link #holds} for a quantity that is only known by how it compares.
   *
   * @param order gives for a limit what {@code observed.compareTo(limit)} would give
   */
  public boolean holdsFor(ToIntFunction<BigDecimal> order) {
    for (Bound b : bounds) {
      if (!b.comparison().holds(order.applyAsInt(b.limit()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a larger number can only make it true, never false again: then a correlation that
   * counts may fire as soon as it holds, in whatever order events come.
   */
  public boolean onlyGrows() {
    return bounds.stream()
        .allMatch(b -> b.comparison() == Comparison.GTE || b.comparison() == Comparison.GT);
  }

  /** The smallest count that a threshold of whole numbers can ask for by its bounds; at least 1. */
  public long minimum() {
    long min = 1;
    for (Bound b : bounds) {
      if (b.comparison() == Comparison.GTE || b.comparison() == Comparison.EQ) {
        min = Math.max(min, b.limit().longValue());
      } else if (b.comparison() == Comparison.GT) {
        min = Math.max(min, b.limit().longValue() + 1);
      }
    }
    return min;
  }

  /** The largest limit of a threshold of whole numbers: counts beyond it are all alike; not < 0. */
  public long largestLimit() {
    return bounds.stream().mapToLong(b -> b.limit().longValue()).max().orElse(0);
  }

  /** Whether some whole number from {@code min} to {@code max} fulfils it. */
  public boolean canHoldForCount(long min, long max) {
    return bounds.stream()
        .mapToLong(b -> b.limit().longValue())
        .flatMap(n -> LongStream.of(n - 1, n, n + 1, min))
        .anyMatch(n -> n >= min && n <= max && holds(n));
  }

  /** Whether some number fulfils it. */
  public boolean canHold() {
    List<BigDecimal> limits = bounds.stream().map(Bound::limit).sorted().toList();
    List<BigDecimal> candidates = new ArrayList<>(limits);
    for (int i = 0; i + 1 < limits.size(); i++) {
      candidates.add(limits.get(i).add(limits.get(i + 1)).divide(BigDecimal.valueOf(2)));
    }
    candidates.add(limits.get(0).subtract(BigDecimal.ONE));
    candidates.add(limits.get(limits.size() - 1).add(BigDecimal.ONE));
    return candidates.stream().anyMatch(this::holds);
  }
}
