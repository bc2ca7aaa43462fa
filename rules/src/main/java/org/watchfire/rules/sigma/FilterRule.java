package org.watchfire.rules.sigma;

import java.time.Instant;
import java.util.List;

/**
 * A Sigma filter: an exception to rules. Where its condition does not hold, a match of one of its
 * rules is suppressed.
 *
 * @param rules ids or names of the rules it is for, as written; empty = all rules of its log source
 *     ({@code rules: any})
 * @param logSource a rule must be about this, or something narrower
 * @param expression the condition with the searches put in
 * @param owner who answers for the exception; empty when not named
 * @param reason why it was made; empty when not said
 * @param approval id under which it was approved; empty when none
 * @param expires first instant at which it is no longer in force; {@link Instant#MAX} when it does
 *     not end
 */
public record FilterRule(
    RuleHeader header,
    String source,
    int line,
    LogSource logSource,
    List<String> rules,
    Expression expression,
    String owner,
    String reason,
    String approval,
    Instant expires)
    implements SigmaRule {
  public FilterRule {
    rules = List.copyOf(rules);
  }

  /** Whether a rule's log source is the one of this filter, or narrower. */
  public boolean covers(LogSource source) {
    return covers(logSource.product(), source.product())
        && covers(logSource.category(), source.category())
        && covers(logSource.service(), source.service());
  }

  private static boolean covers(String own, String other) {
    return own.isEmpty() || own.equals(other);
  }
}
