package org.watchfire.store.ingest;

import java.util.Map;
import java.util.TreeMap;

/**
 * Totals since a ledger began; committed with it, so that a restart neither loses nor doubles a
 * count.
 */
final class Counters {
  static final String APPENDED = "appended";
  static final String APPENDED_BYTES = "appended_bytes";
  static final String DUPLICATES = "duplicates";
  static final String REJECTED = "rejected";
  static final String FOREIGN = "foreign";
  static final String GAPS = "gaps";
  static final String MISSING = "missing";
  static final String EPOCHS = "epochs";
  static final String HEARTBEATS = "heartbeats";
  static final String CLOCK_BACK = "clock_back";
  static final String UNREADABLE_RANGES = "unreadable_ranges";

  private final Map<String, Long> totals;

  Counters(Map<String, Long> totals) {
    this.totals = new TreeMap<>(totals);
  }

  void add(String name, long n) {
    totals.merge(name, n, Long::sum);
  }

  Map<String, Long> totals() {
    return new TreeMap<>(totals);
  }
}
