package org.watchfire.rules.match;

import java.util.List;
import java.util.Optional;
import org.watchfire.rules.sigma.DetectionRule;

/**
 * One rule that holds for one event.
 *
 * @param alerts false when the rule only feeds correlations
 * @param conditions what held, at most {@value #MAX_CONDITIONS}; empty when it does not alert
 * @param route the way in which the event belongs to the rule's log source: has the event's names
 *     for the rule's fields
 * @param suppression the exception that covers it: then it is neither an alert nor counted by
 *     correlations, but kept on record
 */
public record Match(
    DetectionRule rule,
    boolean alerts,
    List<Condition> conditions,
    Route route,
    Optional<Suppression> suppression) {
  public static final int MAX_CONDITIONS = 32;
}
