package org.watchfire.store.ingest;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;

/**
 * Alerts, administrative acts and dead letters: well-formed, each identity once. What it remembers
 * it reads back from the ledger itself, the last {@link #REMEMBERED} records of it.
 */
final class RecordIntake implements Intake {
  /** Identities that are certainly recognised again. */
  static final int REMEMBERED = 100_000;

  private static final long READ_BYTES = 4 << 20;
  private static final int MAX_ID = 256;

  private final Stream stream;
  private final RecentIds seen = new RecentIds(REMEMBERED);

  /** The identity of a record, or why it has none. */
  private record Identity(String id, String reason, String problem) {
    static Identity none(String reason, String problem) {
      return new Identity(null, reason, problem);
    }
  }

  /** Reads back what the ledger holds, as far as its checkpoint goes. */
  RecordIntake(Stream stream, StreamReader ledger) throws IOException, LedgerException {
    this.stream = stream;
    long size = ledger.size();
    for (long at = Math.max(ledger.firstKept(), size - REMEMBERED); at < size; ) {
      List<byte[]> records = ledger.entries(at, READ_BYTES);
      for (byte[] record : records) {
        Identity identity = identity(record);
        if (identity.id() != null) {
          seen.add(identity.id());
        }
      }
      at += records.size();
    }
  }

  @Override
  public Decision decide(ConsumerRecord<byte[], byte[]> record, Counters counters) {
    Identity identity = identity(record.value());
    if (identity.id() == null) {
      return new Decision.Reject(
          DeadLetter.of(record, identity.reason(), identity.problem(), null));
    }
    return seen.add(identity.id()) ? new Decision.Append(record.value()) : DUPLICATE;
  }

  private Identity identity(byte[] value) {
    if (value == null) {
      return Identity.none("NOT_JSON", "empty record");
    }
    if (value.length > EventCodec.MAX_BYTES) {
      return Identity.none("TOO_LARGE", value.length + " bytes, at most " + EventCodec.MAX_BYTES);
    }
    Event event;
    try {
      event = EventCodec.decode(value);
    } catch (EventFormatException e) {
      return Identity.none("NOT_JSON", e.getMessage());
    }
    if (event.timestamp() == null) {
      return Identity.none("MISSING_FIELD", "@timestamp is missing or not a date");
    }
    if (stream == Stream.ALERTS) {
      return alert(event);
    }
    return identified(event.text(EcsFields.EVENT_ID), "event.id");
  }

  private static Identity alert(Event event) {
    Object revision = event.get("alert.revision");
    if (!(revision instanceof Long n) || n < 0) {
      return Identity.none("MISSING_FIELD", "alert.revision is missing or not a number");
    }
    Identity id = identified(event.text("alert.id"), "alert.id");
    return id.id() == null ? id : new Identity(id.id() + "-" + n, null, null);
  }

  private static Identity identified(String id, String field) {
    return id == null || id.length() > MAX_ID
        ? Identity.none("MISSING_FIELD", field + " is missing or too long")
        : new Identity(id, null, null);
  }
}
