package org.watchfire.console.outbox;

import java.time.Clock;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;

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

  /** Records that Kafka has not acknowledged yet. */
  public static long waiting(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM outbox").mapTo(Long.class).one();
  }
}
