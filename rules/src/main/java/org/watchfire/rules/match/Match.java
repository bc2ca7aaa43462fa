package org.watchfire.rules.match;

import java.util.List;
import org.watchfire.rules.sigma.DetectionRule;

/**
 * One rule that holds for one event.
 *
 * @param alerts false when the rule only feeds correlations
 * @param conditions what held, at most {@value #MAX_CONDITIONS}
 */
public record Match(DetectionRule rule, boolean alerts, List<Condition> conditions) {
  public static final int MAX_CONDITIONS = 32;
}
