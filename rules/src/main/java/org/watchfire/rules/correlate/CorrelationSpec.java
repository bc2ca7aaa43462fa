package org.watchfire.rules.correlate;

import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.Threshold;

/**
 * What a window must know of its rule.
 *
 * @param timespanMillis two matches are within the window when their times differ by at most this
 * @param steps number of rules counted
 */
public record CorrelationSpec(
    CorrelationRule.Type type, long timespanMillis, Threshold threshold, int steps) {

  public static CorrelationSpec of(CorrelationRule rule) {
    return new CorrelationSpec(
        rule.type(), rule.timespan().toMillis(), rule.threshold(), rule.rules().size());
  }

  /** Most matches that one window keeps. */
  int capacity() {
    return (int) Math.min(20_000, Math.max(1_000, 2 * threshold.minimum()));
  }
}
