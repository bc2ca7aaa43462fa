package org.watchfire.rules.sigma;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A rule over the matches of other rules: a correlation of the Sigma specification 2.1.0.
 *
 * @param rules ids or names of the rules it counts, detections or correlations, as written
 * @param groupBy fields (or aliases) whose values keep matches apart
 * @param timespan two matches are within one window when their times differ by at most this
 * @param valueFields fields (or aliases) whose values are counted or reckoned with: one or more for
 *     {@link Type#VALUE_COUNT}, one for the numeric types, none otherwise
 * @param percentile 0 to 100 for {@link Type#VALUE_PERCENTILE}, null otherwise
 * @param aliases alias to (rule, by id or name, to field)
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
    List<String> valueFields,
    BigDecimal percentile,
    Map<String, Map<String, String>> aliases,
    boolean generate)
    implements SigmaRule {

  public CorrelationRule {
    rules = List.copyOf(rules);
    groupBy = List.copyOf(groupBy);
    valueFields = List.copyOf(valueFields);
  }

  /** The kinds of the specification; the constant's lower-case name is Sigma's word. */
  public enum Type {
    EVENT_COUNT,
    VALUE_COUNT,
    TEMPORAL,
    TEMPORAL_ORDERED,
    VALUE_SUM,
    VALUE_AVG,
    VALUE_PERCENTILE;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the matches' values are numbers that are reckoned with. */
    public boolean numeric() {
      return this == VALUE_SUM || this == VALUE_AVG || this == VALUE_PERCENTILE;
    }

    /** Whether it looks at which of its rules matched. */
    public boolean temporal() {
      return this == TEMPORAL || this == TEMPORAL_ORDERED;
    }
  }
}
