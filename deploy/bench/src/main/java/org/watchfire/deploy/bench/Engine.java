package org.watchfire.deploy.bench;

import java.util.SortedSet;

/** An engine with rules, as the comparison before the measurement sees it. */
interface Engine {
  /** As it is called in the output. */
  String name();

  /** Ids of the rules that hold for the event with this number. */
  SortedSet<String> matching(int event);
}
