package org.watchfire.rules.match;

import org.watchfire.rules.sigma.CorrelationRule;

/**
 * That a correlation counts the matches of a rule.
 *
 * @param step 0-based place of the rule in the correlation's list
 * @param reference how the correlation names the rule (for its aliases)
 */
public record CorrelationLink(CorrelationRule correlation, int step, String reference) {}
