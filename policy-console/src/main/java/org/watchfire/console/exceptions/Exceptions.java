package org.watchfire.console.exceptions;

import static org.watchfire.console.web.Access.holds;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.directory.PolicyStore;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.triage.Triage;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.console.web.StrictJson;
import org.watchfire.rules.match.EventReader;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.store.ledger.LedgerException;

/** Exceptions, put together: draft, preview, publication, list and revocation. */
public final class Exceptions implements AutoCloseable {
  /** The rows that must be sealed. */
  public static final ProtectedTable PROTECTED = ExceptionStore.PREVIEWS;

  private static final Logger LOG = LoggerFactory.getLogger(Exceptions.class);
  private static final String DRAFT = "exception:draft";
  private static final int KEPT = 20;

  record Trial(Wish exception, Integer days) {
    Trial {
      if (exception == null) {
        throw new IllegalArgumentException("exception is required");
      }
      if (days == null || days < 1 || days > 90) {
        throw new IllegalArgumentException("days expects 1 to 90");
      }
    }
  }

  record Revocation(String reason) {
    Revocation {
      reason = reason == null ? "" : reason.strip();
      if (reason.length() < 4 || reason.length() > 1_000 || reason.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("reason expects 4 to 1000 characters");
      }
    }
  }

  /** One that is being made, or could not be. */
  private record Running(Preview preview, String state, String problem) {}

  private final Database database;
  private final ExceptionStore store;
  private final RulesInForce rules = new RulesInForce();
  private final DraftOfAlert drafts = new DraftOfAlert(rules);
  private final Triage triage;
  private final TrailSearch search;
  private final Supplier<EventReader> reader;
  private final AuditTrail trail;
  private final Clock clock;
  private final PublishException action;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "exception-preview");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param reader what rules see of an event, by the directory of that moment
   */
  public Exceptions(
      Database database,
      ProtectedRows rows,
      PolicyStore policies,
      Triage triage,
      TrailSearch search,
      Supplier<EventReader> reader,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.store = new ExceptionStore(rows, policies);
    this.triage = triage;
    this.search = search;
    this.reader = reader;
    this.trail = trail;
    this.clock = clock;
    this.action = new PublishException(store, rules, trail, clock);
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/alerts/{id}/exception-draft", holds(DRAFT), this::draft),
        Route.post("/exceptions/previews", holds(DRAFT), this::preview),
        Route.get("/exceptions/previews/{id}", holds("exception:read"), this::result),
        Route.get("/exceptions", holds("exception:read"), this::list),
        Route.post("/exceptions/{id}/revoke", holds("exception:revoke"), this::revoke));
  }

  /** What takes the agreement of another: {@code exception.publish}. */
  public List<ApprovedAction> actions() {
    return List.of(action);
  }

  @Override
  public void close() {
    synchronized (running) {
      running.values().forEach(r -> r.preview().cancel());
    }
    worker.shutdown();
  }

  private void draft(Call call) {
    byte[] alert = triage.document(call.caller(), call.path("id"));
    call.json(
        drafts.of(
            StrictJson.tree(alert),
            call.caller().username(),
            clock.instant().truncatedTo(ChronoUnit.SECONDS)));
  }

  private void preview(Call call) {
    Trial body = call.body(Trial.class);
    Wish wish = body.exception();
    PublishException.requireTime(wish, clock.instant());
    String id = UUID.randomUUID().toString().replace("-", "");
    RuleSet candidate = rules.with(wish.yaml(id, rules.source(wish), ""));
    Instant since = clock.instant().minus(Duration.ofDays(body.days()));
    Preview preview = new Preview(id, wish, candidate, since);
    synchronized (running) {
      if (running.values().stream().anyMatch(r -> r.state().equals("running"))) {
        throw new Refusal(409, "busy", "another preview is being made").retryAfter(10);
      }
      running.put(id, new Running(preview, "running", null));
      while (running.size() > KEPT) {
        running.remove(running.keySet().iterator().next());
      }
    }
    Caller caller = call.caller();
    try {
      database.inTransaction(
          handle ->
              trail.write(
                  handle,
                  caller,
                  Act.done(
                      "exception.preview",
                      Kind.READ,
                      id,
                      body.days() + " days, rules " + wish.rules())));
    } catch (RuntimeException e) {
      end(id, new Running(preview, "failed", "it could not be put on record"));
      throw e;
    }
    worker.execute(() -> run(id, preview, wish, body.days(), caller.username()));
    call.answer(202, Map.of("id", id, "state", "running"));
  }

  private void run(String id, Preview preview, Wish wish, int days, String by) {
    try {
      if (!preview.run(search.events(), reader.get())) {
        end(id, new Running(preview, "failed", "cancelled"));
        return;
      }
      database.inTransaction(
          handle -> {
            store.insert(handle, id, wish, days, preview.result(), clock.instant(), by);
            return null;
          });
      synchronized (running) {
        running.remove(id);
      }
    } catch (IOException | LedgerException | RuntimeException e) {
      LOG.error("preview {} failed", id, e);
      end(id, new Running(preview, "failed", e.getClass().getSimpleName()));
    }
  }

  private void end(String id, Running last) {
    synchronized (running) {
      running.put(id, last);
    }
  }

  private void result(Call call) {
    String id = id(call);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id);
    synchronized (running) {
      Running at = running.get(id);
      if (at != null) {
        view.put("state", at.state());
        view.put("problem", at.problem());
        view.put("progress", at.preview().progress());
        call.json(view);
        return;
      }
    }
    ExceptionStore.Made made =
        database
            .inTransaction(handle -> store.preview(handle, id))
            .orElseThrow(() -> Refusal.notFound("there is no such preview"));
    view.put("state", "done");
    view.put("exception", made.wish());
    view.put("yaml", made.wish().yaml(id, rules.source(made.wish()), ""));
    view.put("days", made.days());
    view.put("result", made.result());
    view.put("at", made.at());
    view.put("by", made.by());
    call.json(view);
  }

  private void list(Call call) {
    int limit = call.queryInt("limit", 100, 1, 500);
    Instant now = clock.instant();
    call.json(
        Map.of("items", database.inTransaction(handle -> ExceptionStore.list(handle, now, limit))));
  }

  /** Ending an exception shows more, not less: nobody else has to agree. */
  private void revoke(Call call) {
    String id = id(call);
    Revocation body = call.body(Revocation.class);
    database.inTransaction(
        handle -> {
          PolicyStore.Current current =
              store
                  .published(handle, id)
                  .orElseThrow(() -> Refusal.notFound("there is no exception " + id));
          if (current.deleted()) {
            throw new Refusal(409, "state", "it was revoked already");
          }
          store.publish(
              handle, id, current.version(), true, current.body(), call.caller().username());
          trail.write(
              handle,
              call.caller(),
              Act.done("exception.revoke", Kind.CONFIGURE, id, body.reason()));
          return null;
        });
    call.noContent();
  }

  private static String id(Call call) {
    String id = call.path("id");
    if (!id.matches("[0-9a-f]{32}")) {
      throw Refusal.notFound("there is no such exception");
    }
    return id;
  }
}
