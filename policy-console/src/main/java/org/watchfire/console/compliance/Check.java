package org.watchfire.console.compliance;

import java.util.List;
import java.util.Locale;
import org.watchfire.rules.alert.Bilingual;

/**
 * One look at this installation.
 *
 * @param id stable
 * @param title what is looked at
 * @param found what was seen
 * @param todo what to do; null when it passed
 * @param clauses that it is about
 */
record Check(
    String id,
    Bilingual title,
    Outcome outcome,
    Bilingual found,
    Bilingual todo,
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

  /** What a look gave. */
  record Seen(Outcome outcome, Bilingual found) {
    static Seen pass(String zh, String en) {
      return of(true, zh, en);
    }

    static Seen fail(String zh, String en) {
      return of(false, zh, en);
    }

    static Seen unknown(String zh, String en) {
      return new Seen(Outcome.UNKNOWN, new Bilingual(zh, en));
    }

    static Seen of(boolean passed, String zh, String en) {
      return new Seen(passed ? Outcome.PASS : Outcome.FAIL, new Bilingual(zh, en));
    }
  }
}
