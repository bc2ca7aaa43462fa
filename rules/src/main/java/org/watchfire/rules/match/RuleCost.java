package org.watchfire.rules.match;

/**
 * What a rule has cost and brought since the rule set was compiled.
 *
 * @param ruleId id of a detection rule
 * @param evaluated events for which the index could not rule it out
 * @param hits events it held for
 * @param nanos time spent on evaluating it, extrapolated from a sample of events
 */
public record RuleCost(String ruleId, long evaluated, long hits, long nanos) {}
