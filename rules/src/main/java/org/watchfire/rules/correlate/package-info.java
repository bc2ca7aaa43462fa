/**
 * Counting matches over event time: the state machines behind Sigma correlations.
 *
 * <p>One {@link org.watchfire.rules.correlate.Window} holds the matches of one correlation for one
 * group of values. It takes them in any order and gives out {@link
 * org.watchfire.rules.correlate.Fire}s; which matches fire depends on the matches only, not on the
 * order they came in, as far as {@link org.watchfire.rules.correlate.Window} says. What fires may
 * be an {@link org.watchfire.rules.correlate.Occurrence} of another correlation in turn. State is
 * bounded and has a versioned byte form. No clock and no thread of its own.
 */
package org.watchfire.rules.correlate;
