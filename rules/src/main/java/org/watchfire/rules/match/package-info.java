/**
 * Which rules one event matches, and why.
 *
 * <p>In comes an event, out come all matches ({@link org.watchfire.rules.match.Match}) with the
 * conditions that held. A {@link org.watchfire.rules.match.RuleSet} is an immutable snapshot: it is
 * compiled aside and swapped as a whole. Rules are routed by log source first; how they are then
 * evaluated is behind {@link org.watchfire.rules.match.Matcher}: {@code IndexedMatcher} is used,
 * {@code LinearMatcher} says what is right.
 *
 * <p>What counts over time is in {@code org.watchfire.rules.correlate}; here is which correlation
 * counts which rule ({@code CorrelationGraph}), what it counts of a match ({@link
 * org.watchfire.rules.match.CorrelationInput}), and {@link
 * org.watchfire.rules.match.CorrelationRun}, which does that for events that are at hand.
 */
package org.watchfire.rules.match;
