package org.watchfire.console.outbox;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.watchfire.core.alert.SystemAlert;
import org.watchfire.core.topic.Topics;

/** Puts records on their way to Kafka inside the caller's transaction. Thread-safe. */
public final class Outbox {
  private final Clock clock;

  public Outbox(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param handle the open transaction
   * @param topic Kafka topic
   * @param key record key
   * @param value record value, sent as it is
   */
  public void put(Handle handle, String topic, String key, byte[] value) {
    handle
        .createUpdate(
            "INSERT INTO outbox (topic, record_key, value, created_at)"
                + " VALUES (:topic, :key, :value, :now)")
        .bind("topic", topic)
        .bind("key", key)
        .bind("value", value)
        .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
        .execute();
  }

  /** An alert about the system itself, on its way to the queue. */
  public void alert(Handle handle, SystemAlert alert) {
    put(handle, Topics.ALERTS, alert.entity(), alert.toJson());
  }

  /**
   * One of many records.
   *
   * @param value sent as it is
   */
  public record Entry(String topic, String key, byte[] value) {}

  /** As {@link #put}, for many records, in their order. */
  public void putAll(Handle handle, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO outbox (topic, record_key, value, created_at)"
                + " VALUES (:topic, :key, :value, :now)");
    for (Entry entry : entries) {
      batch
          .bind("topic", entry.topic())
          .bind("key", entry.key())
          .bind("value", entry.value())
          .bind("now", now)
          .add();
    }
    batch.execute();
  }

  /** Records that Kafka has not acknowledged yet. */
  public static long waiting(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM outbox").mapTo(Long.class).one();
  }
}
