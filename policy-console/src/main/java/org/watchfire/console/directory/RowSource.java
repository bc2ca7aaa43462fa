package org.watchfire.console.directory;

import java.io.IOException;
import java.util.function.Consumer;

/** Where the rows of an import come from. Untrusted, and read once, row by row. */
interface RowSource {
  /** A source that is nothing of the kind it should be: none of its rows is used. */
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RowProblem problem;
    private final long line;

    /**
     * @param line where, 0 when that is not known
     */
    Unreadable(long line, RowProblem problem) {
      super(problem.en());
      this.line = line;
      this.problem = problem;
    }

    RowProblem problem() {
      return problem;
    }

    long line() {
      return line;
    }
  }

  /** Gives every row to {@code sink}, in order. */
  void read(Consumer<RawRow> sink) throws IOException, Unreadable;
}
