package org.watchfire.store.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.topic.Topics;

/**
 * Writes dead letters and waits until the broker has them. Connects with the first one. For one
 * thread.
 */
final class DeadLetterSender implements Closeable {
  private final KafkaClientConfig kafka;
  private KafkaProducer<byte[], byte[]> producer;

  DeadLetterSender(KafkaClientConfig kafka) {
    this.kafka = kafka;
  }

  /**
   * Returns once all of them are acknowledged. After a failure some may be there: the lane then
   * comes again with the same ones, and their reader recognises the ids.
   */
  void send(List<DeadLetter> letters) throws IOException {
    if (letters.isEmpty()) {
      return;
    }
    if (producer == null) {
      producer = open();
    }
    List<Future<RecordMetadata>> sent = new ArrayList<>(letters.size());
    for (DeadLetter letter : letters) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  Topics.DEADLETTER,
                  letter.topic().getBytes(StandardCharsets.UTF_8),
                  letter.value())));
    }
    producer.flush();
    for (Future<RecordMetadata> ack : sent) {
      try {
        ack.get();
      } catch (ExecutionException e) {
        throw new IOException("dead letter was not accepted: " + e.getCause().getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while sending dead letters", e);
      }
    }
  }

  private KafkaProducer<byte[], byte[]> open() {
    Properties p = kafka.properties();
    p.put(ProducerConfig.CLIENT_ID_CONFIG, "store-deadletter");
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000");
    p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    p.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, "8388608");
    return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(5));
      producer = null;
    }
  }
}
