package org.watchfire.rules.correlate;

import java.math.BigDecimal;

/** A match in a window and what became of it. */
final class Entry {
  static final int FIRED = 1;
  static final int REPORTED = 2;
  static final int JUDGED = 4;

  Occurrence what;
  long arrived;
  int flags;

  /** Matches it stands for: more than one after old matches of a full window were put together. */
  int matches = 1;

  private BigDecimal number;

  boolean is(int flag) {
    return (flags & flag) != 0;
  }

  long time() {
    return what.timestamp();
  }

  /** The value as a number; zero when it is none, as it may be after a rule changed its type. */
  BigDecimal number() {
    if (number == null) {
      // Sums of many numbers may be larger than what an event may have.
      number =
          matches > 1
              ? new BigDecimal(what.value())
              : Numbers.parse(what.value()).orElse(BigDecimal.ZERO);
    }
    return number;
  }

  /** Takes in a match before this one of a full window; it keeps its own time. */
  void absorb(Entry before) {
    BigDecimal sum = number().add(before.number());
    what =
        new Occurrence(
            what.step(),
            what.eventId(),
            what.timestamp(),
            sum.toString(),
            what.details(),
            what.fields(),
            what.origin());
    number = sum;
    matches += before.matches;
    arrived = Math.max(arrived, before.arrived);
  }
}
