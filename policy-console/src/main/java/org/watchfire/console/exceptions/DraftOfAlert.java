package org.watchfire.console.exceptions;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.watchfire.console.web.Refusal;
import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.DetectionRule;

/** What an exception for an alert would say, to be completed by people. */
final class DraftOfAlert {
  private static final Duration FIRST_WISH = Duration.ofDays(30);
  private static final Map<String, String> FIELDS =
      Map.of(
          "user", "user.name",
          "source", "source.ip",
          "host", "host.name",
          "process", "process.name",
          "domain", "dns.question.name");

  private final RulesInForce rules;

  DraftOfAlert(RulesInForce rules) {
    this.rules = rules;
  }

  /**
   * @param alert as the engine wrote it
   * @throws Refusal 422 {@code exception-kind} when no Sigma rule found it
   */
  Map<String, Object> of(JsonNode alert, String owner, Instant now) {
    String rule = alert.path("rule").path("id").asText();
    JsonNode about = alert.path("alert");
    Optional<DetectionRule> detection = rules.detection(rule);
    Optional<CorrelationRule> correlation = rules.correlation(rule);
    List<String> named = new ArrayList<>();
    Map<String, String> conditions = new LinkedHashMap<>();
    JsonNode entity = about.path("entity");
    if (detection.isPresent()) {
      named.add(rule);
      String field = detection.get().header().entityField();
      put(
          conditions,
          field.isEmpty() ? FIELDS.get(entity.path("type").asText()) : field,
          entity.path("value").asText());
    } else if (correlation.isPresent()) {
      rules.counted(correlation.get()).forEach(d -> named.add(d.header().id()));
      about
          .path("explanation")
          .path("threshold")
          .path("group")
          .properties()
          .forEach(g -> put(conditions, g.getKey(), g.getValue().asText()));
      if (conditions.isEmpty()) {
        put(conditions, FIELDS.get(entity.path("type").asText()), entity.path("value").asText());
      }
    }
    if (named.isEmpty()) {
      throw new Refusal(
          422,
          "exception-kind",
          "no rule of detection found it: a breach of a policy is answered by the policy");
    }
    put(conditions, "host.name", alert.path("host").path("name").asText(""));
    Map<String, Object> draft = new LinkedHashMap<>();
    draft.put(
        "title", about.path("title").path("zh").asText() + " " + entity.path("value").asText());
    draft.put("rules", named);
    draft.put(
        "conditions",
        conditions.entrySet().stream()
            .map(
                c ->
                    Map.of(
                        "field", c.getKey(),
                        "operator", "equals",
                        "values", List.of(c.getValue())))
            .toList());
    draft.put("owner", owner);
    draft.put("reason", "");
    draft.put("expires", now.plus(FIRST_WISH).toString());
    return draft;
  }

  private static void put(Map<String, String> conditions, String field, String value) {
    if (field != null && !value.isEmpty()) {
      conditions.putIfAbsent(field, value);
    }
  }
}
