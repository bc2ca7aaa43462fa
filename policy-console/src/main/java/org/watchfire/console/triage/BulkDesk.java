package org.watchfire.console.triage;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.web.Refusal;

/**
 * Acts on everything a query found. What an act is about is fixed when it is accepted: the alerts
 * and the versions they had. It is done in batches beside the requests, each in one transaction
 * with its history, its counts and its records for the trail, so that a restart or a database that
 * was away loses and doubles nothing. What somebody else has changed meanwhile is left alone and
 * counted.
 *
 * <p>Thread-safe; any number of consoles may share the database.
 */
final class BulkDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BulkDesk.class);

  /** Most alerts of one act. */
  static final int MOST = 50_000;

  private static final int MOST_AT_ONCE = 4;
  private static final int BATCH = 500;
  private static final int NAMED_IN_ONE_RECORD = 50;
  private static final long PAUSE_MILLIS = 250;

  private final Database database;
  private final AlertStore store;
  private final AlertDesk desk;
  private final Rights rights;
  private final AuditTrail trail;
  private final Clock clock;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "alert-bulk");
            thread.setDaemon(true);
            return thread;
          });

  BulkDesk(
      Database database,
      AlertStore store,
      AlertDesk desk,
      Rights rights,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.desk = desk;
    this.rights = rights;
    this.trail = trail;
    this.clock = clock;
  }

  void start() {
    worker.scheduleWithFixedDelay(this::step, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What is under way goes on at the next start. */
  @Override
  public void close() {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Accepts an act.
   *
   * @param expected how many alerts the caller means; another number refuses the act
   */
  Bulk accept(
      Caller caller, AlertFilter filter, String action, Bulk.Parameters parameters, long expected) {
    Order order = parameters.order(action);
    if (filter.everything()) {
      throw Refusal.invalid("query expects at least one condition");
    }
    return database.inTransaction(
        handle -> {
          requireRoom(handle);
          desk.requireParties(handle, "", order);
          Instant now = clock.instant();
          AlertFilter.Condition condition = filter.condition(now);
          long id =
              BulkStore.insert(
                  handle,
                  action,
                  parameters,
                  filter,
                  null,
                  caller.username(),
                  caller.address(),
                  now);
          long matched = BulkStore.fix(handle, id, condition, MOST + 1);
          if (matched > MOST) {
            throw new Refusal(413, "too-large", "more than " + MOST + " alerts; narrow the query");
          }
          if (matched != expected) {
            throw new Refusal(
                    409, "count", "the query finds another number of alerts than you expect")
                .with("matched", matched);
          }
          trail.write(
              handle,
              caller,
              Act.done(
                  "alert.bulk",
                  Kind.TRIAGE,
                  "bulk " + id,
                  action + " of " + matched + words(order) + ", query: " + readable(handle, id)));
          return BulkStore.find(handle, id).orElseThrow();
        });
  }

  /** Accepts the undoing of an act that closed alerts; once. */
  Bulk undo(Caller caller, long undone) {
    return database.inTransaction(
        handle -> {
          // Two who ask at once: the second one sees what the first one did.
          handle.execute("SELECT 1 FROM alert_bulks WHERE id = ? FOR UPDATE", undone);
          Bulk bulk = existing(handle, undone);
          if (!bulk.action().equals("close") || bulk.state().equals("running")) {
            throw new Refusal(409, "state", "only a bulk close that has ended is undone");
          }
          Optional<Long> before = BulkStore.undoneBy(handle, undone);
          if (before.isPresent()) {
            throw new Refusal(409, "state", "it has been undone already").with("by", before.get());
          }
          requireRoom(handle);
          long id =
              BulkStore.insert(
                  handle,
                  Bulk.UNDO,
                  new Bulk.Parameters(null, null, null, "undo of bulk act " + undone),
                  Map.of(),
                  undone,
                  caller.username(),
                  caller.address(),
                  clock.instant());
          long matched = BulkStore.fixUndo(handle, id, undone);
          trail.write(
              handle,
              caller,
              Act.done(
                  "alert.bulk",
                  Kind.TRIAGE,
                  "bulk " + id,
                  "undo of bulk " + undone + ", " + matched + " alerts"));
          return BulkStore.find(handle, id).orElseThrow();
        });
  }

  record Seen(Bulk bulk, List<Map<String, Object>> reasons, Long undoneBy) {}

  Seen get(long id) {
    return database.inTransaction(
        handle ->
            new Seen(
                existing(handle, id),
                BulkStore.reasons(handle, id),
                BulkStore.undoneBy(handle, id).orElse(null)));
  }

  List<Bulk> list(long before, int limit) {
    return database.inTransaction(handle -> BulkStore.page(handle, before, limit));
  }

  private void step() {
    if (!database.isPrepared()) {
      return;
    }
    try {
      boolean more = true;
      while (more && !worker.isShutdown()) {
        more = database.inTransaction(this::batch);
      }
    } catch (DatabaseAway e) {
      LOG.debug("bulk acts wait: {}", e.getMessage());
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.error("a bulk act did not get on; it is tried again", e);
    }
  }

  /** One batch of the first act; false when there is none to work at. */
  private boolean batch(Handle handle) {
    Bulk bulk = BulkStore.take(handle).orElse(null);
    if (bulk == null) {
      return false;
    }
    Caller by = rights.of(handle, bulk.startedBy()).orElse(null);
    if (by == null || !by.permissions().contains(AlertDesk.PERMISSION)) {
      end(handle, bulk, "failed", "who asked for it may not work on alerts any more");
      return true;
    }
    Instant now = clock.instant();
    List<BulkStore.Item> items = BulkStore.next(handle, bulk.id(), BATCH, now);
    if (items.isEmpty()) {
      end(handle, bulk, "done", null);
      return true;
    }
    Bulk.Parameters asked = bulk.asked();
    List<AlertStore.Move> moves = new ArrayList<>();
    List<BulkStore.Outcome> outcomes = new ArrayList<>();
    Set<String> faults = store.faults(handle, items.stream().map(BulkStore.Item::alert).toList());
    for (BulkStore.Item item : items) {
      AlertStore.Stored alert = item.alert();
      Order order =
          bulk.action().equals(Bulk.UNDO)
              ? new Order.Restore(item.before(), item.beforeAssignee())
              : asked.order(bulk.action());
      if (faults.contains(alert.id())) {
        outcomes.add(not(alert, "failed", "its history is not as it was written"));
      } else if (alert.state().version() != item.expected()) {
        outcomes.add(not(alert, "skipped", "changed meanwhile"));
      } else if (order instanceof Order.Close close && alert.id().equals(close.duplicateOf())) {
        outcomes.add(not(alert, "skipped", "it cannot repeat itself"));
      } else {
        try {
          AlertState after = order.next(alert.state(), bulk.startedBy());
          moves.add(new AlertStore.Move(alert.id(), alert.head(), order, after, asked.comment()));
          outcomes.add(
              new BulkStore.Outcome(
                  alert.id(),
                  "done",
                  null,
                  after.version(),
                  alert.state().status(),
                  alert.state().assignee()));
        } catch (Refusal refusal) {
          outcomes.add(not(alert, "skipped", refusal.getMessage()));
        }
      }
    }
    store.write(handle, moves, bulk.startedBy(), now, bulk.id());
    BulkStore.record(handle, bulk.id(), outcomes);
    onRecord(handle, bulk, by, moves);
    return true;
  }

  private static BulkStore.Outcome not(AlertStore.Stored alert, String state, String reason) {
    return new BulkStore.Outcome(alert.id(), state, reason, null, null, null);
  }

  /** Every alert is named in the trail, many in one record. */
  private void onRecord(Handle handle, Bulk bulk, Caller by, List<AlertStore.Move> moves) {
    for (int from = 0; from < moves.size(); from += NAMED_IN_ONE_RECORD) {
      List<AlertStore.Move> some =
          moves.subList(from, Math.min(moves.size(), from + NAMED_IN_ONE_RECORD));
      trail.write(
          handle,
          bulk.startedBy(),
          by.account().roles(),
          bulk.address(),
          Act.done(
              "alert." + some.get(0).order().word(),
              Kind.TRIAGE,
              "bulk " + bulk.id(),
              String.join(" ", some.stream().map(AlertStore.Move::id).toList())));
    }
  }

  private void end(Handle handle, Bulk bulk, String state, String problem) {
    BulkStore.end(handle, bulk.id(), state, problem, clock.instant());
    String detail =
        "done " + bulk.done() + ", skipped " + bulk.skipped() + ", failed " + bulk.failed();
    trail.write(
        handle,
        AuditTrail.SYSTEM,
        List.of(),
        null,
        problem == null
            ? Act.done("alert.bulk.end", Kind.TRIAGE, "bulk " + bulk.id(), detail)
            : Act.failed(
                "alert.bulk.end", Kind.TRIAGE, "bulk " + bulk.id(), detail + ": " + problem));
  }

  private static void requireRoom(Handle handle) {
    if (BulkStore.running(handle) >= MOST_AT_ONCE) {
      throw new Refusal(429, "bulk-busy", "other bulk acts are running, try again").retryAfter(5);
    }
  }

  private static Bulk existing(Handle handle, long id) {
    return BulkStore.find(handle, id)
        .orElseThrow(() -> Refusal.notFound("there is no bulk act " + id));
  }

  private static String readable(Handle handle, long id) {
    return BulkStore.find(handle, id).orElseThrow().query().toString();
  }

  private static String words(Order order) {
    String words = AlertDesk.words(order);
    return words == null ? "" : " " + words;
  }
}
