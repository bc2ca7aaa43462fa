package org.watchfire.rules.match;

import java.util.List;

/**
 * What matching has cost since the rule set was compiled.
 *
 * @param events events that were matched
 * @param candidates evaluations of a rule altogether
 * @param rules one entry for each detection rule, in order
 */
public record MatchCosts(long events, long candidates, List<RuleCost> rules) {
  public MatchCosts {
    rules = List.copyOf(rules);
  }
}
