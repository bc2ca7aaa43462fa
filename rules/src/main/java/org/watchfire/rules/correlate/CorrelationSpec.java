package org.watchfire.rules.correlate;

import java.math.BigDecimal;
import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.CorrelationRule.Type;
import org.watchfire.rules.sigma.Threshold;

/**
 * What a window must know of its rule.
 *
 * @param timespanMillis two matches are within the window when their times differ by at most this
 * @param steps number of rules counted
 * @param percentile 0 to 100 for value_percentile, null otherwise
 */
public record CorrelationSpec(
    Type type, long timespanMillis, Threshold threshold, int steps, BigDecimal percentile) {
  private static final int LEAST = 1_000;
  private static final int MOST = 20_000;

  /** A type without a percentile. */
  public CorrelationSpec(Type type, long timespanMillis, Threshold threshold, int steps) {
    this(type, timespanMillis, threshold, steps, null);
  }

  public static CorrelationSpec of(CorrelationRule rule) {
    return new CorrelationSpec(
        rule.type(),
        rule.timespan().toMillis(),
        rule.threshold(),
        rule.rules().size(),
        rule.percentile());
  }

  /**
   * Whether a match that fires keeps firing whatever else comes, so that nothing need be waited
   * for: counts that must be large enough. Sums may have negative parts.
   */
  boolean eager() {
    return !type.numeric() && threshold.onlyGrows();
  }

  /** Whether temporal_ordered asks for all of its rules. */
  boolean allSteps() {
    return threshold.onlyGrows() && threshold.minimum() == steps;
  }

  /** Most matches that one window keeps. */
  int capacity() {
    if (type.numeric()) {
      return MOST / 2;
    }
    long wanted = Math.max(LEAST, 2 * threshold.largestLimit() + 2);
    return (int) Math.min(MOST, eager() ? wanted : Math.max(MOST / 2, wanted));
  }
}
