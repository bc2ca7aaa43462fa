package org.watchfire.rules.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.watchfire.core.event.Event;
import org.watchfire.rules.correlate.Occurrence;
import org.watchfire.rules.sigma.CorrelationRule;

/**
 * A match on its way to a correlation.
 *
 * @param group values of the correlation's group-by fields, in that order
 */
public record CorrelationInput(CorrelationRule rule, List<String> group, Occurrence occurrence) {

  /**
   * What a correlation counts of an event. Of a field with several values the first one counts.
   *
   * @param details goes along with the occurrence
   * @return empty when the event lacks a group-by field or the counted field: such events belong to
   *     no group
   */
  public static Optional<CorrelationInput> of(
      CorrelationLink link, Event event, Map<String, String> details) {
    CorrelationRule rule = link.correlation();
    List<String> group = new ArrayList<>(rule.groupBy().size());
    for (String name : rule.groupBy()) {
      String value = event.text(rule.fieldFor(name, link.reference()));
      if (value == null) {
        return Optional.empty();
      }
      group.add(value);
    }
    String counted = "";
    if (!rule.valueField().isEmpty()) {
      counted = event.text(rule.fieldFor(rule.valueField(), link.reference()));
      if (counted == null) {
        return Optional.empty();
      }
    }
    Occurrence o =
        new Occurrence(link.step(), event.id(), event.timestamp().toEpochMilli(), counted, details);
    return Optional.of(new CorrelationInput(rule, List.copyOf(group), o));
  }
}
