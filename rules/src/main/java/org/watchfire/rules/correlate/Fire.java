package org.watchfire.rules.correlate;

import java.util.List;

/**
 * The condition of a correlation holds at one match.
 *
 * @param trigger the match that completed it, in event-time order
 * @param observed the count the threshold was compared with: matches, distinct values or distinct
 *     rules
 * @param fresh matches of the window that no earlier fire reported: at most {@value #MAX_EVIDENCE},
 *     the newest
 * @param freshTotal how many those were altogether
 */
public record Fire(Occurrence trigger, long observed, List<Occurrence> fresh, long freshTotal) {
  public static final int MAX_EVIDENCE = 20;
}
