/**
 * Which rules one event matches, and why.
 *
 * <p>In comes an event, out come all matches ({@link org.watchfire.rules.match.Match}) with the
 * conditions that held. A {@link org.watchfire.rules.match.RuleSet} is an immutable snapshot: it is
 * compiled aside and swapped as a whole. Rules are routed by log source first; how the rules of a
 * route are evaluated is behind {@link org.watchfire.rules.match.Matcher}.
 *
 * <p>Nothing here remembers an event: what counts over time is in {@code
 * org.watchfire.rules.correlate}.
 */
package org.watchfire.rules.match;
