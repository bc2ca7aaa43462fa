package org.watchfire.store.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.topic.Topics;
import org.watchfire.store.delivery.AckedSender;

/**
 * Sends what waits in the outbox to {@code wf.audit}, in order; removes a record once the broker
 * has it. A damaged one stays where it is, for people to look at, and holds up no other. Connects
 * only when something waits. Runs in one thread; the readings may be called from any.
 */
public final class OutboxSender implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
  private static final long LOOK_MILLIS = 1_000;

  private final Outbox outbox;
  private final KafkaClientConfig kafka;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile String trouble = "";
  private volatile int waiting;

  public OutboxSender(Outbox outbox, KafkaClientConfig kafka) {
    this.outbox = outbox;
    this.kafka = kafka;
  }

  /** What keeps it from working; empty when nothing does. */
  public String trouble() {
    return trouble;
  }

  /** Records that wait. */
  public int waiting() {
    return waiting;
  }

  @Override
  public void run() {
    try {
      do {
        String now;
        try {
          now = send(outbox.waiting());
        } catch (IOException e) {
          now = String.valueOf(e.getMessage());
        }
        if (!now.isEmpty() && !now.equals(trouble)) {
          LOG.warn("outbox: {}; trying again", now);
        }
        trouble = now;
      } while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends {@link #run} soon; what waits is sent after the next start. */
  public void stop() {
    stop.countDown();
  }

  /** What is wrong with a record that cannot be sent; empty when nothing is. */
  private String send(List<Path> files) throws IOException {
    waiting = files.size();
    if (files.isEmpty()) {
      return "";
    }
    String damage = "";
    try (AckedSender sender = new AckedSender(kafka, "store-outbox")) {
      for (Path file : files) {
        byte[] record = Files.readAllBytes(file);
        String actor;
        try {
          actor = EventCodec.decode(record).text("user.name");
        } catch (EventFormatException e) {
          damage = file.getFileName() + " is damaged: " + e.getMessage();
          continue;
        }
        if (actor == null) {
          damage = file.getFileName() + " names no actor";
          continue;
        }
        byte[] key = actor.getBytes(StandardCharsets.UTF_8);
        sender.send(List.of(new ProducerRecord<>(Topics.AUDIT, key, record)));
        outbox.sent(file);
        waiting--;
        LOG.info("outbox: {} is sent", file.getFileName());
      }
    }
    return damage;
  }
}
