package org.watchfire.rules.correlate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.rules.sigma.CorrelationRule.Type;

/**
 * Makes a full window smaller. Goes down to three quarters at once, so that a busy key does not pay
 * for this with each match.
 */
final class Thinning {
  /** Parts of a span within which old numbers are put together. */
  private static final int PANES = 2_000;

  /** Newest matches that are never put together. */
  private static final int WHOLE = 1_000;

  private Thinning() {}

  static void shrink(CorrelationSpec spec, List<Entry> entries) {
    int target = spec.capacity() * 3 / 4;
    switch (spec.type()) {
      case VALUE_COUNT, TEMPORAL -> dropRedundant(spec, entries, entries.size() - target);
      case TEMPORAL_ORDERED -> dropRepeated(entries);
      case VALUE_SUM, VALUE_AVG -> merge(spec, entries);
      case EVENT_COUNT, VALUE_PERCENTILE -> {
        // Each match counts: none can stand for another.
      }
    }
    if (entries.size() > target) {
      entries.subList(0, entries.size() - target).clear();
    }
  }

  /**
   * Of three neighbouring matches of one value, of which the outer ones lie within a span, the
   * middle one changes no count: each window that holds it holds one of the others.
   */
  private static void dropRedundant(CorrelationSpec spec, List<Entry> entries, int wanted) {
    boolean values = spec.type() == Type.VALUE_COUNT;
    Map<Object, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Occurrence o = entries.get(i).what;
      Object counted = values ? o.value() : (Object) o.step();
      places.computeIfAbsent(counted, k -> new ArrayList<>()).add(i);
    }
    Set<Integer> drop = new HashSet<>();
    for (List<Integer> same : places.values()) {
      int kept = 0;
      for (int k = 1; k + 1 < same.size() && drop.size() < wanted; k++) {
        long before = entries.get(same.get(kept)).time();
        long after = entries.get(same.get(k + 1)).time();
        if (after - before <= spec.timespanMillis()) {
          drop.add(same.get(k));
        } else {
          kept = k;
        }
      }
    }
    remove(entries, drop);
  }

  /**
   * Of matches of one rule with none of another between them the last two are as good as all, for
   * what comes later: one may be the very event that comes next.
   */
  private static void dropRepeated(List<Entry> entries) {
    Set<Integer> drop = new HashSet<>();
    for (int i = 0; i + 2 < entries.size(); i++) {
      int step = entries.get(i).what.step();
      if (entries.get(i + 1).what.step() == step && entries.get(i + 2).what.step() == step) {
        drop.add(i);
      }
    }
    remove(entries, drop);
  }

  /** Old judged numbers of one pane become one match with their sum, at the time of the last. */
  private static void merge(CorrelationSpec spec, List<Entry> entries) {
    long pane = Math.max(1, spec.timespanMillis() / PANES);
    Set<Integer> drop = new HashSet<>();
    for (int i = 0; i + 1 < entries.size() - WHOLE; i++) {
      Entry e = entries.get(i);
      Entry next = entries.get(i + 1);
      if (Math.floorDiv(e.time(), pane) == Math.floorDiv(next.time(), pane)
          && e.is(Entry.JUDGED)
          && next.is(Entry.JUDGED)
          && e.is(Entry.REPORTED) == next.is(Entry.REPORTED)) {
        next.absorb(e);
        drop.add(i);
      }
    }
    remove(entries, drop);
  }

  private static void remove(List<Entry> entries, Set<Integer> drop) {
    List<Entry> left = new ArrayList<>(entries.size() - drop.size());
    for (int i = 0; i < entries.size(); i++) {
      if (!drop.contains(i)) {
        left.add(entries.get(i));
      }
    }
    entries.clear();
    entries.addAll(left);
  }
}
