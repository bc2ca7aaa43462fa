package org.watchfire.rules.correlate;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * One match that counts for a correlation.
 *
 * @param step 0-based place of the matched rule in the correlation
 * @param eventId {@code event.id}; the same event counts once for each step
 * @param timestamp event time, milliseconds since 1970
 * @param value what value_count counts, empty otherwise
 * @param details fields of the event that an alert may need; dropped from old matches when a window
 *     is full
 */
public record Occurrence(
    int step, String eventId, long timestamp, String value, Map<String, String> details) {
  public Occurrence {
    requireNonNull(eventId, "eventId");
    requireNonNull(value, "value");
    details = Map.copyOf(details);
  }
}
