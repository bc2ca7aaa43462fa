package org.watchfire.console.breakglass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.json.Json;

/**
 * A grant as an alert for {@code wf.alerts} (docs/contracts.md §4), so that everybody who watches
 * the queue knows of it in the moment it begins.
 *
 * @param key of the record: the account
 * @param alert JSON
 */
record GrantNotice(String key, byte[] alert) {
  static final String RULE_ID = "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0008";

  private static final String RULE_VERSION = "000000000001";
  private static final String TITLE_ZH = "启用了应急授权";
  private static final String TITLE_EN = "An emergency grant was taken";

  static GrantNotice of(Grant grant) {
    String time = grant.startedAt().toString();
    String assets = String.join(", ", new TreeSet<>(grant.assets()));
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("id", grant.id());
    alert.put("revision", 0);
    alert.put("final", true);
    alert.put("kind", "integrity");
    alert.put("severity", "high");
    alert.put("entity", ordered("type", "user", "value", grant.username()));
    alert.put("first_seen", time);
    alert.put("last_seen", time);
    alert.put("count", 1);
    alert.put("title", ordered("zh", TITLE_ZH, "en", TITLE_EN));
    alert.put(
        "reason",
        ordered(
            "zh",
            grant.username()
                + " 以案件 "
                + grant.caseId()
                + " 为由启用应急授权至 "
                + grant.endsAt()
                + "，资产："
                + assets
                + "。理由："
                + grant.reason(),
            "en",
            grant.username()
                + " took an emergency grant until "
                + grant.endsAt()
                + " for case "
                + grant.caseId()
                + ", assets: "
                + assets
                + ". Reason: "
                + grant.reason()));
    alert.put(
        "explanation",
        Map.of(
            "conditions",
            List.of(
                ordered(
                    "field",
                    "emergency_grant",
                    "operator",
                    "taken",
                    "expected",
                    "none",
                    "observed",
                    grant.id()))));
    alert.put("evidence", List.of());
    alert.put("evidence_total", 0);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(EcsFields.TIMESTAMP, time);
    json.put("ecs", Map.of("version", EcsFields.VERSION));
    json.put(
        "event",
        ordered(
            "id",
            grant.id() + "-0",
            "kind",
            "alert",
            "dataset",
            "watchfire.alert",
            "created",
            time));
    json.put("alert", alert);
    json.put(
        "rule",
        ordered("id", RULE_ID, "version", RULE_VERSION, "name", TITLE_EN, "references", List.of()));
    json.put(
        "threat",
        ordered("tactic", List.of("privilege-escalation"), "technique", List.of("T1078")));
    json.put("user", Map.of("name", grant.username()));
    json.put("tags", List.of("attack.privilege-escalation", "attack.t1078"));
    return new GrantNotice(grant.username(), Json.write(json));
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
