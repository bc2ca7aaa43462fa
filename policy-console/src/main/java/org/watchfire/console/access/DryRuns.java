package org.watchfire.console.access;

import static org.watchfire.console.web.Access.holds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.rules.access.AccessPolicySet;

/** Dry runs: one at a time in this console, their results kept. Thread-safe. */
final class DryRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DryRuns.class);
  private static final int MAX_DAYS = 90;

  /** What says nothing for so long has no console any more that runs it. */
  private static final Duration LOST = Duration.ofMinutes(30);

  private final Database database;
  private final DraftStore drafts;
  private final DryRunStore store;
  private final PolicySets sets;
  private final PoliciesInForce inForce;
  private final RecordedDecisions recorded;
  private final AuditTrail trail;
  private final Clock clock;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "access-dry-run");
            thread.setDaemon(true);
            return thread;
          });
  private DryRunJob running;

  /**
   * @param days how far back recorded decisions are made again; null = 7
   */
  record Asked(Integer days) {
    Asked {
      days = days == null ? 7 : days;
      if (days < 1 || days > MAX_DAYS) {
        throw new IllegalArgumentException("days expects 1 to " + MAX_DAYS);
      }
    }
  }

  DryRuns(
      Database database,
      DraftStore drafts,
      DryRunStore store,
      PolicySets sets,
      PoliciesInForce inForce,
      RecordedDecisions recorded,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.drafts = drafts;
    this.store = store;
    this.sets = sets;
    this.inForce = inForce;
    this.recorded = recorded;
    this.trail = trail;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/access/drafts/{id}/dry-run", holds("policy:test"), this::start),
        Route.get("/access/dry-runs", holds("policy:read"), this::list),
        Route.get("/access/dry-runs/{id}", holds("policy:read"), this::show),
        Route.get("/access/dry-runs/{id}/changes", holds("policy:read"), this::changes),
        Route.delete("/access/dry-runs/{id}", holds("policy:test"), this::cancel));
  }

  private synchronized void start(Call call) {
    String draftId = Ids.id(call);
    Asked asked = call.body(Asked.class);
    if (running != null) {
      throw new Refusal(409, "busy", "another dry run is running").retryAfter(10);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String id = UUID.randomUUID().toString().replace("-", "");
    AccessPolicySet[] candidate = new AccessPolicySet[1];
    DryRunRow row =
        database.inTransaction(
            handle -> {
              Draft draft = drafts.find(handle, draftId);
              if (draft.state() != Draft.State.OPEN) {
                throw new Refusal(409, "state", "the draft is " + draft.state().text());
              }
              if (draft.baseVersion() != PolicySets.version(handle)) {
                throw PolicySets.staleBase(PolicySets.version(handle));
              }
              LevelScheme levels = sets.levels(handle);
              candidate[0] =
                  sets.next(
                      handle, levels.id(), PolicyText.require(draft.policies(), levels).policies());
              DryRunRow fresh =
                  new DryRunRow(
                      id,
                      draftId,
                      draft.hash(),
                      draft.baseVersion(),
                      "",
                      DryRunRow.State.RUNNING,
                      "",
                      JsonNodeFactory.instance.objectNode(),
                      call.caller().username(),
                      now,
                      null);
              store.write(handle, fresh, ChangeList.empty());
              trail.write(
                  handle,
                  call.caller(),
                  Act.done(
                      "policy.dry-run",
                      Kind.READ,
                      draftId,
                      "run " + id + ", content " + draft.hash() + ", base " + draft.baseVersion()));
              return fresh;
            });
    DryRunJob job =
        new DryRunJob(id, candidate[0], inForce, recorded, Duration.ofDays(asked.days()), clock);
    running = job;
    worker.execute(() -> run(job, row));
    call.answer(202, view(row, job, 0));
  }

  private void run(DryRunJob job, DryRunRow row) {
    DryRunJob.Ended ended = job.run();
    try {
      database.inTransaction(
          handle -> {
            store.write(
                handle,
                new DryRunRow(
                    row.id(),
                    row.draftId(),
                    row.draftHash(),
                    row.baseVersion(),
                    ended.directory(),
                    ended.state(),
                    ended.problem(),
                    ended.result(),
                    row.startedBy(),
                    row.startedAt(),
                    clock.instant().truncatedTo(ChronoUnit.MILLIS)),
                ended.changes());
            return null;
          });
    } catch (DatabaseAway e) {
      LOG.warn("the result of dry run {} could not be kept: {}", row.id(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the result of dry run {} could not be kept", row.id(), e);
    } finally {
      over(job);
    }
  }

  private synchronized void over(DryRunJob job) {
    if (running == job) {
      running = null;
    }
  }

  private synchronized Optional<DryRunJob> job(String id) {
    return Optional.ofNullable(running).filter(job -> job.id().equals(id));
  }

  private void list(Call call) {
    String draft = call.query("draft") == null ? "" : Ids.checked("draft", call.query("draft"));
    int limit = call.queryInt("limit", 50, 1, 200);
    long below = Ids.cursor(call);
    List<DryRunStore.Line> lines =
        database.inTransaction(handle -> DryRunStore.page(handle, draft, below, limit + 1));
    onRecord(call, "policy.dry-run-list", draft.isEmpty() ? null : draft, Kind.READ);
    call.json(Ids.page(lines, limit, DryRunStore.Line::number));
  }

  private void show(Call call) {
    String id = Ids.id(call);
    Map<String, Object> view =
        database.inTransaction(
            handle -> {
              DryRunRow row = store.find(handle, id);
              return view(row, job(id).orElse(null), changedSince(handle, row));
            });
    onRecord(call, "policy.dry-run-view", id, Kind.READ);
    call.json(view);
  }

  private static long changedSince(Handle handle, DryRunRow row) {
    JsonNode seq = row.result().path("directory").path("seq");
    return seq.isNumber() ? DirectoryView.changedSince(handle, seq.asLong()) : 0;
  }

  private void changes(Call call) {
    String id = Ids.id(call);
    int limit = call.queryInt("limit", 100, 1, 1_000);
    long behind = Ids.cursor(call);
    Predicate<JsonNode> wanted = change -> true;
    for (String name : List.of("kind", "person", "asset", "action")) {
      String value = call.query(name);
      if (value != null) {
        wanted = wanted.and(change -> change.path(name).asText().equals(value));
      }
    }
    Predicate<JsonNode> filter = wanted;
    DryRunRow[] row = new DryRunRow[1];
    List<ChangeList.Numbered> lines =
        database.inTransaction(
            handle -> {
              row[0] = store.find(handle, id);
              return ChangeList.page(store.changes(handle, id), behind, limit + 1, filter);
            });
    onRecord(call, "policy.dry-run-changes", id, Kind.READ);
    boolean more = lines.size() > limit;
    List<ChangeList.Numbered> shown = more ? lines.subList(0, limit) : lines;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", shown.stream().map(ChangeList.Numbered::change).toList());
    answer.put("next", more ? Long.toString(shown.get(limit - 1).number()) : null);
    answer.put("total", row[0].result().path("cells").asLong());
    answer.put("listed", row[0].result().path("listed").asLong());
    call.json(answer);
  }

  private void cancel(Call call) {
    String id = Ids.id(call);
    database.inTransaction(handle -> store.find(handle, id));
    DryRunJob job =
        job(id).orElseThrow(() -> new Refusal(409, "state", "it is not running in this console"));
    onRecord(call, "policy.dry-run-cancel", id, Kind.CONFIGURE);
    job.cancel();
    call.noContent();
  }

  /**
   * @param changedSince objects of the directory that changed since
   */
  private Map<String, Object> view(DryRunRow row, DryRunJob job, long changedSince) {
    boolean lost =
        job == null
            && row.state() == DryRunRow.State.RUNNING
            && row.startedAt().plus(LOST).isBefore(clock.instant());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", row.id());
    view.put("draft", row.draftId());
    view.put("draftHash", row.draftHash());
    view.put("baseVersion", row.baseVersion());
    view.put("state", lost ? DryRunRow.State.FAILED.text() : row.state().text());
    view.put("problem", lost ? "the console that ran it has stopped" : row.problem());
    view.put("startedBy", row.startedBy());
    view.put("startedAt", row.startedAt());
    view.put("endedAt", row.endedAt());
    if (job != null) {
      Map<String, Object> progress = new LinkedHashMap<>();
      progress.put("phase", job.phase().name().toLowerCase(java.util.Locale.ROOT));
      progress.put("done", job.done());
      progress.put("of", job.of());
      view.put("progress", progress);
    }
    view.put("result", row.state() == DryRunRow.State.DONE ? row.result() : null);
    view.put("directoryChanges", changedSince);
    return view;
  }

  private void onRecord(Call call, String act, String target, Kind kind) {
    database.inTransaction(
        handle -> trail.write(handle, call.caller(), Act.done(act, kind, target, null)));
  }

  @Override
  public void close() {
    synchronized (this) {
      if (running != null) {
        running.cancel();
      }
    }
    worker.shutdown();
    try {
      if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("a dry run did not stop in time; its result is lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
