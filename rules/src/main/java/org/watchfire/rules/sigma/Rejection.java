package org.watchfire.rules.sigma;

/**
 * Why a document was not taken.
 *
 * @param source name of the file
 * @param line 1-based line in that file, 0 when the whole file is meant
 * @param rule id or title of the rule, empty when it could not be read
 * @param kind what it takes to have the document taken
 * @param reason what is wrong and what was expected
 */
public record Rejection(String source, int line, String rule, Kind kind, String reason) {
  /** What it takes to have the document taken. */
  public enum Kind {
    /** The document must change. */
    INVALID,
    /** Values for its {@code expand} placeholders must be given. */
    PLACEHOLDER,
    /** The routing must say which events its log source means. */
    NO_ROUTE
  }

  public Rejection(String source, int line, String rule, String reason) {
    this(source, line, rule, Kind.INVALID, reason);
  }

  /** {@code file:line: reason (rule …)}, one line. */
  public String text() {
    String where = line > 0 ? source + ":" + line : source;
    return where + ": " + reason + (rule.isEmpty() ? "" : " (rule " + rule + ")");
  }
}
