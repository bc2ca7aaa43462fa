package org.watchfire.rules.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.json.Json;
import org.watchfire.rules.match.Condition;

/**
 * One revision of an alert, as it leaves. Its JSON form is docs/contracts.md §4.
 *
 * @param about what was found; reason, threshold and evidence of the episode are in the other
 *     components
 * @param last whether the episode was over or quiet when this revision was made
 * @param reason final text
 * @param threshold null unless the alert is of a correlation
 * @param evidence at most {@link Episode#MAX_EVIDENCE}, by time
 * @param created when this revision was made
 */
public record Alert(
    String id,
    int revision,
    boolean last,
    Signal about,
    Instant firstSeen,
    Instant lastSeen,
    long count,
    Bilingual reason,
    ThresholdFact threshold,
    List<Evidence> evidence,
    Instant created) {

  /** Key of the Kafka record. */
  public String key() {
    return about.entity().value();
  }

  /** Compact UTF-8 JSON. */
  public byte[] toJson() {
    Map<String, Object> t = new LinkedHashMap<>();
    t.put(EcsFields.TIMESTAMP, lastSeen.toString());
    t.put("ecs", Map.of("version", EcsFields.VERSION));
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", id + "-" + revision);
    event.put("kind", "alert");
    event.put("dataset", "watchfire.alert");
    event.put("created", created.toString());
    t.put("event", event);
    t.put("alert", alert());
    RuleFacts r = about.rule();
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("id", r.id());
    rule.put("version", r.version());
    rule.put("name", r.name());
    rule.put("references", r.references());
    t.put("rule", rule);
    Map<String, Object> threat = new LinkedHashMap<>();
    threat.put("tactic", r.tactics());
    threat.put("technique", r.techniques());
    t.put("threat", threat);
    t.put("gov", Map.of("policy", Map.of("version", about.policyVersion())));
    about.context().forEach((field, value) -> nest(t, field, value));
    t.put("tags", r.tags());
    return Json.write(t);
  }

  private Map<String, Object> alert() {
    Map<String, Object> a = new LinkedHashMap<>();
    a.put("id", id);
    a.put("revision", revision);
    a.put("final", last);
    a.put("kind", about.kind().text());
    a.put("severity", about.severity().text());
    Map<String, Object> entity = new LinkedHashMap<>();
    entity.put("type", about.entity().type().text());
    entity.put("value", about.entity().value());
    a.put("entity", entity);
    a.put("first_seen", firstSeen.toString());
    a.put("last_seen", lastSeen.toString());
    a.put("count", count);
    a.put("title", texts(about.title()));
    a.put("reason", texts(reason));
    Map<String, Object> explanation = new LinkedHashMap<>();
    explanation.put("conditions", about.conditions().stream().map(Alert::condition).toList());
    if (threshold != null) {
      explanation.put("threshold", threshold.tree());
    }
    if (!about.label().isEmpty()) {
      explanation.put("label", about.label());
    }
    a.put("explanation", explanation);
    if (!about.suppression().isEmpty()) {
      a.put("suppression", about.suppression());
    }
    List<Object> shown = new ArrayList<>();
    for (Evidence e : evidence) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("event_id", e.eventId());
      one.put("timestamp", e.timestamp().toString());
      one.put("agent", e.agent());
      one.put("dataset", e.dataset());
      one.put("summary", e.summary());
      shown.add(one);
    }
    a.put("evidence", shown);
    a.put("evidence_total", count);
    return a;
  }

  private static Map<String, Object> texts(Bilingual b) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("zh", b.zh());
    m.put("en", b.en());
    return m;
  }

  private static Map<String, Object> condition(Condition c) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("field", c.field());
    m.put("operator", c.operator());
    m.put("expected", c.expected());
    m.put("observed", c.observed());
    return m;
  }

  @SuppressWarnings("unchecked")
  private static void nest(Map<String, Object> root, String field, String value) {
    Map<String, Object> node = root;
    String[] parts = field.split("\\.");
    for (int i = 0; i < parts.length - 1; i++) {
      node = (Map<String, Object>) node.computeIfAbsent(parts[i], k -> new LinkedHashMap<>());
    }
    node.put(parts[parts.length - 1], value);
  }
}
