package org.watchfire.store.ingest;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.Stream;

/**
 * The record that an idle stream gets, so that "nothing happened" is provable: between two
 * heartbeats with consecutive numbers nothing was recorded. A checkpoint cannot say that, it has no
 * time.
 */
final class Heartbeat {
  static final String DATASET = "watchfire.ledger";
  static final String ACTION = "ledger-heartbeat";

  private Heartbeat() {}

  /**
   * @param size records in the stream before this one
   */
  static byte[] record(Stream stream, long size, Instant now) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", "heartbeat-" + stream.id() + "-" + size);
    event.put("kind", "state");
    event.put("dataset", DATASET);
    event.put("action", ACTION);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(EcsFields.TIMESTAMP, now.toString());
    json.put("ecs", Map.of("version", EcsFields.VERSION));
    json.put("event", event);
    json.put(
        "message", "心跳：账本共 " + size + " 条，无新记录 (heartbeat: " + size + " records, nothing new)");
    return Json.write(json);
  }
}
