package org.watchfire.rules.match;

import java.util.Arrays;

/** Remembers for one event which tests hold. Not thread-safe. */
final class EventMemo {
  private final int[] known;
  private int round;

  EventMemo(int tests) {
    known = new int[tests];
  }

  void clear() {
    round += 2;
    if (round < 0 || round == 0) {
      Arrays.fill(known, 0);
      round = 2;
    }
  }

  boolean holds(int number, EventTest test, EventValues e) {
    int k = known[number];
    if ((k & ~1) == round) {
      return (k & 1) != 0;
    }
    boolean holds = test.holds(e);
    known[number] = round | (holds ? 1 : 0);
    return holds;
  }
}
