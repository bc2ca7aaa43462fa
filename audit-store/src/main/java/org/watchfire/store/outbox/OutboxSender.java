package org.watchfire.store.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.topic.Topics;

/**
 * Sends what waits in the outbox to {@code wf.audit}, in order; removes a record once the broker
 * has it. Connects only when something waits. Runs in one thread.
 */
public final class OutboxSender implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
  private static final long LOOK_MILLIS = 1_000;

  private final Outbox outbox;
  private final KafkaClientConfig kafka;
  private final CountDownLatch stop = new CountDownLatch(1);
  private String trouble = "";

  public OutboxSender(Outbox outbox, KafkaClientConfig kafka) {
    this.outbox = outbox;
    this.kafka = kafka;
  }

  @Override
  public void run() {
    try {
      do {
        try {
          send(outbox.waiting());
          trouble = "";
        } catch (IOException | KafkaException e) {
          if (!String.valueOf(e.getMessage()).equals(trouble)) {
            LOG.warn("outbox: {}; trying again", e.getMessage());
          }
          trouble = String.valueOf(e.getMessage());
        }
      } while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends {@link #run} soon; what waits is sent after the next start. */
  public void stop() {
    stop.countDown();
  }

  private void send(List<Path> files) throws IOException, InterruptedException {
    if (files.isEmpty()) {
      return;
    }
    try (KafkaProducer<byte[], byte[]> producer = open()) {
      for (Path file : files) {
        byte[] record = Files.readAllBytes(file);
        String actor = EventCodec.decode(record).text("user.name");
        if (actor == null) {
          throw new IOException(file.getFileName() + " in the outbox names no actor");
        }
        byte[] key = actor.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(Topics.AUDIT, key, record)).get();
        outbox.sent(file);
        LOG.info("outbox: {} is sent", file.getFileName());
      }
    } catch (ExecutionException e) {
      throw new IOException("a record was not accepted: " + e.getCause().getMessage(), e);
    } catch (EventFormatException e) {
      throw new IOException("a record in the outbox is damaged: " + e.getMessage(), e);
    }
  }

  private KafkaProducer<byte[], byte[]> open() {
    Properties p = kafka.properties();
    p.put(ProducerConfig.CLIENT_ID_CONFIG, "store-outbox");
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000");
    p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(Duration.ofSeconds(10).toMillis()));
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, "4194304");
    return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
