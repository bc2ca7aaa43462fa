package org.watchfire.console.triage;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.health.Detail;
import org.watchfire.core.topic.Topics;

/**
 * Brings alerts from Kafka into the queue on a thread of its own, exactly once: alerts and the next
 * offsets are written in one transaction, and reading always goes on where the database says. Kafka
 * or PostgreSQL away only makes it wait.
 */
public final class AlertConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PARTITION_CHECK = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int TIMEOUT_MS = 10_000;

  private final Database database;
  private final AlertStore store;
  private final Properties properties;
  private final Clock clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong dead = new AtomicLong();
  private volatile KafkaConsumer<byte[], byte[]> consumer;
  private volatile Detail problem = Detail.of("正在启动", "starting");

  /**
   * @param connection Kafka connection properties
   */
  AlertConsumer(Database database, AlertStore store, Properties connection, Clock clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
    this.properties = new Properties();
    properties.putAll(connection);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "watchfire-console-alerts");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    this.thread = new Thread(this::run, "alert-consumer");
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Records taken in since the start, repetitions included. */
  public long stored() {
    return stored.get();
  }

  /** Records since the start that were no alerts. */
  public long dead() {
    return dead.get();
  }

  /** Why nothing arrives at this moment; null when all is well. */
  public Detail problem() {
    return problem;
  }

  @Override
  public void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (closing.getCount() > 0) {
      if (!database.isPrepared()) {
        problem = Detail.of("等待数据库", "waits for the database");
        rest(POLL);
        continue;
      }
      try (KafkaConsumer<byte[], byte[]> fresh =
          new KafkaConsumer<>(
              properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer = fresh;
        consume(fresh);
      } catch (WakeupException e) {
        // Only close() wakes the consumer; the loop's condition ends it.
        continue;
      } catch (KafkaException | DatabaseAway e) {
        Detail now =
            new Detail("暂时收不到告警", "alerts cannot be received", String.valueOf(e.getMessage()));
        if (!now.equals(problem)) {
          LOG.warn("alerts wait, trying again: {}", now.ownWords());
        }
        problem = now;
        rest(RETRY);
      } finally {
        consumer = null;
      }
    }
  }

  private void consume(KafkaConsumer<byte[], byte[]> open) {
    long nextCheck = System.nanoTime();
    while (closing.getCount() > 0) {
      if (System.nanoTime() - nextCheck >= 0) {
        assign(open);
        nextCheck = System.nanoTime() + PARTITION_CHECK.toNanos();
      }
      ConsumerRecords<byte[], byte[]> records = open.poll(POLL);
      if (!records.isEmpty()) {
        // An exception ends this consumer; the next one starts where the database says.
        database.inTransaction(handle -> store(handle, records));
        stored.addAndGet(records.count());
      }
      problem = null;
    }
  }

  /** Takes every partition there is, at the position kept in the database. */
  private void assign(KafkaConsumer<byte[], byte[]> open) {
    List<TopicPartition> partitions =
        open.partitionsFor(Topics.ALERTS).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    if (open.assignment().size() == partitions.size()) {
      return;
    }
    Map<Integer, Long> positions = database.inTransaction(AlertConsumer::positions);
    open.assign(partitions);
    for (TopicPartition partition : partitions) {
      Long next = positions.get(partition.partition());
      if (next == null) {
        open.seekToBeginning(List.of(partition));
      } else {
        open.seek(partition, next);
      }
    }
  }

  private static Map<Integer, Long> positions(Handle handle) {
    return handle
        .createQuery("SELECT partition, next_offset FROM kafka_offsets WHERE topic = :t")
        .bind("t", Topics.ALERTS)
        .map((rs, c) -> Map.entry(rs.getInt(1), rs.getLong(2)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Void store(Handle handle, ConsumerRecords<byte[], byte[]> records) {
    Map<Integer, Long> next = new HashMap<>();
    List<AlertRecord> alerts = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        alerts.add(AlertRecord.parse(value));
      } catch (AlertRecord.NotAnAlert e) {
        bury(handle, record, e.getMessage());
      }
      next.merge(record.partition(), record.offset() + 1, Math::max);
    }
    store.upsert(handle, alerts, clock.instant());
    next.forEach(
        (partition, offset) ->
            handle
                .createUpdate(
                    "INSERT INTO kafka_offsets AS k (topic, partition, next_offset)"
                        + " VALUES (:t, :p, :o) ON CONFLICT (topic, partition) DO UPDATE"
                        + " SET next_offset = greatest(k.next_offset, excluded.next_offset)")
                .bind("t", Topics.ALERTS)
                .bind("p", partition)
                .bind("o", offset)
                .execute());
    return null;
  }

  private void bury(Handle handle, ConsumerRecord<byte[], byte[]> record, String reason) {
    handle
        .createUpdate(
            "INSERT INTO dead_offsets (topic, partition, record_offset, size, reason, seen_at)"
                + " VALUES (:t, :p, :o, :size, :reason, :now) ON CONFLICT DO NOTHING")
        .bind("t", record.topic())
        .bind("p", record.partition())
        .bind("o", record.offset())
        .bind("size", Math.max(0, record.serializedValueSize()))
        .bind("reason", reason)
        .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
        .execute();
    dead.incrementAndGet();
    LOG.warn(
        "record {}-{}@{} is no alert: {}",
        record.topic(),
        record.partition(),
        record.offset(),
        reason);
  }

  private void rest(Duration pause) {
    try {
      closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }
}
