package org.watchfire.rules.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.rules.match.Condition;
import org.watchfire.rules.sigma.EntityType;
import org.watchfire.rules.sigma.Severity;

/**
 * Signals as bytes: a format byte, then JSON. Signals are rare; readable state is worth more than
 * small state.
 */
final class SignalCodec {
  private static final byte FORMAT = 1;

  private SignalCodec() {}

  static byte[] encode(Signal s) {
    return withFormat(tree(s));
  }

  static Signal decode(byte[] bytes) {
    return signal(withoutFormat(bytes));
  }

  static byte[] withFormat(Map<String, Object> tree) {
    byte[] json = Json.write(tree);
    byte[] out = new byte[json.length + 1];
    out[0] = FORMAT;
    System.arraycopy(json, 0, out, 1, json.length);
    return out;
  }

  static Map<String, Object> withoutFormat(byte[] bytes) {
    if (bytes.length < 2 || bytes[0] != FORMAT) {
      throw new IllegalArgumentException("not alert state of format " + FORMAT);
    }
    try {
      return Json.parseObject(Arrays.copyOfRange(bytes, 1, bytes.length));
    } catch (JsonFormatException e) {
      throw new IllegalArgumentException("alert state is damaged", e);
    }
  }

  static Map<String, Object> tree(Signal s) {
    Map<String, Object> t = new LinkedHashMap<>();
    t.put("kind", s.kind());
    RuleFacts r = s.rule();
    t.put(
        "rule",
        List.of(
            r.id(), r.version(), r.name(), r.references(), r.tactics(), r.techniques(), r.tags()));
    t.put("severity", s.severity());
    t.put("entity", List.of(s.entity().type(), s.entity().value()));
    t.put("timestamp", s.timestamp());
    t.put("window", s.windowMillis());
    t.put("title", texts(s.title()));
    t.put("reason", texts(s.reason()));
    t.put(
        "conditions",
        s.conditions().stream()
            .map(c -> List.of(c.field(), c.operator(), c.expected(), c.observed()))
            .toList());
    t.put("threshold", s.threshold() == null ? null : s.threshold().tree());
    t.put("label", s.label());
    t.put("evidence", evidence(s.evidence()));
    t.put("weight", s.weight());
    t.put("policy", s.policyVersion());
    t.put("context", s.context());
    if (!s.suppression().isEmpty()) {
      t.put("suppression", s.suppression());
    }
    return t;
  }

  static Signal signal(Map<String, Object> t) {
    try {
      List<Object> rule = list(t.get("rule"));
      List<Object> entity = list(t.get("entity"));
      return new Signal(
          AlertKind.valueOf((String) t.get("kind")),
          new RuleFacts(
              (String) rule.get(0),
              (String) rule.get(1),
              (String) rule.get(2),
              strings(rule.get(3)),
              strings(rule.get(4)),
              strings(rule.get(5)),
              strings(rule.get(6))),
          Severity.valueOf((String) t.get("severity")),
          new Entity(EntityType.valueOf((String) entity.get(0)), (String) entity.get(1)),
          (Long) t.get("timestamp"),
          (Long) t.get("window"),
          bilingual(t.get("title")),
          bilingual(t.get("reason")),
          conditions(t.get("conditions")),
          t.get("threshold") == null ? null : threshold(map(t.get("threshold"))),
          map(t.get("label")),
          evidenceOf(t.get("evidence")),
          (Long) t.get("weight"),
          (Long) t.get("policy"),
          stringMap(t.get("context")),
          t.containsKey("suppression") ? stringMap(t.get("suppression")) : Map.of());
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("alert state is damaged", e);
    }
  }

  private static List<String> texts(Bilingual b) {
    return List.of(b.zh(), b.en());
  }

  private static Bilingual bilingual(Object o) {
    return new Bilingual((String) list(o).get(0), (String) list(o).get(1));
  }

  private static List<Condition> conditions(Object o) {
    List<Condition> out = new ArrayList<>();
    for (Object item : list(o)) {
      List<String> c = strings(item);
      out.add(new Condition(c.get(0), c.get(1), c.get(2), c.get(3)));
    }
    return List.copyOf(out);
  }

  private static ThresholdFact threshold(Map<String, Object> t) {
    return new ThresholdFact(
        (String) t.get("type"),
        (String) t.get("operator"),
        ThresholdFact.decimal(t.get("limit")),
        ThresholdFact.decimal(t.get("observed")),
        Duration.parse((String) t.get("timespan")),
        stringMap(t.get("group")));
  }

  static List<Object> evidence(List<Evidence> evidence) {
    List<Object> out = new ArrayList<>();
    for (Evidence e : evidence) {
      out.add(
          List.of(e.eventId(), e.timestamp().toEpochMilli(), e.agent(), e.dataset(), e.summary()));
    }
    return out;
  }

  static List<Evidence> evidenceOf(Object o) {
    List<Evidence> out = new ArrayList<>();
    for (Object item : list(o)) {
      List<Object> e = list(item);
      out.add(
          new Evidence(
              (String) e.get(0),
              Instant.ofEpochMilli((Long) e.get(1)),
              (String) e.get(2),
              (String) e.get(3),
              (String) e.get(4)));
    }
    return List.copyOf(out);
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object o) {
    return (List<Object>) o;
  }

  private static List<String> strings(Object o) {
    return list(o).stream().map(String.class::cast).toList();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object o) {
    return (Map<String, Object>) o;
  }

  private static Map<String, String> stringMap(Object o) {
    Map<String, String> out = new LinkedHashMap<>();
    map(o).forEach((k, v) -> out.put(k, (String) v));
    return out;
  }
}
