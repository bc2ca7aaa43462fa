package org.watchfire.rules.sigma;

import java.util.Map;

/**
 * A rule over single events.
 *
 * @param searches search identifiers with what they mean, in the order of the file
 * @param condition the condition as written (several conditions joined by {@code or})
 * @param expression the condition with the searches put in: what is evaluated
 */
public record DetectionRule(
    RuleHeader header,
    String source,
    int line,
    LogSource logSource,
    Map<String, Expression> searches,
    String condition,
    Expression expression)
    implements SigmaRule {}
