package org.watchfire.rules.sigma;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A rule over the matches of other rules.
 *
 * @param rules ids or names of the rules it counts, as written
 * @param groupBy fields (or aliases) whose values keep matches apart
 * @param valueField field counted by {@link Type#VALUE_COUNT}, empty otherwise
 * @param aliases alias to (rule as written to field)
 * @param generate the rules it refers to raise alerts of their own too
 */
public record CorrelationRule(
    RuleHeader header,
    String source,
    int line,
    Type type,
    List<String> rules,
    List<String> groupBy,
    Duration timespan,
    Threshold threshold,
    String valueField,
    Map<String, Map<String, String>> aliases,
    boolean generate)
    implements SigmaRule {

  /** The kinds that are evaluated; the others of the specification reject the rule. */
  public enum Type {
    EVENT_COUNT,
    VALUE_COUNT,
    TEMPORAL,
    TEMPORAL_ORDERED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The field of an event that stands for a group-by name when the match came from the rule {@code
   * reference}.
   */
  public String fieldFor(String groupField, String reference) {
    Map<String, String> alias = aliases.get(groupField);
    return alias == null ? groupField : alias.getOrDefault(reference, groupField);
  }
}
