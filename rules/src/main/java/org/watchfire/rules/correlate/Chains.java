package org.watchfire.rules.correlate;

import java.util.List;
import java.util.function.Predicate;

/**
 * Finds chains of matches: of ascending rules, at non-decreasing times, neighbours being different
 * events.
 *
 * <p>Carries along, for each rule and length, the latest time at which a chain that ends there can
 * have begun: the later it began, the longer it stays within the span. Matches of one instant are
 * taken by rule, so that they may follow one another.
 */
final class Chains {
  /** Takes a match that a long enough chain leads to. */
  interface Found {
    /**
     * @param at place of the match
     * @param length rules in the longest chain that ends there
     * @param end place of the last match of the same instant
     */
    void chain(int at, int length, int end);
  }

  /**
   * Latest start of a chain that ends with an event, and the latest one that ends with a different
   * event.
   */
  private static final class Best {
    private long start = Long.MIN_VALUE;
    private String id = "";
    private long otherStart = Long.MIN_VALUE;

    void offer(long candidate, String event) {
      if (event.equals(id)) {
        start = Math.max(start, candidate);
      } else if (candidate > start) {
        otherStart = start;
        start = candidate;
        id = event;
      } else {
        otherStart = Math.max(otherStart, candidate);
      }
    }

    long without(String event) {
      return event.equals(id) ? otherStart : start;
    }
  }

  private final CorrelationSpec spec;
  private final Best[][] best;

  Chains(CorrelationSpec spec) {
    this.spec = spec;
    this.best = new Best[spec.steps()][];
    for (int s = 0; s < spec.steps(); s++) {
      best[s] = new Best[s + 1];
      for (int length = 1; length <= s + 1; length++) {
        best[s][length - 1] = new Best();
      }
    }
  }

  /**
   * @param from first match that a chain may begin with
   * @param until time of the last match looked at
   * @param due which matches are judged
   */
  void walk(List<Entry> entries, int from, long until, Predicate<Entry> due, Found found) {
    for (int i = from; i < entries.size() && entries.get(i).time() <= until; ) {
      long now = entries.get(i).time();
      int to = i;
      while (to < entries.size() && entries.get(to).time() == now) {
        to++;
      }
      for (int step = 0; step < spec.steps(); step++) {
        for (int k = i; k < to; k++) {
          Entry e = entries.get(k);
          if (e.what.step() == step) {
            int length = extend(e.what);
            if (due.test(e)) {
              found.chain(k, length, to - 1);
            }
          }
        }
      }
      i = to;
    }
  }

  /** Adds a match and gives the length of the longest chain within the span that ends with it. */
  private int extend(Occurrence o) {
    int longest = 0;
    int step = o.step();
    int least = spec.allSteps() ? step + 1 : 1;
    for (int length = least; length <= step + 1; length++) {
      long start = length == 1 ? o.timestamp() : latest(step, length - 1, o.eventId());
      if (start >= o.timestamp() - spec.timespanMillis()) {
        best[step][length - 1].offer(start, o.eventId());
        longest = length;
      }
    }
    return longest;
  }

  /** Latest start of a chain of this length that ends with a rule before {@code step}. */
  private long latest(int step, int length, String event) {
    long latest = Long.MIN_VALUE;
    for (int before = Math.max(length - 1, 0); before < step; before++) {
      latest = Math.max(latest, best[before][length - 1].without(event));
    }
    return latest;
  }
}
