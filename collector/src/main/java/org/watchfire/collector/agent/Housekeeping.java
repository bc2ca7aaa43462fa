package org.watchfire.collector.agent;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.collector.input.Counters;
import org.watchfire.collector.input.Input;
import org.watchfire.collector.input.UdpInput;
import org.watchfire.collector.ship.Shipper;
import org.watchfire.collector.spool.Spool;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;

/**
 * The agent about itself, as events: heartbeat with counters, dropped datagrams, clock steps, spool
 * problems.
 */
final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long TICK_MILLIS = 500;

  /** A wall clock that moved this much against the monotonic one was set. */
  private static final long CLOCK_STEP_MILLIS = 2_000;

  private final Pipeline pipeline;
  private final List<Input> inputs;
  private final Duration heartbeat;
  private final Clock clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private final Map<String, Long> reportedDrops = new HashMap<>();
  private final long started = System.nanoTime();
  private long lastWall;
  private long lastNano;

  Housekeeping(Pipeline pipeline, List<Input> inputs, Duration heartbeat, Clock clock) {
    this.pipeline = pipeline;
    this.inputs = inputs;
    this.heartbeat = heartbeat;
    this.clock = clock;
    this.thread = new Thread(this::run, "housekeeping");
    this.thread.setDaemon(true);
  }

  void start() {
    lastWall = clock.millis();
    lastNano = System.nanoTime();
    thread.start();
  }

  /** Bytes that wait in followed files. */
  long lagBytes() {
    long sum = 0;
    for (Input i : inputs) {
      for (long n : i.lag().values()) {
        sum += n;
      }
    }
    return sum;
  }

  long kernelDrops() {
    long sum = 0;
    for (Input i : inputs) {
      if (i instanceof UdpInput udp) {
        sum += udp.kernelDrops();
      }
    }
    return sum;
  }

  private void run() {
    long next = System.nanoTime() + heartbeat.toNanos();
    try {
      while (!stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        clockStep();
        drops();
        if (!heartbeat.isZero() && System.nanoTime() - next >= 0) {
          next = System.nanoTime() + heartbeat.toNanos();
          pipeline.report(beat());
        }
        pipeline.writeReports();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void clockStep() {
    long wall = clock.millis();
    long nano = System.nanoTime();
    long step = (wall - lastWall) - TimeUnit.NANOSECONDS.toMillis(nano - lastNano);
    lastWall = wall;
    lastNano = nano;
    if (Math.abs(step) >= CLOCK_STEP_MILLIS) {
      LOG.warn("the clock was set by {} ms", step);
      pipeline.report(
          Event.builder()
              .put(EcsFields.EVENT_ACTION, "clock_step")
              .put("watchfire.agent.clock_step_ms", step)
              .put(EcsFields.MESSAGE, "the clock of the machine was set by " + step + " ms"));
    }
  }

  private void drops() {
    Map<String, Long> now = new HashMap<>(pipeline.counters().drops());
    now.put("kernel", kernelDrops());
    List<Map<String, Object>> fresh = new ArrayList<>();
    long sum = 0;
    for (Map.Entry<String, Long> e : now.entrySet()) {
      long more = e.getValue() - reportedDrops.getOrDefault(e.getKey(), 0L);
      if (more > 0) {
        fresh.add(Map.of("source", e.getKey(), "count", more));
        sum += more;
      }
    }
    if (!fresh.isEmpty() && !pipeline.spool().blocked()) {
      reportedDrops.putAll(now);
      LOG.warn("{} datagrams were dropped", sum);
      pipeline.report(
          Event.builder()
              .put(EcsFields.EVENT_KIND, EcsFields.KIND_PIPELINE_ERROR)
              .put(EcsFields.EVENT_ACTION, "input_drop")
              .put(EcsFields.ERROR_MESSAGE, sum + " datagrams were dropped for want of room")
              .put("watchfire.agent.drops", fresh));
    }
  }

  private Event.Builder beat() {
    Counters c = pipeline.counters();
    Spool.Stats spool = pipeline.spool().stats();
    Shipper.Stats ship = pipeline.shipping();
    long unparsed = c.unparsed().values().stream().mapToLong(Long::longValue).sum();
    long dropped = c.drops().values().stream().mapToLong(Long::longValue).sum();
    return Event.builder()
        .put(EcsFields.EVENT_ACTION, "heartbeat")
        .put("gov.agent.epoch", spool.last().epoch())
        .put("gov.agent.seq", spool.last().seq())
        .put(EcsFields.GOV_AGENT_SKEW_MS, ship.skewMillis())
        .put(
            "watchfire.agent.uptime_s", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started))
        .put("watchfire.agent.lines", c.lines.sum())
        .put("watchfire.agent.bytes", c.bytes.sum())
        .put("watchfire.agent.events", c.events.sum())
        .put("watchfire.agent.unparsed", unparsed)
        .put("watchfire.agent.dropped", dropped + kernelDrops())
        .put("watchfire.agent.truncated_lines", c.truncatedLines.sum())
        .put("watchfire.agent.read_errors", c.readErrors.sum())
        .put("watchfire.agent.lag_bytes", lagBytes())
        .put("watchfire.agent.spool_bytes", spool.bytes())
        .put("watchfire.agent.spool_write_errors", spool.writeErrors())
        .put("watchfire.agent.acked", ship.acked())
        .put("watchfire.agent.producer_errors", ship.producerErrors());
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
