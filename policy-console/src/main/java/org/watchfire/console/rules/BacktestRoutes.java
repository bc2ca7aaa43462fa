package org.watchfire.console.rules;

import static org.watchfire.console.web.Access.holds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.rules.match.EventReader;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.store.ledger.StreamReader;

/**
 * Trying rules on the recorded events before they are put in force: numbers per rule, and the
 * difference to the rules in force. One backtest at a time; the last ones are kept in memory. Only
 * counts leave it, no records.
 */
public final class BacktestRoutes implements AutoCloseable {
  private static final String SUBMITTED = "submitted";
  private static final String PERMISSION = "rule:test";
  private static final int MAX_YAML = 256 * 1024;
  private static final int KEPT = 20;

  private final Database database;
  private final AuditTrail trail;
  private final Supplier<StreamReader> events;
  private final Supplier<EventReader> reader;
  private final Clock clock;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          r -> {
            Thread thread = new Thread(r, "backtest");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, BacktestJob> jobs = new LinkedHashMap<>();

  record Submission(String yaml) {}

  /**
   * @param line 1-based, 0 when the whole text is meant
   * @param rule id or title, empty when it could not be read
   */
  record Problem(int line, String rule, String reason) {}

  /**
   * @param events opens the ledger of the events
   * @param reader what rules see of an event, by the directory of that moment
   */
  public BacktestRoutes(
      Database database,
      AuditTrail trail,
      Supplier<StreamReader> events,
      Supplier<EventReader> reader,
      Clock clock) {
    this.database = database;
    this.trail = trail;
    this.events = events;
    this.reader = reader;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/rules/backtests", holds(PERMISSION), this::list),
        Route.post("/rules/backtests", holds(PERMISSION), this::start),
        Route.get("/rules/backtests/{id}", holds(PERMISSION), this::show),
        Route.delete("/rules/backtests/{id}", holds(PERMISSION), this::cancel));
  }

  private void start(Call call) {
    String yaml = call.body(Submission.class).yaml();
    if (yaml == null || yaml.isBlank()) {
      throw Refusal.invalid("yaml expects at least one Sigma document");
    }
    if (yaml.length() > MAX_YAML) {
      throw new Refusal(413, "too-large", "the rules have more than " + MAX_YAML + " characters");
    }
    RuleFiles.Pack inForce = inForce();
    RuleSet active = RuleSet.compile(inForce.rules(), inForce.routing());
    // The first of two documents with one id counts: what was submitted replaces what is in force.
    List<RuleSource> both = new ArrayList<>();
    both.add(new RuleSource(SUBMITTED, yaml));
    both.addAll(inForce.rules());
    RuleSet candidate = RuleSet.compile(both, inForce.routing());
    List<Problem> problems =
        candidate.rejections().stream()
            .filter(r -> r.source().equals(SUBMITTED))
            .map(BacktestRoutes::problem)
            .toList();
    if (!problems.isEmpty()) {
      throw new Refusal(422, "rules", "these rules do not compile").with("problems", problems);
    }
    BacktestJob job;
    synchronized (jobs) {
      if (jobs.values().stream().anyMatch(j -> !j.isOver())) {
        throw new Refusal(409, "busy", "another backtest is running").retryAfter(10);
      }
      job =
          new BacktestJob(
              UUID.randomUUID().toString(),
              call.caller().username(),
              clock,
              candidate,
              active,
              events.get(),
              reader);
      jobs.put(job.id(), job);
      while (jobs.size() > KEPT) {
        jobs.remove(jobs.keySet().iterator().next());
      }
    }
    try {
      onRecord(call, "rule.backtest", job.id());
    } catch (RuntimeException e) {
      job.cancel();
      throw e;
    }
    worker.execute(job);
    call.answer(202, job.view());
  }

  private static Problem problem(Rejection r) {
    return new Problem(r.line(), r.rule(), r.reason());
  }

  private static RuleFiles.Pack inForce() {
    try {
      return RuleFiles.builtIn();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rule content", e);
    }
  }

  private void list(Call call) {
    synchronized (jobs) {
      call.json(Map.of("items", jobs.values().stream().map(BacktestJob::view).toList()));
    }
  }

  private void show(Call call) {
    call.json(job(call).view());
  }

  private void cancel(Call call) {
    BacktestJob job = job(call);
    onRecord(call, "rule.backtest-cancel", job.id());
    job.cancel();
    call.noContent();
  }

  private BacktestJob job(Call call) {
    synchronized (jobs) {
      BacktestJob job = jobs.get(call.path("id"));
      if (job == null) {
        throw Refusal.notFound("no such backtest; the last " + KEPT + " are kept");
      }
      return job;
    }
  }

  private void onRecord(Call call, String action, String job) {
    database.inTransaction(
        handle -> {
          trail.write(handle, call.caller(), Act.done(action, Kind.READ, job, null));
          return null;
        });
  }

  @Override
  public void close() {
    synchronized (jobs) {
      jobs.values().forEach(BacktestJob::cancel);
    }
    worker.shutdown();
  }
}
