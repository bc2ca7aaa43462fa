package org.watchfire.rules.match;

import java.util.Map;
import org.watchfire.rules.sigma.Expression;

/**
 * One way in which events belong to a log source.
 *
 * @param when what an event must be
 * @param fields Sigma's field name to the name that these events have for it; names that are not
 *     listed stay as they are
 */
public record Route(Expression when, Map<String, String> fields) {
  public Route {
    fields = Map.copyOf(fields);
  }

  /** The event's name for a field of the rule. */
  public String field(String name) {
    return fields.getOrDefault(name, name);
  }
}
