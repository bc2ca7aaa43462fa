/**
 * Counting matches over event time: the state machines behind Sigma correlations.
 *
 * <p>One {@link org.watchfire.rules.correlate.Window} holds the matches of one correlation for one
 * group of values. It takes them in any order and gives out {@link
 * org.watchfire.rules.correlate.Fire}s; the set of fires depends on the matches only, not on the
 * order they came in. State is bounded and has a versioned byte form. No clock and no thread of its
 * own.
 */
package org.watchfire.rules.correlate;
