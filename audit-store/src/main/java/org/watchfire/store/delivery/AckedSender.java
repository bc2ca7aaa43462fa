package org.watchfire.store.delivery;

import java.io.Closeable;
import java.io.IOException;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.watchfire.core.config.KafkaClientConfig;

/** Writes records and waits until the broker has them. Connects with the first. For one thread. */
public final class AckedSender implements Closeable {
  private final KafkaClientConfig kafka;
  private final String clientId;
  private KafkaProducer<byte[], byte[]> producer;

  /**
   * @param clientId says in the broker's logs who writes
   */
  public AckedSender(KafkaClientConfig kafka, String clientId) {
    this.kafka = kafka;
    this.clientId = clientId;
  }

  /**
   * Returns once all of them are acknowledged. After a failure some may be there: whoever tries
   * again writes the same ones, and their reader recognises the ids.
   *
   * @throws IOException when the broker does not take one, or not in time
   */
  public void send(List<ProducerRecord<byte[], byte[]>> records) throws IOException {
    if (records.isEmpty()) {
      return;
    }
    try {
      if (producer == null) {
        producer = open();
      }
      List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
      for (ProducerRecord<byte[], byte[]> record : records) {
        sent.add(producer.send(record));
      }
      producer.flush();
      for (Future<RecordMetadata> ack : sent) {
        ack.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(clientId + ": not accepted: " + e.getCause().getMessage(), e);
    } catch (KafkaException e) {
      throw new IOException(clientId + ": cannot be sent: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(clientId + ": interrupted while sending", e);
    }
  }

  private KafkaProducer<byte[], byte[]> open() {
    Properties p = kafka.properties();
    p.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000");
    p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
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
