package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a set of processes running: starts them, starts again what ended by itself, and stops all
 * in the reverse order of their start.
 *
 * <p>A process that ends with exit code 2 (usage or configuration) is not started again: the same
 * configuration would fail the same way. A first start that fails is the caller's to handle.
 * Thread-safe.
 */
public final class Supervision implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);
  private static final int EXIT_CONFIGURATION = 2;

  /** What a supervised process is doing. */
  public enum State {
    STARTING,
    UP,
    /** It ended and will be started again after a delay. */
    WAITING,
    /** It ended for good with exit code 2. */
    FAILED,
    STOPPED
  }

  /** Something happened to a process; {@code detail} is for people. */
  public record Event(String process, State state, String detail) {}

  /**
   * One process at one moment.
   *
   * @param pid of the current or last run
   * @param rssBytes resident memory, see {@link ManagedProcess#rssBytes()}
   * @param lastExit exit code of the last run that ended by itself
   * @param startMillis how long the last successful start took
   */
  public record Status(
      String name,
      State state,
      OptionalLong pid,
      OptionalLong rssBytes,
      int restarts,
      OptionalInt lastExit,
      long startMillis) {}

  private final Backoff backoff;
  private final Consumer<Event> listener;
  private final List<Entry> entries = new ArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "supervision"));
  private final ExecutorService starters =
      Executors.newCachedThreadPool(task -> daemon(task, "supervision-start"));
  private boolean stopping;

  /**
   * A supervision without processes.
   *
   * @param listener told of every change, from any thread; must return quickly
   */
  public Supervision(Backoff backoff, Consumer<Event> listener) {
    this.backoff = backoff;
    this.listener = listener;
  }

  /**
   * Starts one process, waits until it is ready and keeps it running from then on.
   *
   * @throws ProcessException when the first start fails; it is not supervised then
   */
  public void start(ProcessSpec spec) throws IOException, InterruptedException {
    startTogether(List.of(spec));
  }

  /**
   * Starts several processes that do not need each other at the same time and waits for all. They
   * are stopped in the reverse order of the list.
   *
   * @throws ProcessException the first failure; those that started are supervised
   */
  public void startTogether(List<ProcessSpec> specs) throws IOException, InterruptedException {
    List<Entry> started = new ArrayList<>();
    synchronized (this) {
      if (stopping) {
        throw new IllegalStateException("the supervision has been stopped");
      }
      for (ProcessSpec spec : specs) {
        Entry entry = new Entry(new ManagedProcess(spec));
        entries.add(entry);
        started.add(entry);
      }
    }
    List<Future<?>> starts = new ArrayList<>();
    for (Entry entry : started) {
      tell(entry, State.STARTING, "");
      starts.add(
          starters.submit(
              () -> {
                entry.process.start();
                up(entry);
                return null;
              }));
    }
    IOException failure = null;
    for (int i = 0; i < starts.size(); i++) {
      try {
        starts.get(i).get();
      } catch (ExecutionException e) {
        synchronized (this) {
          entries.remove(started.get(i));
        }
        IOException reason =
            e.getCause() instanceof IOException cause
                ? cause
                : new IOException(started.get(i).name() + " cannot be started", e.getCause());
        if (failure == null) {
          failure = reason;
        } else {
          failure.addSuppressed(reason);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Every supervised process in the order of start. */
  public List<Status> status() {
    List<Entry> copy;
    synchronized (this) {
      copy = List.copyOf(entries);
    }
    return copy.stream().map(Entry::status).toList();
  }

  /** The process with this name. */
  public ManagedProcess process(String name) {
    synchronized (this) {
      return entries.stream()
          .filter(entry -> entry.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no process is named " + name))
          .process;
    }
  }

  /** Stops everything, last started first. Nothing is started again; only the first call counts. */
  public void stopAll() throws InterruptedException {
    List<Entry> reversed;
    synchronized (this) {
      if (stopping) {
        return;
      }
      stopping = true;
      reversed = new ArrayList<>(entries);
    }
    timer.shutdownNow();
    starters.shutdownNow();
    // A start in progress notices the interrupt and ends what it started.
    starters.awaitTermination(30, TimeUnit.SECONDS);
    Collections.reverse(reversed);
    for (Entry entry : reversed) {
      entry.process.stop();
      tell(entry, State.STOPPED, "");
    }
  }

  @Override
  public void close() {
    try {
      stopAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void up(Entry entry) {
    entry.upSince = System.nanoTime();
    tell(entry, State.UP, "ready after " + entry.process.lastStartDuration().toMillis() + " ms");
    var unused = entry.process.onExit().thenAccept(ended -> ended(entry, ended.exitValue()));
  }

  private void ended(Entry entry, int exitCode) {
    Duration delay;
    synchronized (this) {
      if (stopping) {
        return;
      }
      entry.lastExit = OptionalInt.of(exitCode);
      boolean steady = System.nanoTime() - entry.upSince >= backoff.steady().toNanos();
      entry.failures = steady ? 1 : entry.failures + 1;
      delay = backoff.delay(entry.failures);
    }
    if (exitCode == EXIT_CONFIGURATION) {
      tell(entry, State.FAILED, "ended with exit code 2: its configuration is wrong");
      return;
    }
    tell(
        entry,
        State.WAITING,
        "ended with exit code " + exitCode + ", starts again in " + delay.toMillis() + " ms");
    schedule(entry, delay);
  }

  private void schedule(Entry entry, Duration delay) {
    synchronized (this) {
      if (!stopping) {
        var unused =
            timer.schedule(
                () -> starters.execute(() -> restart(entry)),
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
      }
    }
  }

  private void restart(Entry entry) {
    synchronized (this) {
      if (stopping) {
        return;
      }
      entry.restarts++;
    }
    tell(entry, State.STARTING, "restart " + entry.restarts);
    try {
      entry.process.start();
      up(entry);
    } catch (IOException | RuntimeException e) {
      Duration delay;
      synchronized (this) {
        entry.failures++;
        delay = backoff.delay(entry.failures);
      }
      tell(entry, State.WAITING, e.getMessage());
      schedule(entry, delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Entry entry, State state, String detail) {
    entry.state = state;
    LOG.info("{} {} {}", entry.name(), state, detail);
    listener.accept(new Event(entry.name(), state, detail));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static final class Entry {
    final ManagedProcess process;
    volatile State state = State.STARTING;
    volatile long upSince;
    volatile int restarts;
    volatile int failures;
    volatile OptionalInt lastExit = OptionalInt.empty();

    Entry(ManagedProcess process) {
      this.process = process;
    }

    String name() {
      return process.spec().name();
    }

    Status status() {
      return new Status(
          name(),
          state,
          process.pid(),
          process.rssBytes(),
          restarts,
          lastExit,
          process.lastStartDuration().toMillis());
    }
  }
}
