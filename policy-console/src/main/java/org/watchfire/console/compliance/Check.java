package org.watchfire.console.compliance;

import java.util.List;
import java.util.Locale;

/**
 * One look at this installation.
 *
 * @param id stable
 * @param zh what is looked at, in Chinese
 * @param found what was seen, in words
 * @param todo what to do; empty when it passed
 * @param clauses that it is about
 */
record Check(
    String id,
    String zh,
    String en,
    Outcome outcome,
    String found,
    String todo,
    List<String> clauses) {

  enum Outcome {
    PASS("通过", "pass"),
    FAIL("不通过", "fail"),
    /** It could not be looked at. */
    UNKNOWN("未知", "unknown");

    private final String zh;
    private final String en;

    Outcome(String zh, String en) {
      this.zh = zh;
      this.en = en;
    }

    String words() {
      return zh + " " + en;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a look gave.
   *
   * @param found in words
   */
  record Seen(Outcome outcome, String found) {
    static Seen pass(String found) {
      return new Seen(Outcome.PASS, found);
    }

    static Seen fail(String found) {
      return new Seen(Outcome.FAIL, found);
    }

    static Seen unknown(String why) {
      return new Seen(Outcome.UNKNOWN, why);
    }

    static Seen of(boolean passed, String found) {
      return passed ? pass(found) : fail(found);
    }
  }
}
