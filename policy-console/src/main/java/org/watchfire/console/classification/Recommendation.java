package org.watchfire.console.classification;

import java.util.List;
import java.util.Map;

/**
 * What level an asset should have.
 *
 * @param rank in the scheme in force
 * @param certain false when too little is known: then it is the presumed level
 * @param reasons line by line, the strictest first; never empty
 */
record Recommendation(int rank, boolean certain, List<Reason> reasons) {
  Recommendation {
    reasons = List.copyOf(reasons);
  }

  /**
   * One line of the reason.
   *
   * @param code stable, for programs
   * @param grade what this line alone would make it; null for a line that makes nothing
   */
  record Reason(String code, Grade grade, String zh, String en) {
    Map<String, Object> tree() {
      return Map.of("code", code, "grade", grade == null ? "" : grade.id(), "zh", zh, "en", en);
    }
  }
}
