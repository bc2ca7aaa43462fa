package org.watchfire.rules.alert;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a correlation asked for and what was there.
 *
 * @param type Sigma's word, such as {@code event_count}
 * @param operator of the first bound
 * @param limit of the first bound
 * @param group group-by names and values
 */
public record ThresholdFact(
    String type,
    String operator,
    BigDecimal limit,
    BigDecimal observed,
    Duration timespan,
    Map<String, String> group) {

  ThresholdFact atLeast(BigDecimal more) {
    return new ThresholdFact(type, operator, limit, observed.max(more), timespan, group);
  }

  /** Numbers are whole numbers where they can be. */
  Map<String, Object> tree() {
    Map<String, Object> t = new LinkedHashMap<>();
    t.put("type", type);
    t.put("operator", operator);
    t.put("limit", number(limit));
    t.put("observed", number(observed));
    t.put("timespan", timespan.toString());
    t.put("group", group);
    return t;
  }

  /** A {@code Long} if it is one, else the nearest {@code Double}. */
  static Number number(BigDecimal n) {
    boolean whole = n.signum() == 0 || n.stripTrailingZeros().scale() <= 0;
    boolean small = n.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    return whole && small ? (Number) n.longValueExact() : (Number) n.doubleValue();
  }

  /**
   * The reverse of {@link #number}.
   *
   * @throws ClassCastException when it is neither
   */
  static BigDecimal decimal(Object number) {
    if (number instanceof Long n) {
      return BigDecimal.valueOf(n);
    }
    double d = (Double) number;
    if (!Double.isFinite(d)) {
      throw new IllegalArgumentException("alert state is damaged");
    }
    return BigDecimal.valueOf(d);
  }

  /** As people write it, without an exponent. */
  static String text(BigDecimal n) {
    return (n.signum() == 0 ? BigDecimal.ZERO : n.stripTrailingZeros()).toPlainString();
  }
}
