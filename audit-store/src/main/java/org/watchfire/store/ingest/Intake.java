package org.watchfire.store.ingest;

import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Decides what becomes of the records of one topic. Holds what it must know about those before. For
 * one thread.
 */
interface Intake {
  /** What becomes of a record. */
  sealed interface Decision {
    /** It goes into the ledger as these bytes. */
    record Append(byte[] entry) implements Decision {}

    /** It was there before. */
    record Duplicate() implements Decision {}

    /** It cannot be taken; the letter tells why. */
    record Reject(DeadLetter letter) implements Decision {}
  }

  Decision DUPLICATE = new Decision.Duplicate();

  /**
   * @throws IOException when what it needs from the disk cannot be read or written
   */
  Decision decide(ConsumerRecord<byte[], byte[]> record, Counters counters) throws IOException;

  /** Makes durable what the entries need, called before they are committed. */
  default void beforeCommit() throws IOException {}

  /** What has to survive a restart, committed together with the entries. */
  default Map<String, byte[]> memory() {
    return Map.of();
  }
}
