package org.watchfire.rules.sigma;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of a rule, run by RE2/J: time is linear in the text whatever the rule's
 * author wrote. Look-around and back references do not exist there and reject the rule.
 */
public final class RegexPattern {
  static final int MAX_LENGTH = 8192;

  private final Pattern pattern;
  private final RegexNeeds needs;

  private RegexPattern(Pattern pattern) {
    this.pattern = pattern;
    this.needs = RegexNeeds.of(pattern.pattern(), (pattern.flags() & Pattern.MULTILINE) != 0);
  }

  static RegexPattern compile(
      String regex, boolean ignoreCase, boolean multiline, boolean dotAll, int line) {
    if (regex.length() > MAX_LENGTH) {
      throw new SigmaFormatException(
          line, "regular expression is longer than " + MAX_LENGTH + " characters");
    }
    int flags =
        (ignoreCase ? Pattern.CASE_INSENSITIVE : 0)
            | (multiline ? Pattern.MULTILINE : 0)
            | (dotAll ? Pattern.DOTALL : 0);
    try {
      return new RegexPattern(Pattern.compile(regex, flags));
    } catch (PatternSyntaxException e) {
      throw new SigmaFormatException(
          line, "regular expression not supported: " + e.getDescription() + ": " + e.getPattern());
    }
  }

  /** What a text must have for the expression to be found in it. */
  public RegexNeeds needs() {
    return needs;
  }

  /** Whether the expression is found anywhere in the text. */
  public boolean find(String text) {
    return pattern.matcher(text).find();
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RegexPattern r
        && pattern.pattern().equals(r.pattern.pattern())
        && pattern.flags() == r.pattern.flags();
  }

  @Override
  public int hashCode() {
    return pattern.pattern().hashCode() * 31 + pattern.flags();
  }
}
