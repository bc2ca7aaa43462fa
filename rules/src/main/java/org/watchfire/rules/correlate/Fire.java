package org.watchfire.rules.correlate;

import java.math.BigDecimal;
import java.util.List;

/**
 * The condition of a correlation holds at one match.
 *
 * @param trigger the match that completed it, in event-time order
 * @param observed what the threshold was compared with: number of matches, of distinct values or of
 *     distinct rules, length of the chain, sum, average (rounded to 6 places) or percentile
 * @param fresh matches of events in the window that no earlier fire reported: at most {@value
 *     #MAX_EVIDENCE}, the newest, in order
 * @param freshTotal how many those were altogether
 * @param first event time of the earliest match in the window, milliseconds since 1970
 * @param window matches of events in the window: at most {@value #MAX_WINDOW}, the newest, in order
 * @param windowTotal how many matches the window held, fires of other correlations as one each
 */
public record Fire(
    Occurrence trigger,
    BigDecimal observed,
    List<Occurrence> fresh,
    long freshTotal,
    long first,
    List<Occurrence> window,
    long windowTotal) {
  public static final int MAX_EVIDENCE = 20;
  public static final int MAX_WINDOW = 100;
}
