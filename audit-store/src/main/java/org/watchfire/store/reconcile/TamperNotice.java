package org.watchfire.store.reconcile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.watchfire.core.alert.SystemAlert;
import org.watchfire.core.alert.SystemRule;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.Stream;

/**
 * That documents of the index were altered or added, as an alert for {@code wf.alerts} and an entry
 * for {@code wf.audit}. Names records, indices and fields, never values. The id follows from the
 * documents as they were found: the same tampering found again is the same alert, another one is
 * not.
 *
 * @param id of the alert, 32 hex digits
 * @param alert JSON as in docs/contracts.md §4
 * @param audit JSON as in docs/contracts.md §3
 */
public record TamperNotice(String id, byte[] alert, byte[] audit) {
  /** Who writes it: key of the audit entry. */
  static final String ACTOR = "store";

  /** Name of the alert's entity: key of the alert. */
  static final String ENTITY = "elasticsearch";

  /** Tiles that get an alert of their own in one run; what is beyond shares one. */
  static final int MOST = 100;

  private static final int SHOWN = 20;

  /** One notice for the altered and one for the surplus documents of each tile. */
  public static List<TamperNotice> of(List<Finding> findings, Instant now) {
    Map<String, List<Finding>> groups = new TreeMap<>();
    List<Finding> tampering =
        new ArrayList<>(findings.stream().filter(Finding::tampering).toList());
    tampering.sort(Comparator.comparingLong(Finding::seq).thenComparing(Finding::id));
    for (Finding f : tampering) {
      long tile = Math.floorDiv(f.seq(), IndexScan.TILE);
      String key = String.format("%s/%s/%020d", f.stream().id(), f.kind(), tile);
      if (!groups.containsKey(key) && groups.size() >= MOST) {
        key = "~" + f.stream().id() + "/" + f.kind();
      }
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(f);
    }
    return groups.values().stream().map(g -> of(now, g)).toList();
  }

  private static TamperNotice of(Instant now, List<Finding> group) {
    Finding first = group.get(0);
    String id = id(group);
    String places = places(group);
    boolean altered = first.kind() == Finding.Kind.ALTERED;
    String zh =
        altered
            ? String.format("%d 个索引文档与账本不符：%s", group.size(), places)
            : String.format("索引中有 %d 个文档不在账本中：%s", group.size(), places);
    String en =
        altered
            ? String.format(
                "%d index documents are not what was recorded: %s", group.size(), places)
            : String.format("%d index documents are of no record: %s", group.size(), places);
    byte[] alert = alert(id, now, group, zh, en);
    return new TamperNotice(id, alert, audit(id, now, first.stream(), zh + " / " + en));
  }

  private static String id(List<Finding> group) {
    StringBuilder text = new StringBuilder("index-tampering\n");
    for (Finding f : group) {
      text.append(f.stream().id()).append('\n').append(f.kind()).append('\n').append(f.seq());
      text.append('\n').append(f.id()).append('\n').append(f.digest()).append('\n');
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String places(List<Finding> group) {
    List<String> places = new ArrayList<>();
    for (Finding f : group.subList(0, Math.min(SHOWN, group.size()))) {
      String fields = f.fields().isEmpty() ? "" : " (" + String.join(", ", f.fields()) + ")";
      places.add(place(f) + fields);
    }
    return String.join("; ", places) + (group.size() > SHOWN ? "; …" : "");
  }

  private static String place(Finding f) {
    return f.stream().id() + "/" + (f.seq() < 0 ? "-" : f.seq()) + " " + f.index() + "/" + f.id();
  }

  private static byte[] alert(String id, Instant now, List<Finding> group, String zh, String en) {
    List<SystemAlert.Condition> conditions = new ArrayList<>();
    List<SystemAlert.Evidence> evidence = new ArrayList<>();
    for (Finding f : group.subList(0, Math.min(SHOWN, group.size()))) {
      String fields = f.fields().isEmpty() ? "_source" : String.join(", ", f.fields());
      conditions.add(
          new SystemAlert.Condition(
              fields, "as-recorded", "sha256 of the ledger's record", f.digest()));
      evidence.add(
          new SystemAlert.Evidence(
              f.stream().id() + "/" + f.seq(), "watchfire.index", f.toString()));
    }
    return new SystemAlert(
            id,
            SystemRule.INDEX_TAMPERING,
            "process",
            ENTITY,
            now,
            group.size(),
            zh,
            en,
            conditions,
            evidence)
        .toJson();
  }

  private static byte[] audit(String id, Instant now, Stream stream, String detail) {
    Map<String, Object> event =
        ordered("id", "index-tampering-" + id, "kind", "event", "dataset", "watchfire.audit");
    event.put("category", List.of("configuration"));
    event.put("type", List.of("change"));
    event.put("action", "index.tampering");
    event.put("outcome", "failure");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(EcsFields.TIMESTAMP, now.toString());
    json.put("ecs", Map.of("version", EcsFields.VERSION));
    json.put("event", event);
    json.put("user", ordered("name", ACTOR));
    json.put("watchfire", Map.of("audit", ordered("target", stream.alias(), "detail", detail)));
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
