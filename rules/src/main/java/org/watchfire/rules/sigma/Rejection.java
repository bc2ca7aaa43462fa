package org.watchfire.rules.sigma;

/**
 * Why a document was not taken.
 *
 * @param source name of the file
 * @param line 1-based line in that file, 0 when the whole file is meant
 * @param rule id or title of the rule, empty when it could not be read
 * @param reason what is wrong and what was expected
 */
public record Rejection(String source, int line, String rule, String reason) {

  /** {@code file:line: reason (rule …)}, one line. */
  public String text() {
    String where = line > 0 ? source + ":" + line : source;
    return where + ": " + reason + (rule.isEmpty() ? "" : " (rule " + rule + ")");
  }
}
