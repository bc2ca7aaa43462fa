package org.watchfire.store.reconcile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.topic.Topics;
import org.watchfire.store.delivery.AckedSender;

/**
 * Writes notices to {@code wf.alerts} and {@code wf.audit}; the store then records them in the
 * ledger like any other. Connects for each call: tampering is rare.
 */
public final class KafkaTamperSink implements TamperSink {
  private final KafkaClientConfig kafka;

  public KafkaTamperSink(KafkaClientConfig kafka) {
    this.kafka = kafka;
  }

  @Override
  public void raise(List<TamperNotice> notices) throws IOException {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (TamperNotice n : notices) {
      records.add(record(Topics.ALERTS, TamperNotice.ENTITY, n.alert()));
      records.add(record(Topics.AUDIT, TamperNotice.ACTOR, n.audit()));
    }
    try (AckedSender sender = new AckedSender(kafka, "store-reconcile")) {
      sender.send(records);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
  }
}
