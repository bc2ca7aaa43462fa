package org.watchfire.console.rules;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.rules.match.EventReader;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.tool.Backtest;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerScan;
import org.watchfire.store.ledger.StreamReader;

/** One backtest that somebody asked for. Runs once, in one thread; may be looked at from any. */
final class BacktestJob implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BacktestJob.class);

  enum State {
    WAITING,
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }

  /**
   * @param added events (of a correlation: alerts) that only the submitted rules alert on
   * @param dropped those that only the rules in force alert on
   */
  record Row(
      String id,
      RuleCatalogue.Title title,
      String severity,
      String status,
      long alerts,
      long active,
      long added,
      long dropped) {}

  /**
   * What is shown of it.
   *
   * @param total records to be read, 0 before it began
   * @param problem why it failed, null when it did not
   * @param rows empty before it is done
   */
  record View(
      String id,
      String by,
      Instant since,
      String state,
      long done,
      long total,
      long bad,
      String problem,
      List<Row> rows) {}

  private final String id;
  private final String by;
  private final Instant since;
  private final RuleSet candidate;
  private final RuleSet active;
  private final StreamReader events;
  private final Supplier<EventReader> reader;
  private volatile boolean cancelled;
  private volatile State state = State.WAITING;
  private volatile long done;
  private volatile long total;
  private volatile long bad;
  private volatile String problem;
  private volatile List<Row> rows = List.of();

  BacktestJob(
      String id,
      String by,
      Clock clock,
      RuleSet candidate,
      RuleSet active,
      StreamReader events,
      Supplier<EventReader> reader) {
    this.id = id;
    this.by = by;
    this.since = clock.instant();
    this.candidate = candidate;
    this.active = active;
    this.events = events;
    this.reader = reader;
  }

  @Override
  public void run() {
    if (cancelled) {
      return;
    }
    state = State.RUNNING;
    try {
      Backtest backtest = new Backtest(candidate, active, reader.get());
      if (LedgerScan.run(events, backtest::event, this::progress)) {
        Backtest.Report report = backtest.finish();
        bad = report.bad();
        rows = report.rules().stream().map(BacktestJob::row).toList();
        state = State.DONE;
      } else {
        state = State.CANCELLED;
      }
    } catch (IOException | LedgerException | RuntimeException e) {
      LOG.error("backtest {} failed", id, e);
      problem = e.getClass().getSimpleName() + ": " + e.getMessage();
      state = State.FAILED;
    }
  }

  private boolean progress(long read, long of) {
    done = read;
    total = of;
    return !cancelled;
  }

  private static Row row(Backtest.RuleResult r) {
    return new Row(
        r.rule().id(),
        new RuleCatalogue.Title(r.rule().titleZh(), r.rule().title()),
        r.rule().severity().text(),
        r.status().name().toLowerCase(Locale.ROOT),
        r.candidate(),
        r.active(),
        r.added(),
        r.dropped());
  }

  String id() {
    return id;
  }

  boolean isOver() {
    return state == State.DONE || state == State.CANCELLED || state == State.FAILED;
  }

  /** It ends at its next look; what is over stays as it is. */
  void cancel() {
    cancelled = true;
    if (state == State.WAITING) {
      state = State.CANCELLED;
    }
  }

  View view() {
    return new View(
        id, by, since, state.name().toLowerCase(Locale.ROOT), done, total, bad, problem, rows);
  }
}
