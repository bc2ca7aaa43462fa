package org.watchfire.rules.sigma;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of a rule, run by RE2/J: time is linear in the text whatever the rule's
 * author wrote. Look-around and back references do not exist there and reject the rule.
 */
public final class RegexPattern {
  static final int MAX_LENGTH = 8192;

  /** What finds long texts; RE2/J would walk as many states. */
  private static final java.util.regex.Pattern ANY_RUN =
      java.util.regex.Pattern.compile("\\.\\{([0-9]{1,4})(,[0-9]{0,4})?}");

  private final Pattern pattern;
  private final RegexNeeds needs;

  /** Code points in one line, or in all, that make the expression match; 0 where RE2/J decides. */
  private final int run;

  private RegexPattern(Pattern pattern) {
    this.pattern = pattern;
    this.needs = RegexNeeds.of(pattern.pattern(), (pattern.flags() & Pattern.MULTILINE) != 0);
    java.util.regex.Matcher any = ANY_RUN.matcher(pattern.pattern());
    this.run = any.matches() ? Integer.parseInt(any.group(1)) : 0;
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
    return run > 0 ? hasRun(text) : pattern.matcher(text).find();
  }

  private boolean hasRun(String text) {
    if (text.length() < run) {
      return false;
    }
    boolean lines = (pattern.flags() & Pattern.DOTALL) == 0;
    int found = 0;
    for (int at = 0; at < text.length() && found < run; ) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      found = lines && c == '\n' ? 0 : found + 1;
    }
    return found >= run;
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
