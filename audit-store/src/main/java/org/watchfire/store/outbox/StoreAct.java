package org.watchfire.store.outbox;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.json.Json;

/**
 * Something that was done to the store, as it goes on record.
 *
 * @param action such as {@code store.prune}
 * @param outcome {@code success}, {@code failure}, or {@code unknown} for what is about to be done
 * @param actor who did it
 * @param target what it was done to
 * @param detail JSON tree; no personal data, no secrets
 */
public record StoreAct(
    String action, String outcome, String actor, String target, Map<String, Object> detail) {
  /** Checks that nothing is left out. */
  public StoreAct {
    if (actor == null || actor.isBlank() || actor.length() > 200) {
      throw new IllegalArgumentException("an act needs the name of who did it");
    }
    detail = new LinkedHashMap<>(detail);
  }

  /** The record, as {@code wf.audit} has them. */
  byte[] record(String id, Instant when) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", id);
    event.put("kind", "event");
    event.put("category", List.of("configuration"));
    event.put("dataset", "watchfire.audit");
    event.put("action", action);
    event.put("outcome", outcome);
    Map<String, Object> record = new LinkedHashMap<>();
    record.put(EcsFields.TIMESTAMP, when.toString());
    record.put("ecs", Map.of("version", EcsFields.VERSION));
    record.put("event", event);
    record.put("user", Map.of("name", actor));
    Map<String, Object> audit = new LinkedHashMap<>();
    audit.put("target", target);
    audit.put("detail", new String(Json.write(detail), java.nio.charset.StandardCharsets.UTF_8));
    record.put("watchfire", Map.of("audit", audit));
    return Json.write(record);
  }
}
