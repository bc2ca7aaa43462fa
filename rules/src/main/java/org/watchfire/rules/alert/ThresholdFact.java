package org.watchfire.rules.alert;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a correlation asked for and what was there.
 *
 * @param type Sigma's word, such as {@code event_count}
 * @param group group-by names and values
 */
public record ThresholdFact(
    String type,
    String operator,
    long limit,
    long observed,
    Duration timespan,
    Map<String, String> group) {

  ThresholdFact atLeast(long more) {
    return new ThresholdFact(type, operator, limit, Math.max(observed, more), timespan, group);
  }

  Map<String, Object> tree() {
    Map<String, Object> t = new LinkedHashMap<>();
    t.put("type", type);
    t.put("operator", operator);
    t.put("limit", limit);
    t.put("observed", observed);
    t.put("timespan", timespan.toString());
    t.put("group", group);
    return t;
  }
}
