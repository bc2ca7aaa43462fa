package org.watchfire.collector.parse;

import static java.util.Objects.requireNonNull;

import org.watchfire.core.event.Event;

/**
 * One event that a parser gave out.
 *
 * @param event the event under construction; identity and shipping fields are the caller's to add
 * @param offset offset of the first line that the event came from
 * @param subIndex number of the event among those that share {@code offset}, from 0
 * @param structured whether the source's format was understood; false exactly when {@code problem}
 *     is not null and {@code event.kind} is {@code pipeline_error}
 * @param problem short reason from a small fixed set, fit for counting; null when structured
 */
public record Parsed(
    Event.Builder event, long offset, int subIndex, boolean structured, String problem) {
  public Parsed {
    requireNonNull(event, "event");
    if (structured != (problem == null)) {
      throw new IllegalArgumentException("an event is structured or has a problem, never both");
    }
  }
}
