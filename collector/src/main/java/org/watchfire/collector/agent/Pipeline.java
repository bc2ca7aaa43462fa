package org.watchfire.collector.agent;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.collector.input.Counters;
import org.watchfire.collector.input.EventEncoder;
import org.watchfire.collector.input.EventSink;
import org.watchfire.collector.ship.Shipper;
import org.watchfire.collector.spool.Disk;
import org.watchfire.collector.spool.Spool;
import org.watchfire.collector.spool.SpoolConfig;
import org.watchfire.collector.spool.SpoolListener;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.rules.inspect.EventInspector;

/**
 * Encoder, spool and shipper of one agent identity, and its reports about itself. What an agent and
 * a replay have in common. Thread-safe.
 */
public final class Pipeline implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  /** Reports that wait to be written; a flood of them says nothing new. */
  private static final int MAX_REPORTS = 1000;

  /**
   * Identity and connections.
   *
   * @param connection Kafka addresses and credentials, read anew for each producer
   */
  public record Settings(
      String agentId,
      String hostName,
      SpoolConfig spool,
      String topic,
      Supplier<Properties> connection,
      MacKey macKey,
      boolean inspection) {}

  private final Counters counters = new Counters();
  private final EventEncoder encoder;
  private final Spool spool;
  private final Shipper shipper;
  private final String run;
  private final AtomicLong ownEvents = new AtomicLong();
  private final ConcurrentLinkedQueue<Event.Builder> reports = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder damages = new LongAdder();
  private final LongAdder lost = new LongAdder();

  private final EventSink sink =
      new EventSink() {
        @Override
        public void append(List<byte[]> events, Map<String, byte[]> positions)
            throws InterruptedException {
          spool.append(events, positions);
        }

        @Override
        public boolean offer(List<byte[]> events) throws InterruptedException {
          return !spool.blocked() && spool.offer(events, 0, TimeUnit.NANOSECONDS);
        }
      };

  private Pipeline(Settings settings, Clock clock, Disk disk) throws IOException {
    Consumer<Event.Builder> inspection = b -> {};
    if (settings.inspection()) {
      EventInspector inspector = new EventInspector();
      inspection = inspector::inspect;
    }
    this.encoder =
        new EventEncoder(settings.agentId(), settings.hostName(), clock, inspection, counters);
    this.spool = Spool.open(settings.spool(), disk, clock, new Reporter());
    this.run = spool.epoch() + "-" + clock.millis() + "-" + ProcessHandle.current().pid();
    this.shipper =
        new Shipper(
            spool, settings.agentId(), settings.topic(), settings.connection(), settings.macKey());
  }

  /**
   * Opens the spool and begins to ship what it holds.
   *
   * @throws IOException when the spool cannot be opened
   */
  public static Pipeline open(Settings settings, Clock clock) throws IOException {
    Pipeline p = new Pipeline(settings, clock, Disk.REAL);
    p.shipper.start();
    return p;
  }

  public EventSink sink() {
    return sink;
  }

  public EventEncoder encoder() {
    return encoder;
  }

  public Counters counters() {
    return counters;
  }

  public Spool spool() {
    return spool;
  }

  public Shipper.Stats shipping() {
    return shipper.stats();
  }

  /** Names this run of this agent; differs from every other run. */
  public String run() {
    return run;
  }

  public long damages() {
    return damages.sum();
  }

  public long lostEvents() {
    return lost.sum();
  }

  /** Queues an event about the agent itself; it is written by {@link #writeReports}. */
  public void report(Event.Builder event) {
    if (waiting.incrementAndGet() > MAX_REPORTS) {
      waiting.decrementAndGet();
      return;
    }
    reports.add(event);
  }

  /** Writes queued reports while there is room. */
  public void writeReports() throws InterruptedException {
    for (Event.Builder b = reports.peek(); b != null; b = reports.peek()) {
      byte[] bytes = encoder.encodeOwn(b, run, ownEvents.getAndIncrement());
      if (!sink.offer(List.of(bytes))) {
        return;
      }
      reports.poll();
      waiting.decrementAndGet();
    }
  }

  private static Event.Builder problem(String action, String message) {
    return Event.builder()
        .put(EcsFields.EVENT_KIND, EcsFields.KIND_PIPELINE_ERROR)
        .put(EcsFields.EVENT_ACTION, action)
        .put(EcsFields.ERROR_MESSAGE, message)
        .put(EcsFields.MESSAGE, message);
  }

  private final class Reporter implements SpoolListener {
    @Override
    public void damaged(String segment, long bytes, String reason) {
      damages.increment();
      LOG.error(
          "spool segment {}: {} bytes unreadable ({}), a copy is in quarantine",
          segment,
          bytes,
          reason);
      report(
          problem("spool_damaged", "spool segment " + segment + ": " + reason)
              .put("watchfire.spool.segment", segment)
              .put("watchfire.spool.bytes", bytes));
    }

    @Override
    public void lost(long epoch, long first, long last) {
      lost.add(last - first + 1);
      LOG.error("events {}..{} of epoch {} are lost", first, last, epoch);
      report(
          problem(
                  "spool_lost",
                  "events " + first + ".." + last + " of epoch " + epoch + " are lost")
              .put("watchfire.spool.epoch", epoch)
              .put("watchfire.spool.first", first)
              .put("watchfire.spool.last", last));
    }

    @Override
    public void writeFailed(String reason) {
      report(problem("spool_write_failed", "the spool could not be written: " + reason));
    }

    @Override
    public void full(long bytes, long quota) {
      report(
          problem("spool_full", "the spool reached its quota, inputs waited")
              .put("watchfire.spool.bytes", bytes)
              .put("watchfire.spool.quota", quota));
    }

    @Override
    public void newEpoch(long epoch, String reason) {
      LOG.warn("spool begins epoch {}: {}", epoch, reason);
      report(
          problem("spool_epoch", "a new epoch began: " + reason)
              .put("watchfire.spool.epoch", epoch));
    }
  }

  /** Stops shipping, then closes the spool; what is not acknowledged stays there. */
  @Override
  public void close() throws IOException {
    try {
      spool.flush(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    shipper.close();
    spool.close();
  }
}
