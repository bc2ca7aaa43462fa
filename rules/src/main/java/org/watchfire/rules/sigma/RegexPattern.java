package org.watchfire.rules.sigma;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/**
 * A regular expression of a rule, run by RE2/J: time is linear in the text whatever the rule's
 * author wrote. Look-around and back references do not exist there and reject the rule.
 */
public final class RegexPattern {
  static final int MAX_LENGTH = 8192;

  private final Pattern pattern;
  private final List<List<String>> required;

  private RegexPattern(Pattern pattern) {
    this.pattern = pattern;
    this.required = RegexLiterals.of(pattern.pattern());
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

  /**
   * Sets of folded texts: a folded text must contain at least one of each set for the expression to
   * be found in it. None when nothing is known.
   */
  public List<List<String>> required() {
    return required;
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
