package org.watchfire.deploy.drill;

import java.util.BitSet;

/** Counts which of the numbers 1..n were seen, and how often again. */
final class Census {
  private final BitSet seen = new BitSet();
  private long duplicates;
  private long strangers;

  void see(long number, int last) {
    if (number < 1 || number > last) {
      strangers++;
    } else if (seen.get((int) number)) {
      duplicates++;
    } else {
      seen.set((int) number);
    }
  }

  long distinct() {
    return seen.cardinality();
  }

  long missing(int last) {
    return last - seen.cardinality();
  }

  long duplicates() {
    return duplicates;
  }

  long strangers() {
    return strangers;
  }
}
