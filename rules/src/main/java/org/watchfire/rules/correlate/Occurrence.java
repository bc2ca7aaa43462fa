package org.watchfire.rules.correlate;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * One match that counts for a correlation: of an event, or of a correlation that fired.
 *
 * @param step 0-based place of the matched rule in the correlation
 * @param eventId {@code event.id}, of the event that made it fire if a correlation fired; the same
 *     event counts once for each step
 * @param timestamp event time, milliseconds since 1970
 * @param value what value_count tells apart (several fields: see {@link #tuple}) or the number that
 *     the numeric types reckon with as {@link Numbers#parse} reads it, empty otherwise
 * @param details fields of the event that an alert may need; dropped from old matches when a window
 *     is full
 * @param fields what correlations of this one ask of its fires beside its group, by their names for
 *     it
 * @param origin where it comes from if a correlation fired, null for an event
 */
public record Occurrence(
    int step,
    String eventId,
    long timestamp,
    String value,
    Map<String, String> details,
    Map<String, String> fields,
    Origin origin) {

  /**
   * The fire of a correlation that another one counts.
   *
   * @param branch tells apart what one event made fire: 32 hex digits of SHA-256 over the tuple of
   *     its group values, id, step of the match that made it fire and branch of that, if any
   * @param first event time of the earliest match in its window, milliseconds since 1970
   * @param weight matches that no earlier fire reported, at least 1
   * @param evidence newest matches of events in its window, in order; dropped from old matches when
   *     a window is full
   */
  public record Origin(String branch, long first, long weight, List<Occurrence> evidence) {
    public Origin {
      requireNonNull(branch, "branch");
      evidence = List.copyOf(evidence);
    }
  }

  public Occurrence {
    requireNonNull(eventId, "eventId");
    requireNonNull(value, "value");
    details = Map.copyOf(details);
    fields = Map.copyOf(fields);
  }

  /** A match of an event that no other correlation asks anything of. */
  public Occurrence(
      int step, String eventId, long timestamp, String value, Map<String, String> details) {
    this(step, eventId, timestamp, value, details, Map.of(), null);
  }

  /** Several values as one text that no value can forge; a single one stays as it is. */
  public static String tuple(List<String> values) {
    if (values.size() == 1) {
      return values.get(0);
    }
    StringBuilder out = new StringBuilder();
    for (String v : values) {
      out.append(v.length()).append(':').append(v);
    }
    return out.toString();
  }

  /** Event time of the earliest match behind it. */
  long first() {
    return origin == null ? timestamp : Math.min(timestamp, origin.first());
  }

  long weight() {
    return origin == null ? 1 : origin.weight();
  }

  /** The matches of events behind it. */
  List<Occurrence> leaves() {
    return origin == null || origin.evidence().isEmpty() ? List.of(this) : origin.evidence();
  }

  private String branch() {
    return origin == null ? "" : origin.branch();
  }

  /** The order of a window: time, event, step, branch. */
  int compareInWindow(Occurrence o) {
    int c = Long.compare(timestamp, o.timestamp);
    c = c == 0 ? eventId.compareTo(o.eventId) : c;
    c = c == 0 ? Integer.compare(step, o.step) : c;
    return c == 0 ? branch().compareTo(o.branch()) : c;
  }

  boolean hasDetails() {
    return !details.isEmpty() || (origin != null && !origin.evidence().isEmpty());
  }

  /** Without what only alerts need. */
  Occurrence stripped() {
    Origin bare =
        origin == null
            ? null
            : new Origin(origin.branch(), origin.first(), origin.weight(), List.of());
    return new Occurrence(step, eventId, timestamp, value, Map.of(), fields, bare);
  }
}
