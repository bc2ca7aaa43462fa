package org.watchfire.rules.correlate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.rules.sigma.Threshold;

/** What a correlation knows of the matches in its window while the window slides. */
sealed interface Tally {
  void add(Entry e);

  void remove(Entry e);

  boolean holds(Threshold threshold);

  BigDecimal observed();

  static Tally of(CorrelationSpec spec) {
    return switch (spec.type()) {
      case EVENT_COUNT -> new Count();
      case VALUE_COUNT -> new Values();
      case TEMPORAL -> new Rules(spec.steps());
      case VALUE_SUM -> new Sum();
      case VALUE_AVG -> new Average();
      case VALUE_PERCENTILE -> new Percentile(spec.percentile(), spec.threshold());
      case TEMPORAL_ORDERED ->
          throw new IllegalArgumentException("an order is not a matter of counting");
    };
  }

  /** Number of matches. */
  final class Count implements Tally {
    private long n;

    @Override
    public void add(Entry e) {
      n += e.matches;
    }

    @Override
    public void remove(Entry e) {
      n -= e.matches;
    }

    @Override
    public boolean holds(Threshold threshold) {
      return threshold.holds(n);
    }

    @Override
    public BigDecimal observed() {
      return BigDecimal.valueOf(n);
    }
  }

  /** Number of distinct values. */
  final class Values implements Tally {
    private final Map<String, Integer> counts = new HashMap<>();

    @Override
    public void add(Entry e) {
      counts.merge(e.what.value(), 1, Integer::sum);
    }

    @Override
    public void remove(Entry e) {
      counts.computeIfPresent(e.what.value(), (k, n) -> n == 1 ? null : n - 1);
    }

    @Override
    public boolean holds(Threshold threshold) {
      return threshold.holds(counts.size());
    }

    @Override
    public BigDecimal observed() {
      return BigDecimal.valueOf(counts.size());
    }
  }

  /** Number of distinct rules. */
  final class Rules implements Tally {
    private final int[] counts;
    private int distinct;

    Rules(int steps) {
      counts = new int[steps];
    }

    @Override
    public void add(Entry e) {
      if (within(e) && counts[e.what.step()]++ == 0) {
        distinct++;
      }
    }

    @Override
    public void remove(Entry e) {
      if (within(e) && --counts[e.what.step()] == 0) {
        distinct--;
      }
    }

    /** A rule that was changed to name fewer rules may find matches of the others in its state. */
    private boolean within(Entry e) {
      return e.what.step() >= 0 && e.what.step() < counts.length;
    }

    @Override
    public boolean holds(Threshold threshold) {
      return threshold.holds(distinct);
    }

    @Override
    public BigDecimal observed() {
      return BigDecimal.valueOf(distinct);
    }
  }

  /** Sum of the values. */
  final class Sum implements Tally {
    private BigDecimal sum = BigDecimal.ZERO;

    @Override
    public void add(Entry e) {
      sum = sum.add(e.number());
    }

    @Override
    public void remove(Entry e) {
      sum = sum.subtract(e.number());
    }

    @Override
    public boolean holds(Threshold threshold) {
      return threshold.holds(sum);
    }

    @Override
    public BigDecimal observed() {
      return sum;
    }
  }

  /** Arithmetic mean of the values; compared without dividing, so exactly. */
  final class Average implements Tally {
    private BigDecimal sum = BigDecimal.ZERO;
    private long n;

    @Override
    public void add(Entry e) {
      sum = sum.add(e.number());
      n += e.matches;
    }

    @Override
    public void remove(Entry e) {
      sum = sum.subtract(e.number());
      n -= e.matches;
    }

    @Override
    public boolean holds(Threshold threshold) {
      BigDecimal count = BigDecimal.valueOf(n);
      return threshold.holdsFor(limit -> sum.compareTo(limit.multiply(count)));
    }

    @Override
    public BigDecimal observed() {
      return sum.divide(BigDecimal.valueOf(n), 6, RoundingMode.HALF_EVEN);
    }
  }

  /**
   * The value of nearest rank: of <i>n</i> values in ascending order the one at place {@code max(1,
   * ceil(n × p / 100))}, counted from 1. While the window slides only two numbers are kept for each
   * limit, which is enough to compare; the value itself is looked up when it fires.
   */
  final class Percentile implements Tally {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final BigDecimal percentile;
    private final Map<BigDecimal, int[]> belowAndUpTo = new HashMap<>();
    private final ArrayDeque<Entry> within = new ArrayDeque<>();

    Percentile(BigDecimal percentile, Threshold threshold) {
      this.percentile = percentile;
      threshold.bounds().forEach(b -> belowAndUpTo.put(b.limit(), new int[2]));
    }

    @Override
    public void add(Entry e) {
      within.addLast(e);
      count(e, 1);
    }

    @Override
    public void remove(Entry e) {
      within.removeFirst();
      count(e, -1);
    }

    private void count(Entry e, int by) {
      belowAndUpTo.forEach(
          (limit, counts) -> {
            int order = e.number().compareTo(limit);
            counts[0] += order < 0 ? by : 0;
            counts[1] += order <= 0 ? by : 0;
          });
    }

    private int rank() {
      return Math.max(
          1,
          percentile
              .multiply(BigDecimal.valueOf(within.size()))
              .divide(HUNDRED, 0, RoundingMode.CEILING)
              .intValueExact());
    }

    @Override
    public boolean holds(Threshold threshold) {
      int rank = rank();
      return threshold.holdsFor(
          limit -> {
            int[] counts = belowAndUpTo.get(limit);
            return counts[0] >= rank ? -1 : counts[1] < rank ? 1 : 0;
          });
    }

    @Override
    public BigDecimal observed() {
      List<BigDecimal> values = new ArrayList<>(within.size());
      within.forEach(e -> values.add(e.number()));
      Collections.sort(values);
      return values.get(rank() - 1);
    }
  }
}
