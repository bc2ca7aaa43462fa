package org.watchfire.rules.match;

import java.util.List;
import org.watchfire.core.event.EventFormatException;

/** Finds the rules that hold for an event. Immutable and thread-safe. */
interface Matcher {
  /** All matches, in the order the rules were given in. */
  List<Match> match(RawEvent event);

  /**
   * As {@link #match(RawEvent)} on what {@link RawEvent#decode} reads.
   *
   * @throws EventFormatException when the bytes are not exactly one JSON object within the limits
   */
  List<Match> match(byte[] json) throws EventFormatException;

  EventSession session();

  /** What it has cost so far; without entries where that is not measured. */
  default MatchCosts costs() {
    return new MatchCosts(0, 0, List.of());
  }
}
