package org.watchfire.collector.ship;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.collector.input.EventEncoder;
import org.watchfire.collector.spool.Frame;
import org.watchfire.collector.spool.Spool;
import org.watchfire.collector.spool.SpoolCursor;
import org.watchfire.collector.spool.Stamped;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampHeaders;

/**
 * Sends the spool's events in order and moves its acknowledgement pointer. A broker that is away is
 * waited for without bound. After a failure that the producer cannot repair itself, the producer is
 * replaced and everything after the pointer is sent again with the same stamps.
 *
 * <p>One request is in flight at a time: when a batch fails for good, the next one has not left
 * yet, and closing the producer in the callback keeps it from leaving. With more in flight a later
 * batch could arrive although an earlier one did not, and the receiver would then take the earlier
 * one's repetition for a duplicate.
 */
public final class Shipper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);

  /** Less than the producer's buffer, so that sending does not block for want of memory. */
  private static final long WINDOW_BYTES = 4 << 20;

  private static final int BUFFER_BYTES = 8 << 20;
  private static final int MAX_REQUEST = 2 << 20;
  private static final long FIRST_BACKOFF = 200;
  private static final long LONGEST_BACKOFF = 10_000;
  private static final long DRAIN_MILLIS = 2_000;
  private static final long PERSIST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /**
   * Counters and gauges of shipping; {@code skewMillis} is broker time minus own time, null before
   * it is known.
   */
  public record Stats(
      long acked,
      long producerErrors,
      long replaced,
      boolean connected,
      String lastError,
      Long skewMillis) {}

  private final Spool spool;
  private final String agentId;
  private final byte[] recordKey;
  private final String topic;
  private final Supplier<Properties> connection;
  private final MacKey macKey;
  private final Map<Stamped, String> refused = new HashMap<>();
  private final LongAdder acked = new LongAdder();
  private final LongAdder producerErrors = new LongAdder();
  private final LongAdder replaced = new LongAdder();
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean connected;
  private volatile String lastError = "";
  private volatile Long skewMillis;
  private long persisted;

  /**
   * @param connection addresses and credentials, asked for anew for each producer so that renewed
   *     files take effect
   */
  public Shipper(
      Spool spool, String agentId, String topic, Supplier<Properties> connection, MacKey macKey) {
    this.spool = spool;
    this.agentId = agentId;
    this.recordKey = agentId.getBytes(StandardCharsets.UTF_8);
    this.topic = topic;
    this.connection = connection;
    this.macKey = macKey;
    this.thread = new Thread(this::run, "shipper");
    this.thread.setDaemon(true);
  }

  /** Begins to send. */
  public void start() {
    thread.start();
  }

  public Stats stats() {
    return new Stats(
        acked.sum(), producerErrors.sum(), replaced.sum(), connected, lastError, skewMillis);
  }

  private void run() {
    long backoff = FIRST_BACKOFF;
    while (!closing) {
      long before = acked.sum();
      try {
        session();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException | RuntimeException e) {
        trouble(e);
      }
      connected = false;
      spool.persistAck();
      if (acked.sum() > before) {
        backoff = FIRST_BACKOFF;
      }
      if (!closing && !pause(backoff)) {
        return;
      }
      backoff = Math.min(LONGEST_BACKOFF, backoff * 2);
    }
  }

  private boolean pause(long millis) {
    synchronized (this) {
      try {
        long deadline = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (!closing && left > 0) {
          wait(left);
          left = (deadline - System.nanoTime()) / 1_000_000;
        }
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private void trouble(Exception e) {
    producerErrors.increment();
    String text = describe(e);
    if (!text.equals(lastError)) {
      LOG.warn("shipping to {} interrupted, events stay in the spool: {}", topic, text);
    }
    lastError = text;
  }

  private static String describe(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null
        && cause.getCause() != cause
        && cause instanceof KafkaException) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  /** The life of one producer: returns when it failed or when closing. */
  private void session() throws IOException, InterruptedException {
    AckWindow window = new AckWindow(WINDOW_BYTES);
    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties());
    try (SpoolCursor cursor = spool.cursor()) {
      while (!closing && window.failure() == null) {
        Frame frame = cursor.next(50, TimeUnit.MILLISECONDS);
        if (frame != null) {
          send(producer, window, frame);
        }
        advance(window, false);
      }
      if (closing) {
        // No flush(): it would wait for a broker that is away.
        window.awaitQuiet(DRAIN_MILLIS);
      }
    } finally {
      advance(window, true);
      producer.close(Duration.ZERO);
    }
    Exception failure = window.failure();
    if (failure != null) {
      if (failure instanceof RecordTooLargeException && window.failedAt() != null) {
        refused.put(window.failedAt(), failure.getMessage());
      }
      trouble(failure);
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, AckWindow window, Frame frame)
      throws InterruptedException {
    long seq = frame.firstSeq();
    for (byte[] event : frame.events()) {
      Stamped stamp = new Stamped(frame.epoch(), seq++);
      byte[] value = refused.containsKey(stamp) ? replacement(event, refused.get(stamp)) : event;
      ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, recordKey, value);
      StampHeaders.write(new Stamp(agentId, stamp.epoch(), stamp.seq()), value, macKey)
          .forEach((name, bytes) -> record.headers().add(name, bytes));
      if (!handOver(producer, window, stamp, record)) {
        return;
      }
    }
  }

  /**
   * Gives a record to the producer, trying until it takes it; false when the window failed or
   * closing.
   */
  private boolean handOver(
      KafkaProducer<byte[], byte[]> producer,
      AckWindow window,
      Stamped stamp,
      ProducerRecord<byte[], byte[]> record)
      throws InterruptedException {
    while (!closing) {
      AckWindow.Entry entry = window.add(stamp, record.value().length + 256, 200);
      if (entry == null) {
        advance(window, false);
        if (window.failure() != null) {
          return false;
        }
        continue;
      }
      NotTaken notTaken = new NotTaken(Thread.currentThread());
      // The future says nothing that the callback does not.
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, error) -> answered(producer, window, entry, notTaken, metadata, error));
      notTaken.over = true;
      if (notTaken.error == null) {
        return window.failure() == null;
      }
      // No metadata yet, or no memory: the producer holds nothing of this record.
      window.withdraw(entry);
      connected = false;
      trouble(notTaken.error);
      advance(window, false);
      if (window.failure() != null) {
        return false;
      }
    }
    return false;
  }

  /** Tells a refusal inside {@code send} from an answer of the broker. */
  private static final class NotTaken {
    final Thread caller;
    volatile boolean over;
    Exception error;

    NotTaken(Thread caller) {
      this.caller = caller;
    }
  }

  private void answered(
      KafkaProducer<byte[], byte[]> producer,
      AckWindow window,
      AckWindow.Entry entry,
      NotTaken notTaken,
      RecordMetadata metadata,
      Exception error) {
    if (error == null) {
      acked.increment();
      connected = true;
      lastError = "";
      if (metadata.hasTimestamp()) {
        skewMillis = metadata.timestamp() - System.currentTimeMillis();
      }
      window.done(entry);
    } else if (error instanceof TimeoutException
        && !notTaken.over
        && Thread.currentThread() == notTaken.caller) {
      notTaken.error = error;
    } else if (window.failure() == null) {
      window.fail(entry, error);
      // From the callback this only tells the producer's thread to drop what it still has.
      producer.close(Duration.ZERO);
    }
  }

  private void advance(AckWindow window, boolean now) {
    Stamped point = window.acked();
    if (point != null) {
      spool.ack(point);
      refused.keySet().removeIf(s -> s.compareTo(point) <= 0);
    }
    long time = System.nanoTime();
    if (now || time - persisted >= PERSIST_NANOS) {
      persisted = time;
      spool.persistAck();
    }
  }

  private byte[] replacement(byte[] event, String reason) {
    replaced.increment();
    Event original;
    try {
      original = EventCodec.decode(event);
    } catch (EventFormatException e) {
      throw new IllegalStateException("the spool holds an event that is not JSON", e);
    }
    return EventCodec.encode(
        EventEncoder.cutDown(
            original, event, "record_too_large", "refused by the broker: " + reason));
  }

  private Properties properties() {
    Properties p = new Properties();
    p.putAll(connection.get());
    p.put(ProducerConfig.CLIENT_ID_CONFIG, agentId);
    p.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    p.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    p.put(ProducerConfig.RETRIES_CONFIG, Integer.toString(Integer.MAX_VALUE));
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(Integer.MAX_VALUE));
    p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "30000");
    p.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    p.put(ProducerConfig.LINGER_MS_CONFIG, "50");
    p.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 << 10));
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(BUFFER_BYTES));
    p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST));
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "2000");
    p.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
    p.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, "1");
    // No JMX: its classes cost more memory than anybody here reads from it.
    p.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    p.put("enable.metrics.push", "false");
    return p;
  }

  /** Stops sending, after giving what is on its way a short time to be acknowledged. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
