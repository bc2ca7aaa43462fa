package org.watchfire.core.alert;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.json.Json;

/**
 * An alert of kind {@code integrity} that a part of the system makes about the system itself, for
 * {@code wf.alerts} (docs/contracts.md §4). It has one revision.
 *
 * @param id 32 hex digits; the same thing found again has the same id
 * @param entityType {@code user}, {@code process} and so on
 * @param entity whom or what it is about: key of the Kafka record
 * @param count how many things it is about
 * @param reasonZh a sentence that says what happened, without protected values
 */
public record SystemAlert(
    String id,
    SystemRule rule,
    String entityType,
    String entity,
    Instant at,
    int count,
    String reasonZh,
    String reasonEn,
    List<Condition> conditions,
    List<Evidence> evidence) {

  /** What should be and what is. */
  public record Condition(String field, String operator, String expected, String observed) {
    private Map<String, Object> tree() {
      return ordered(
          "field", field, "operator", operator, "expected", expected, "observed", observed);
    }
  }

  /**
   * A record that shows it.
   *
   * @param id such as {@code events/17}
   */
  public record Evidence(String id, String dataset, String summary) {
    private Map<String, Object> tree(String time) {
      return ordered(
          "event_id", id, "timestamp", time, "agent", "", "dataset", dataset, "summary", summary);
    }
  }

  public SystemAlert {
    conditions = List.copyOf(conditions);
    evidence = List.copyOf(evidence);
  }

  /** Compact UTF-8 JSON. */
  public byte[] toJson() {
    String time = at.toString();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(EcsFields.TIMESTAMP, time);
    json.put("ecs", Map.of("version", EcsFields.VERSION));
    json.put(
        "event",
        ordered("id", id + "-0", "kind", "alert", "dataset", "watchfire.alert", "created", time));
    json.put("alert", alert(time));
    json.put(
        "rule",
        ordered(
            "id",
            rule.id(),
            "version",
            SystemRule.VERSION,
            "name",
            rule.en(),
            "references",
            List.of()));
    json.put(
        "threat",
        ordered("tactic", List.of(rule.tactic()), "technique", List.of(rule.technique())));
    if (entityType.equals("user")) {
      json.put("user", Map.of("name", entity));
    }
    json.put(
        "tags",
        List.of("attack." + rule.tactic(), "attack." + rule.technique().toLowerCase(Locale.ROOT)));
    return Json.write(json);
  }

  private Map<String, Object> alert(String time) {
    return ordered(
        "id",
        id,
        "revision",
        0,
        "final",
        true,
        "kind",
        "integrity",
        "severity",
        rule.severity(),
        "entity",
        ordered("type", entityType, "value", entity),
        "first_seen",
        time,
        "last_seen",
        time,
        "count",
        count,
        "title",
        ordered("zh", rule.zh(), "en", rule.en()),
        "reason",
        ordered("zh", reasonZh, "en", reasonEn),
        "explanation",
        Map.of("conditions", conditions.stream().map(Condition::tree).toList()),
        "evidence",
        evidence.stream().map(e -> e.tree(time)).toList(),
        "evidence_total",
        evidence.isEmpty() ? 0 : count);
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
