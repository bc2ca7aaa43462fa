package org.watchfire.rules.match;

import java.util.List;
import org.watchfire.core.event.Event;

/** Finds the rules that hold for an event. Immutable and thread-safe. */
public interface Matcher {
  /** All matches, in the order the rules were given in. */
  List<Match> match(Event event);
}
