package org.watchfire.console.integrity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.json.Json;

/**
 * A finding as an alert for {@code wf.alerts} (docs/contracts.md §4). It names table and key, never
 * content. The id follows from what was found: the same found again is the same alert.
 *
 * @param id of the alert, 32 hex digits
 * @param alert JSON
 */
record IntegrityNotice(String id, byte[] alert) {
  /** Name of the alert's entity: key of the record. */
  static final String ENTITY = "postgresql";

  private static final String RULE_ID = "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0007";
  private static final String RULE_VERSION = "000000000001";
  private static final String TITLE_ZH = "受保护的数据库行被篡改";
  private static final String TITLE_EN = "Protected rows of the database were tampered with";

  static IntegrityNotice of(Finding finding, Instant now) {
    String what =
        String.join(
            "\n",
            "row-tampering",
            finding.table(),
            finding.key(),
            finding.kind().name(),
            finding.observed());
    byte[] digest = CryptoSuites.intl().hash(what.getBytes(UTF_8));
    String id = HexFormat.of().formatHex(digest, 0, 16);
    return new IntegrityNotice(id, alert(id, finding, now.toString()));
  }

  private static byte[] alert(String id, Finding finding, String time) {
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("id", id);
    alert.put("revision", 0);
    alert.put("final", true);
    alert.put("kind", "integrity");
    alert.put("severity", "critical");
    alert.put("entity", ordered("type", "process", "value", ENTITY));
    alert.put("first_seen", time);
    alert.put("last_seen", time);
    alert.put("count", 1);
    alert.put("title", ordered("zh", TITLE_ZH, "en", TITLE_EN));
    alert.put(
        "reason",
        ordered(
            "zh", finding.place() + "：" + finding.kind().zh(),
            "en", finding.place() + ": " + finding.kind().en()));
    alert.put(
        "explanation",
        Map.of(
            "conditions",
            List.of(
                ordered(
                    "field",
                    finding.place(),
                    "operator",
                    "as-sealed",
                    "expected",
                    "the seal of the console",
                    "observed",
                    finding.observed()))));
    alert.put("evidence", List.of());
    alert.put("evidence_total", 0);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(EcsFields.TIMESTAMP, time);
    json.put("ecs", Map.of("version", EcsFields.VERSION));
    json.put(
        "event",
        ordered("id", id + "-0", "kind", "alert", "dataset", "watchfire.alert", "created", time));
    json.put("alert", alert);
    json.put(
        "rule",
        ordered("id", RULE_ID, "version", RULE_VERSION, "name", TITLE_EN, "references", List.of()));
    json.put(
        "threat", ordered("tactic", List.of("defense-evasion"), "technique", List.of("T1565.001")));
    json.put("tags", List.of("attack.defense-evasion", "attack.t1565.001"));
    return Json.write(json);
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
