package org.watchfire.store.reconcile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.topic.Topics;

/**
 * Writes notices to {@code wf.alerts} and {@code wf.audit} and waits until the broker has them; the
 * store then records them in the ledger like any other. Connects for each call: tampering is rare.
 */
public final class KafkaTamperSink implements TamperSink {
  private final KafkaClientConfig kafka;

  public KafkaTamperSink(KafkaClientConfig kafka) {
    this.kafka = kafka;
  }

  @Override
  public void raise(List<TamperNotice> notices) throws IOException {
    try (KafkaProducer<byte[], byte[]> producer = open()) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (TamperNotice n : notices) {
        sent.add(producer.send(record(Topics.ALERTS, TamperNotice.ENTITY, n.alert())));
        sent.add(producer.send(record(Topics.AUDIT, TamperNotice.ACTOR, n.audit())));
      }
      producer.flush();
      for (Future<RecordMetadata> ack : sent) {
        ack.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a notice was not accepted: " + e.getCause().getMessage(), e);
    } catch (KafkaException e) {
      throw new IOException("notices cannot be sent: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending notices", e);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
  }

  private KafkaProducer<byte[], byte[]> open() {
    Properties p = kafka.properties();
    p.put(ProducerConfig.CLIENT_ID_CONFIG, "store-reconcile");
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000");
    p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, "8388608");
    return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
