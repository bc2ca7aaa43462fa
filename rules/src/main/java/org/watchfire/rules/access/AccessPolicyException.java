package org.watchfire.rules.access;

import java.util.List;
import java.util.stream.Collectors;

/** A policy set that was not taken, with everything that is wrong with it. */
public final class AccessPolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * One thing that is wrong.
   *
   * @param path where, such as {@code policies[3].conditions.times[0].zone}; empty = the whole
   * @param reason what was expected, and what was found
   */
  public record Problem(String path, String reason) implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    public String text() {
      return path.isEmpty() ? reason : path + ": " + reason;
    }
  }

  private static final int SHOWN = 5;

  private final List<Problem> problems;

  AccessPolicyException(List<Problem> problems) {
    super(
        problems.stream().limit(SHOWN).map(Problem::text).collect(Collectors.joining("; "))
            + (problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : ""));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order of the text. */
  public List<Problem> problems() {
    return problems;
  }
}
