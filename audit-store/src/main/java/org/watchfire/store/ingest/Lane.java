package org.watchfire.store.ingest;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.store.delivery.AckedSender;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;

/**
 * Reads one topic into one ledger, exactly once: entries, offsets and memory are one commit, and
 * every start continues from it. A failure of any kind (broker away, disk full, ledger damaged)
 * ends the session; the next one begins from the commit after a wait. Runs in one thread; {@link
 * #stop} and the readings may be called from any.
 */
public final class Lane implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LONGEST_WAIT_MILLIS = 5_000;
  private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Duration ASK = Duration.ofSeconds(10);

  /** Opens what a session needs, from the last commit. */
  interface Opening {
    StreamLedger ledger() throws IOException, LedgerException;

    Intake intake(StreamLedger ledger) throws IOException, LedgerException;

    /** A checkpoint that witnesses have cosigned since the last call. */
    Optional<SignedNote> cosigned();
  }

  private final Stream stream;
  private final KafkaClientConfig kafka;
  private final LaneSettings settings;
  private final Opening opening;
  private final Clock clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong published = new AtomicLong();
  private volatile KafkaConsumer<byte[], byte[]> waking;
  private volatile Map<String, Long> totals = Map.of();
  private volatile long size;
  private volatile long lag = -1;
  private volatile String trouble = "starting";

  /**
   * @param clock gives heartbeats their time
   */
  Lane(
      Stream stream, KafkaClientConfig kafka, LaneSettings settings, Opening opening, Clock clock) {
    this.stream = stream;
    this.kafka = kafka;
    this.settings = settings;
    this.opening = opening;
    this.clock = clock;
  }

  @Override
  public void run() {
    long wait = FIRST_WAIT_MILLIS;
    while (stop.getCount() > 0) {
      long before = size;
      try (Session session = new Session()) {
        session.run();
      } catch (WakeupException e) {
        LOG.debug("lane {}: woken up to stop", stream.id());
      } catch (IOException | LedgerException | KafkaException e) {
        report(e);
      } catch (IllegalArgumentException | IllegalStateException e) {
        LOG.error("lane {}: unexpected failure", stream.id(), e);
        report(e);
      }
      wait = size > before ? FIRST_WAIT_MILLIS : Math.min(LONGEST_WAIT_MILLIS, wait * 2);
      pause(wait);
    }
    LOG.info("lane {}: stopped at {} records", stream.id(), size);
  }

  private void report(Exception e) {
    String message = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (!message.equals(trouble)) {
      LOG.error("lane {}: {}; trying again from the last commit", stream.id(), message);
    }
    trouble = message;
    lag = -1;
    failures.incrementAndGet();
  }

  private void pause(long millis) {
    try {
      if (stop.await(millis, TimeUnit.MILLISECONDS)) {
        LOG.debug("lane {}: stopping", stream.id());
      }
    } catch (InterruptedException e) {
      stop.countDown();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends {@link #run} after the batch in hand is committed. */
  public void stop() {
    stop.countDown();
    KafkaConsumer<byte[], byte[]> consumer = waking;
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  public Stream stream() {
    return stream;
  }

  /** Committed records. */
  public long size() {
    return size;
  }

  /** Records in Kafka that are not read yet; -1 when unknown. */
  public long lag() {
    return lag;
  }

  /** Totals since the ledger began, by the names of the metrics. */
  public Map<String, Long> totals() {
    return totals;
  }

  /** Sessions that ended in a failure since the start. */
  public long failures() {
    return failures.get();
  }

  /** When the last checkpoint was published, as {@link System#nanoTime}; 0 for never. */
  public long publishedNanos() {
    return published.get();
  }

  /** What keeps it from working; empty when nothing does. */
  public String trouble() {
    return trouble;
  }

  /** From opening the ledger to the first failure. */
  private final class Session implements AutoCloseable {
    private final StreamLedger ledger;
    private final Intake intake;
    private final AckedSender deadLetters = new AckedSender(kafka, "store-deadletter");
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Counters counters;
    private final Map<String, Long> offsets;
    private List<byte[]> entries = new ArrayList<>();
    private List<DeadLetter> letters = new ArrayList<>();
    private long bytes;
    private long handled;
    private long firstNanos;
    private long publishedNanos = System.nanoTime();
    private long probedNanos = System.nanoTime();
    private long appendedNanos = System.nanoTime();
    private boolean clockWasBack;

    Session() throws IOException, LedgerException {
      ledger = opening.ledger();
      try {
        published.set(System.nanoTime());
        size = ledger.size();
        counters = new Counters(ledger.commit().counters());
        totals = counters.totals();
        offsets = new HashMap<>(ledger.commit().offsets());
        intake = opening.intake(ledger);
        consumer = consumer();
      } catch (IOException | LedgerException | RuntimeException e) {
        ledger.close();
        throw e;
      }
      waking = consumer;
    }

    void run() throws IOException, LedgerException {
      assign();
      LOG.info("lane {}: continues at {} records, {}", stream.id(), size, offsets);
      while (stop.getCount() > 0) {
        for (ConsumerRecord<byte[], byte[]> record : poll()) {
          handle(record);
        }
        trouble = "";
        lag = measureLag();
        commitIfDue();
        beatIfIdle();
        publishIfDue();
        publishCosigned();
        probe();
      }
      commit();
      ledger.publish();
    }

    private Iterable<ConsumerRecord<byte[], byte[]>> poll() {
      long wait = settings.linger().toMillis();
      if (handled > 0) {
        wait -= TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - firstNanos);
      }
      try {
        return consumer.poll(Duration.ofMillis(Math.max(0, wait)));
      } catch (OffsetOutOfRangeException e) {
        // Kafka no longer has what comes next here: on record, and on with what it has.
        LOG.error("lane {}: records are gone from Kafka at {}", stream.id(), e.partitions());
        counters.add(Counters.UNREADABLE_RANGES, e.partitions().size());
        consumer.seekToBeginning(e.partitions());
        return List.of();
      }
    }

    private void handle(ConsumerRecord<byte[], byte[]> record) throws IOException, LedgerException {
      if (handled++ == 0) {
        firstNanos = System.nanoTime();
      }
      Intake.Decision decision = intake.decide(record, counters);
      if (decision instanceof Intake.Decision.Append append) {
        take(append.entry());
      } else if (decision instanceof Intake.Decision.Reject reject) {
        counters.add(Counters.REJECTED, 1);
        // The dead letter stream has no dead letters of its own: the letter takes the record's
        // place.
        if (stream == Stream.DEADLETTER) {
          take(reject.letter().value());
        } else {
          letters.add(reject.letter());
        }
      } else {
        counters.add(Counters.DUPLICATES, 1);
      }
      offsets.put(record.topic() + "/" + record.partition(), record.offset() + 1);
      if (entries.size() >= settings.batchRecords() || bytes >= settings.batchBytes()) {
        commit();
      }
    }

    private void take(byte[] entry) {
      entries.add(entry);
      bytes += entry.length;
      counters.add(Counters.APPENDED, 1);
      counters.add(Counters.APPENDED_BYTES, entry.length);
    }

    /** Between two heartbeats in a row nothing was recorded. */
    private void beatIfIdle() throws IOException, LedgerException {
      if (handled == 0 && System.nanoTime() - appendedNanos >= settings.heartbeat().toNanos()) {
        entries.add(Heartbeat.record(stream, ledger.size(), clock.instant()));
        counters.add(Counters.HEARTBEATS, 1);
        append();
      }
    }

    private void commitIfDue() throws IOException, LedgerException {
      if (handled > 0 && System.nanoTime() - firstNanos >= settings.linger().toNanos()) {
        commit();
      }
    }

    private void commit() throws IOException, LedgerException {
      if (handled == 0) {
        return;
      }
      // Letters first: were they after the commit, a crash in between would lose them.
      deadLetters.send(letters.stream().map(DeadLetter::record).toList());
      append();
      letters = new ArrayList<>();
      bytes = 0;
      handled = 0;
      inform();
    }

    private void append() throws IOException, LedgerException {
      watchClock();
      intake.beforeCommit();
      ledger.append(entries, new Commit(offsets, intake.memory(), counters.totals()));
      size = ledger.size();
      totals = counters.totals();
      if (!entries.isEmpty()) {
        appendedNanos = System.nanoTime();
      }
      entries = new ArrayList<>();
    }

    /** The ledger stays in its newest period whatever the clock says; people should know. */
    private void watchClock() {
      boolean back = ledger.clockIsBack();
      if (back && !clockWasBack) {
        counters.add(Counters.CLOCK_BACK, 1);
        LOG.warn(
            "lane {}: the clock says {}, before the current period {}; records go on into {}",
            stream.id(),
            clock.instant(),
            ledger.period(),
            ledger.period());
      }
      clockWasBack = back;
    }

    /** Kafka's own offsets, for its tools to show; a failure means nothing. */
    private void inform() {
      Map<TopicPartition, OffsetAndMetadata> group = new HashMap<>();
      for (TopicPartition partition : consumer.assignment()) {
        Long next = offsets.get(key(partition));
        if (next != null) {
          group.put(partition, new OffsetAndMetadata(next));
        }
      }
      consumer.commitAsync(
          group,
          (committed, e) -> {
            if (e != null) {
              LOG.debug("lane {}: group offsets were not stored: {}", stream.id(), e.getMessage());
            }
          });
    }

    private void publishCosigned() throws IOException, LedgerException {
      Optional<SignedNote> note = opening.cosigned();
      if (note.isPresent()) {
        ledger.cosigned(note.get());
      }
    }

    private void publishIfDue() throws IOException, LedgerException {
      long now = System.nanoTime();
      if (now - publishedNanos >= settings.checkpointInterval().toNanos()) {
        ledger.publish();
        publishedNanos = now;
        published.set(now);
      }
    }

    private long measureLag() {
      long sum = 0;
      for (TopicPartition partition : consumer.assignment()) {
        sum += consumer.currentLag(partition).orElse(0);
      }
      return sum;
    }

    /** An idle consumer does not say that its broker is gone, nor that a topic has grown. */
    private void probe() {
      long now = System.nanoTime();
      if (now - probedNanos < PROBE_NANOS) {
        return;
      }
      probedNanos = now;
      if (partitions().size() != consumer.assignment().size()) {
        throw new KafkaException("the number of partitions has changed");
      }
      if (handled == 0) {
        consumer.endOffsets(consumer.assignment(), ASK);
      }
    }

    private List<TopicPartition> partitions() {
      List<TopicPartition> partitions = new ArrayList<>();
      List<PartitionInfo> known = consumer.partitionsFor(stream.topic(), ASK);
      if (known == null || known.isEmpty()) {
        throw new KafkaException("topic " + stream.topic() + " does not exist yet");
      }
      known.forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
      return partitions;
    }

    private void assign() {
      List<TopicPartition> partitions = partitions();
      consumer.assign(partitions);
      for (TopicPartition partition : partitions) {
        Long next = offsets.get(key(partition));
        if (next == null) {
          consumer.seekToBeginning(List.of(partition));
        } else {
          consumer.seek(partition, next);
        }
      }
    }

    private static String key(TopicPartition partition) {
      return partition.topic() + "/" + partition.partition();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
      Properties p = kafka.properties();
      p.put(ConsumerConfig.CLIENT_ID_CONFIG, "store-" + stream.id());
      p.put(ConsumerConfig.GROUP_ID_CONFIG, "store-" + stream.id());
      p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
      p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
      p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
      p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(settings.batchRecords()));
      p.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, "8388608");
      p.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "2097152");
      return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() throws IOException {
      waking = null;
      try {
        ledger.close();
      } finally {
        deadLetters.close();
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
      }
    }
  }
}
