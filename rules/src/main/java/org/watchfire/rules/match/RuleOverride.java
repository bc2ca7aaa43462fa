package org.watchfire.rules.match;

import static java.util.Objects.requireNonNull;

/**
 * What policy says about one rule.
 *
 * @param ruleId id of the rule that it replaces, adds or switches off
 * @param enabled false switches the rule off, whatever the text
 * @param yaml the rule; empty keeps the built-in text
 */
public record RuleOverride(String ruleId, boolean enabled, String yaml) {
  public RuleOverride {
    requireNonNull(ruleId, "ruleId");
    requireNonNull(yaml, "yaml");
  }
}
