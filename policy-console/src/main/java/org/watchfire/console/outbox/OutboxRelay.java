package org.watchfire.console.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.health.Detail;
import org.watchfire.core.topic.Topics;

/**
 * Carries the outbox to Kafka on a thread of its own, in the order of the rows, until it is closed.
 * Kafka or PostgreSQL away only makes it wait.
 *
 * <p>One relay works at a time, whatever the number of consoles: it holds an advisory lock of the
 * database while it sends. Two versions of one policy object are never in flight together, so a
 * retry cannot bring them out of order.
 */
public final class OutboxRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int BATCH = 200;
  private static final long LOCK = 0x5746_4f55_5442_4f58L;
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

  private record Row(long id, String topic, String key, byte[] value) {}

  private final Database database;
  private final KafkaProducer<String, byte[]> producer;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final AtomicLong sent = new AtomicLong();
  private volatile Detail problem;

  /**
   * @param connection Kafka connection properties
   */
  public OutboxRelay(Database database, Properties connection) {
    this.database = database;
    Properties properties = new Properties();
    properties.putAll(connection);
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "watchfire-console-outbox");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 3 << 20);
    // Short, so that the row lock and the reason are renewed often while the broker is away.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
    this.producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    this.thread = new Thread(this::run, "outbox-relay");
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Records acknowledged by Kafka since the start. */
  public long sent() {
    return sent.get();
  }

  /** Why nothing is carried at this moment; null when all is well. */
  public Detail problem() {
    return problem;
  }

  /** Lets a batch that is under way finish; a broker that is away is not waited for. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(Duration.ofSeconds(2).toMillis());
      producer.close(Duration.ZERO);
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration pause = IDLE;
    while (!pausedUntilClosed(pause)) {
      if (!database.isPrepared()) {
        problem = Detail.of("等待数据库", "waits for the database");
        continue;
      }
      try {
        int moved = database.inTransaction(this::moveBatch);
        problem = null;
        pause = moved == BATCH ? Duration.ZERO : IDLE;
      } catch (DatabaseAway | KafkaException e) {
        if (e instanceof InterruptException || closing.getCount() == 0) {
          return;
        }
        report(e);
        pause = min(pause.multipliedBy(2).plus(IDLE), MAX_BACKOFF);
      }
    }
  }

  /** Sends what is waiting and removes what was acknowledged; the rest stays for the next round. */
  private int moveBatch(Handle handle) {
    boolean mine =
        handle
            .createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
            .bind("lock", LOCK)
            .mapTo(Boolean.class)
            .one();
    if (!mine) {
      return 0;
    }
    List<Row> rows =
        handle
            .createQuery("SELECT id, topic, record_key, value FROM outbox ORDER BY id LIMIT :n")
            .bind("n", BATCH)
            .map(
                (rs, c) ->
                    new Row(
                        rs.getLong("id"),
                        rs.getString("topic"),
                        rs.getString("record_key"),
                        rs.getBytes("value")))
            .list();
    List<Long> acknowledged = new ArrayList<>();
    KafkaException failure = null;
    int start = 0;
    while (start < rows.size() && failure == null) {
      int end = endOfGroup(rows, start);
      failure = send(rows.subList(start, end), acknowledged);
      start = end;
    }
    if (!acknowledged.isEmpty()) {
      handle
          .createUpdate("DELETE FROM outbox WHERE id = ANY(:ids)")
          .bindArray("ids", Long.class, acknowledged)
          .execute();
      sent.addAndGet(acknowledged.size());
    }
    if (failure != null) {
      // What was acknowledged must leave the table, so this is not thrown.
      report(failure);
      return 0;
    }
    return rows.size();
  }

  /** A group holds no policy object twice. */
  private static int endOfGroup(List<Row> rows, int start) {
    Set<String> objects = new HashSet<>();
    for (int i = start; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.topic().equals(Topics.POLICY) && !objects.add(row.key())) {
        return i;
      }
    }
    return rows.size();
  }

  private KafkaException send(List<Row> group, List<Long> acknowledged) {
    List<Future<RecordMetadata>> answers = new ArrayList<>(group.size());
    KafkaException failure = null;
    for (Row row : group) {
      try {
        answers.add(producer.send(new ProducerRecord<>(row.topic(), row.key(), row.value())));
      } catch (KafkaException e) {
        failure = e;
        break;
      } catch (IllegalStateException e) {
        // close() does not wait for a broker that is away; the row stays.
        failure = new KafkaException("the relay is closing", e);
        break;
      }
    }
    producer.flush();
    for (int i = 0; i < answers.size(); i++) {
      try {
        answers.get(i).get();
        acknowledged.add(group.get(i).id());
      } catch (ExecutionException e) {
        failure =
            new KafkaException(
                "cannot write to " + group.get(i).topic() + ": " + e.getCause().getMessage(),
                e.getCause());
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    return failure;
  }

  private void report(RuntimeException failure) {
    Detail now =
        new Detail(
            "审计记录与策略暂时送不出去",
            "records of the trail and policies cannot be sent",
            String.valueOf(failure.getMessage()));
    if (!now.equals(problem) && closing.getCount() > 0) {
      LOG.warn("outbox waits, trying again: {}", now.ownWords());
    }
    problem = now;
  }

  private boolean pausedUntilClosed(Duration pause) {
    try {
      return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
