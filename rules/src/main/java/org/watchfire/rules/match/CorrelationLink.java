package org.watchfire.rules.match;

import java.util.List;
import java.util.Map;
import org.watchfire.rules.sigma.CorrelationRule;

/**
 * That a correlation counts the matches of a rule, or the fires of another correlation.
 *
 * @param step 0-based place of the rule in the correlation's list
 * @param reference how the correlation names the rule
 * @param level 1 for a correlation that counts detections only, else one more than the highest one
 *     that it counts; at most {@value #MAX_LEVEL}
 * @param fields the correlation's group-by and value names to the rule's own fields, aliases
 *     resolved
 * @param carried what correlations of this one ask of its fires beside its group-by names: their
 *     name for it to the rule's own field
 * @param audience the correlation and all that count it, directly or not
 */
public record CorrelationLink(
    CorrelationRule correlation,
    int step,
    String reference,
    int level,
    Map<String, String> fields,
    Map<String, String> carried,
    List<CorrelationRule> audience) {
  /** How long a chain of correlations may be. */
  public static final int MAX_LEVEL = 4;

  public CorrelationLink {
    fields = Map.copyOf(fields);
    carried = Map.copyOf(carried);
    audience = List.copyOf(audience);
  }
}
