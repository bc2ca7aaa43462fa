package org.watchfire.console.integrity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.core.alert.SystemAlert;

/**
 * Looks at every protected row once per interval, and makes an alert and a record in the trail of
 * whatever is found, by it or by anybody's reading. On a thread of its own until it is closed.
 */
public final class IntegrityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IntegrityWatch.class);
  private static final int MOST_TOLD = 10_000;
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Database database;
  private final List<ProtectedTable> tables;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Duration interval;
  private final Clock clock;
  private final LinkedBlockingQueue<Finding> found = new LinkedBlockingQueue<>(MOST_TOLD);
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closing;
  private volatile ProtectedRows rows;
  private volatile Report last;

  /**
   * The result of one look at everything.
   *
   * @param at when
   * @param rows rows looked at, by table
   * @param findings what is wrong; empty when all is as the console left it
   */
  public record Report(Instant at, Map<String, Long> rows, List<Finding> findings) {}

  /**
   * @param interval between two looks at everything
   */
  public IntegrityWatch(
      Database database,
      List<ProtectedTable> tables,
      Outbox outbox,
      AuditTrail trail,
      Duration interval,
      Clock clock) {
    this.database = database;
    this.tables = List.copyOf(tables);
    this.outbox = outbox;
    this.trail = trail;
    this.interval = interval;
    this.clock = clock;
    this.thread = new Thread(this::run, "integrity-watch");
    this.thread.setDaemon(true);
  }

  /**
   * @param of what it looks at; whose alarm is {@link #found}
   */
  public void start(ProtectedRows of) {
    this.rows = of;
    thread.start();
  }

  /** To be told of a finding: never blocks. */
  public void found(Finding finding) {
    if (!found.offer(finding)) {
      LOG.error("integrity: {} ({}); too many findings to tell all", finding.place(), finding);
    }
  }

  /** Looks at every protected row now. */
  public Report check(Caller caller) {
    Report report = look();
    database.inTransaction(
        handle -> {
          String detail = report.findings().size() + " findings";
          trail.write(
              handle, caller, Act.done("integrity.check", Kind.READ, "protected rows", detail));
          return null;
        });
    return report;
  }

  /** The last look; null when there has been none since the start. */
  public Report last() {
    return last;
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Report look() {
    Map<String, Long> counts = new LinkedHashMap<>();
    List<Finding> findings = new ArrayList<>();
    for (ProtectedTable table : tables) {
      // One transaction per table: changes elsewhere need not wait for all of it.
      database.inTransaction(
          handle -> {
            findings.addAll(rows.check(handle, table));
            counts.put(table.name(), rows.count(handle, table));
            return null;
          });
    }
    findings.forEach(this::found);
    Report report = new Report(clock.instant(), counts, List.copyOf(findings));
    last = report;
    return report;
  }

  private void run() {
    long due = System.nanoTime() + interval.toNanos();
    while (!closing) {
      try {
        long wait = Math.max(0, due - System.nanoTime());
        Finding finding = found.poll(wait, TimeUnit.NANOSECONDS);
        if (finding != null) {
          tell(finding);
        } else if (database.isPrepared()) {
          look();
          due = System.nanoTime() + interval.toNanos();
        } else {
          due = System.nanoTime() + RETRY.toNanos();
        }
      } catch (DatabaseAway e) {
        due = System.nanoTime() + RETRY.toNanos();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void tell(Finding finding) throws InterruptedException {
    SystemAlert notice = IntegrityNotice.of(finding, clock.instant());
    if (told.contains(notice.id())) {
      return;
    }
    LOG.error("integrity: {}: {}", finding.place(), finding.kind().en());
    while (!closing) {
      try {
        database.inTransaction(
            handle -> {
              outbox.alert(handle, notice);
              trail.write(
                  handle,
                  AuditTrail.SYSTEM,
                  List.of(),
                  null,
                  Act.failed(
                      "row.tampering",
                      Kind.DENIED,
                      finding.place(),
                      finding.kind().zh() + " / " + finding.kind().en()));
              return null;
            });
        if (told.size() < MOST_TOLD) {
          told.add(notice.id());
        }
        return;
      } catch (DatabaseAway e) {
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
    }
  }
}
