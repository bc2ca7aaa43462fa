package org.watchfire.console.directory;

import java.util.Map;

/**
 * Why a row of an import is not applied.
 *
 * @param column its column or member; empty when it is about the row
 * @param code stable, for programs
 */
record RowProblem(String column, String code, String zh, String en) {
  static RowProblem of(BodyProblem problem) {
    return new RowProblem(problem.field(), "invalid", problem.zh(), problem.getMessage());
  }

  static RowProblem wrong(String column, String zh, String en) {
    return new RowProblem(column, "invalid", zh, column + " " + en);
  }

  Map<String, String> tree() {
    return Map.of("column", column, "code", code, "zh", zh, "en", en);
  }
}
