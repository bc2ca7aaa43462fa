package org.watchfire.store.bundle;

import java.util.ArrayList;
import java.util.List;

/** Collects the first problems of a check. */
final class Problems {
  private final List<Problem> list = new ArrayList<>();

  void add(Fault fault, String file, long offset, long zipOffset, String detail) {
    add(new Problem(fault, file, offset, zipOffset, -1, detail));
  }

  void add(Problem problem) {
    if (list.size() < BundleReport.MAX_PROBLEMS) {
      list.add(problem);
    }
  }

  List<Problem> list() {
    return list;
  }
}
