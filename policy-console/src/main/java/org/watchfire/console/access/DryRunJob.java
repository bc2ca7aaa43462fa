package org.watchfire.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.web.StrictJson;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.access.DryRun;
import org.watchfire.rules.access.DryRunSummary;

/** One dry run. Runs once, in one thread; may be looked at and cancelled from any. */
final class DryRunJob {
  private static final Logger LOG = LoggerFactory.getLogger(DryRunJob.class);

  /** Changes that are listed one by one; counts are always over everything. */
  static final int LISTED = 10_000;

  /** Persons and assets that are listed with their counts. */
  static final int AFFECTED = 500;

  private static final int PAGE = 1_000;

  /** What it is doing. */
  enum Phase {
    WAITING,
    READING,
    COMPARING,
    LISTING,
    REPLAYING,
    OVER
  }

  /**
   * How it ended.
   *
   * @param result for {@link DryRunRow#result}
   * @param changes packed
   */
  record Ended(
      DryRunRow.State state, String problem, String directory, JsonNode result, byte[] changes) {}

  private final String id;
  private final AccessPolicySet candidate;
  private final PoliciesInForce inForce;
  private final RecordedDecisions recorded;
  private final Duration replayed;
  private final Clock clock;
  private volatile boolean cancelled;
  private volatile Phase phase = Phase.WAITING;
  private volatile int done;
  private volatile int of;

  /**
   * @param candidate the draft as the next version
   * @param replayed how far back recorded decisions are made again
   */
  DryRunJob(
      String id,
      AccessPolicySet candidate,
      PoliciesInForce inForce,
      RecordedDecisions recorded,
      Duration replayed,
      Clock clock) {
    this.id = id;
    this.candidate = candidate;
    this.inForce = inForce;
    this.recorded = recorded;
    this.replayed = replayed;
    this.clock = clock;
  }

  String id() {
    return id;
  }

  Phase phase() {
    return phase;
  }

  int done() {
    return done;
  }

  /** 0 while it is not known. */
  int of() {
    return of;
  }

  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }

  Ended run() {
    try {
      return compare();
    } catch (RuntimeException e) {
      LOG.error("dry run {} failed", id, e);
      return ended(DryRunRow.State.FAILED, e.getClass().getSimpleName() + ": " + e.getMessage());
    } finally {
      phase = Phase.OVER;
    }
  }

  private Ended compare() {
    Instant began = clock.instant();
    phase = Phase.READING;
    PoliciesInForce.InForce now = inForce.now();
    if (now.evaluator().version() + 1 != candidate.version()) {
      return ended(DryRunRow.State.FAILED, "another version was published meanwhile");
    }
    Picture picture = now.picture();
    AccessEvaluator after = AccessEvaluator.of(candidate, picture.directory().departments());
    phase = Phase.COMPARING;
    DryRun run =
        new DryRun(
            now.evaluator(), after, picture.persons(), picture.assets(), AccessContext.UNKNOWN);
    Optional<DryRunSummary> summary = run.summary(this::progress);
    if (summary.isEmpty()) {
      return ended(DryRunRow.State.CANCELLED, "");
    }
    phase = Phase.LISTING;
    ChangeList changes = new ChangeList();
    String cursor = "";
    do {
      DryRun.Page page = run.page(cursor, PAGE);
      page.items().forEach(changes::add);
      cursor = page.next();
    } while (!cursor.isEmpty() && changes.count() < LISTED && !cancelled);
    phase = Phase.REPLAYING;
    Map<String, Object> replay =
        recorded.replay(after, picture.directory(), began.minus(replayed), began, () -> !cancelled);
    if (cancelled) {
      return ended(DryRunRow.State.CANCELLED, "");
    }
    Map<String, Object> result = result(summary.get(), changes.count());
    Map<String, Object> over = new LinkedHashMap<>();
    over.put("persons", picture.persons().size());
    over.put("assets", picture.assets().size());
    over.put("revision", picture.state().revision());
    over.put("seq", picture.seq());
    result.put("directory", over);
    result.put("replay", replay);
    result.put("tookMs", Duration.between(began, clock.instant()).toMillis());
    return new Ended(
        DryRunRow.State.DONE,
        "",
        picture.state().mac(),
        StrictJson.tree(StrictJson.write(result)),
        changes.packed());
  }

  private boolean progress(int at, int all) {
    done = at;
    of = all;
    return !cancelled;
  }

  private static Ended ended(DryRunRow.State state, String problem) {
    return new Ended(
        state,
        problem,
        "",
        StrictJson.tree("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        ChangeList.empty());
  }

  private static Map<String, Object> result(DryRunSummary s, long listed) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("cells", s.cells());
    result.put("gained", byAction(s.gained()));
    result.put("lost", byAction(s.lost()));
    result.put("terms", byAction(s.terms()));
    result.put("gainedCells", DryRunSummary.total(s.gained()));
    result.put("lostCells", DryRunSummary.total(s.lost()));
    result.put("termsCells", DryRunSummary.total(s.terms()));
    result.put("personsGaining", s.personsGaining());
    result.put("personsLosing", s.personsLosing());
    result.put("assetsGained", s.assetsGained());
    result.put("assetsLost", s.assetsLost());
    result.put("personsAffected", s.persons().size());
    result.put("assetsAffected", s.assets().size());
    result.put("persons", first(s.persons()));
    result.put("assets", first(s.assets()));
    result.put("policiesAdded", s.policiesAdded());
    result.put("policiesRemoved", s.policiesRemoved());
    result.put("policiesChanged", s.policiesChanged());
    result.put("listed", listed);
    return result;
  }

  private static List<DryRunSummary.Affected> first(List<DryRunSummary.Affected> all) {
    return all.subList(0, Math.min(AFFECTED, all.size()));
  }

  private static Map<String, Long> byAction(Map<AccessAction, Long> counts) {
    Map<String, Long> byAction = new TreeMap<>();
    counts.forEach((action, n) -> byAction.put(action.text(), n));
    return byAction;
  }
}
