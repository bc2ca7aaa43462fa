package org.watchfire.engine.state;

import java.util.List;
import org.watchfire.rules.correlate.Occurrence;

/**
 * A match on its way to the state of a correlation.
 *
 * @param level 1 to {@link org.watchfire.rules.match.CorrelationLink#MAX_LEVEL}: which of the
 *     operators that follow one another keeps that state
 * @param policyVersion under which it matched: a correlation that is not known yet will be when
 *     that policy has arrived
 */
public record Correlated(
    String ruleId, int level, long policyVersion, List<String> group, Occurrence occurrence) {

  /** Rule and group in one text that no group value can forge. */
  public String key() {
    StringBuilder out = new StringBuilder(ruleId);
    for (String value : group) {
      out.append('\n').append(value.length()).append(':').append(value);
    }
    return out.toString();
  }
}
