package org.watchfire.store.reconcile;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a run finds: all of it counted, the first of each kind kept. Not thread-safe. */
final class Findings {
  /** So many of a kind are kept; who alters more has to be looked for with other means. */
  static final int KEPT = 2000;

  private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);
  private final List<Finding> kept = new ArrayList<>();

  void add(Finding finding) {
    if (counts.merge(finding.kind(), 1L, Long::sum) <= KEPT) {
      kept.add(finding);
    }
  }

  long count(Finding.Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  List<Finding> kept() {
    return List.copyOf(kept);
  }
}
