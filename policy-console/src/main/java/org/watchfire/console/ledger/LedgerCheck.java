package org.watchfire.console.ledger;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;

/**
 * Reads every ledger from its first record to its last and computes the roots of all logs again.
 * One at a time, in a thread of its own; the last result is kept in memory. Thread-safe.
 */
public final class LedgerCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerCheck.class);

  /**
   * What became of one ledger.
   *
   * @param size records up to the checkpoint, -1 when unknown
   * @param outcome {@code sound}, {@code damaged} or {@code unknown}
   * @param detail what is wrong, or why nothing can be said; null when sound
   */
  private record Result(Stream stream, long size, String outcome, String detail) {}

  private final Function<Stream, StreamReader> ledgers;
  private final Clock clock;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "ledger-check");
            made.setDaemon(true);
            return made;
          });
  private final List<Result> results = new ArrayList<>();
  private boolean running;
  private Stream at;
  private String by;
  private Instant since;
  private Instant ended;

  public LedgerCheck(Function<Stream, StreamReader> ledgers, Clock clock) {
    this.ledgers = ledgers;
    this.clock = clock;
  }

  /**
   * @param who asked for it
   * @return false when one is under way
   */
  synchronized boolean start(String who) {
    if (running) {
      return false;
    }
    running = true;
    by = who;
    since = clock.instant();
    ended = null;
    results.clear();
    thread.execute(this::run);
    return true;
  }

  private void run() {
    for (Stream stream : Stream.values()) {
      synchronized (this) {
        at = stream;
      }
      Result result = check(stream);
      if (result.outcome().equals("damaged")) {
        LOG.error("the ledger {} is damaged: {}", stream.id(), result.detail());
      }
      synchronized (this) {
        results.add(result);
      }
    }
    synchronized (this) {
      running = false;
      at = null;
      ended = clock.instant();
    }
  }

  private Result check(Stream stream) {
    StreamReader reader = ledgers.apply(stream);
    try {
      if (!reader.exists()) {
        return new Result(stream, 0, "sound", null);
      }
      String damage = reader.firstDamage().orElse(null);
      return damage == null
          ? new Result(stream, reader.size(), "sound", null)
          : new Result(stream, -1, "damaged", damage);
    } catch (LedgerException e) {
      return new Result(stream, -1, "damaged", e.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.warn("the ledger {} could not be read", stream.id(), e);
      return new Result(stream, -1, "unknown", String.valueOf(e.getMessage()));
    }
  }

  /** {@code {state: never|running|done, …}}. */
  synchronized Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("state", running ? "running" : since == null ? "never" : "done");
    view.put("by", by);
    view.put("since", since);
    view.put("endedAt", ended);
    view.put("at", at == null ? null : at.id());
    view.put("results", results.stream().map(LedgerCheck::view).toList());
    return view;
  }

  private static Map<String, Object> view(Result result) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("stream", result.stream().id());
    one.put("size", result.size() < 0 ? null : result.size());
    one.put("outcome", result.outcome());
    one.put("detail", result.detail());
    return one;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
