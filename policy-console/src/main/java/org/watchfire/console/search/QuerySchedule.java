package org.watchfire.console.search;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;

/**
 * Runs scheduled queries on a thread of its own, with the rights that the owner has at that moment.
 * Each run looks at the records from where the last one ended to where the index is now, by number:
 * what comes in late is found as well, and nothing twice. A run is on record before it searches.
 *
 * <p>Several consoles share the work: what one has taken, no other takes.
 */
public final class QuerySchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QuerySchedule.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final int HITS_KEPT = 10;

  private final Database database;
  private final AuditTrail trail;
  private final Rights rights;
  private final TrailSearch search;
  private final Clock clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  public QuerySchedule(
      Database database, AuditTrail trail, Rights rights, TrailSearch search, Clock clock) {
    this.database = database;
    this.trail = trail;
    this.rights = rights;
    this.search = search;
    this.clock = clock;
    this.thread = new Thread(this::work, "query-schedule");
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void work() {
    try {
      while (!closing.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          runDue();
        } catch (DatabaseAway e) {
          LOG.debug("scheduled queries wait for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
          LOG.error("scheduled queries could not be run", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runDue() {
    Instant now = clock.instant();
    for (SavedQuery query :
        database.inTransaction(handle -> SavedQueryStore.takeDue(handle, now))) {
      if (closing.getCount() == 0) {
        return;
      }
      SavedQuery.Run run = run(query);
      database.inTransaction(
          handle -> {
            SavedQueryStore.add(handle, query, run);
            return null;
          });
    }
  }

  private SavedQuery.Run run(SavedQuery query) {
    long from = query.coveredSeq() == null ? 0 : query.coveredSeq();
    String what = query.stream() + ": " + query.name();
    boolean allowed =
        database.inTransaction(
            handle -> {
              Optional<Caller> owner = rights.of(handle, query.owner());
              boolean may =
                  owner.isPresent() && SavedQueryRoutes.permits(owner.get(), query.stream());
              Act act =
                  may
                      ? Act.done("audit.query.run", Kind.READ, what, "query: " + query.query())
                      : Act.failed(
                          "audit.query.run", Kind.DENIED, what, "the owner may not search there");
              trail.write(
                  handle,
                  query.owner(),
                  owner.map(o -> o.account().roles()).orElse(Set.of()),
                  null,
                  act);
              return may;
            });
    if (!allowed) {
      return unanswered("refused", "the owner may not search there", from);
    }
    try {
      return search(query, from);
    } catch (Refusal e) {
      return unanswered("failed", e.getMessage(), from);
    }
  }

  private SavedQuery.Run search(SavedQuery query, long from) {
    Stream stream = Stream.of(query.stream()).orElseThrow();
    long to = search.indexed(stream);
    if (to <= from) {
      return new SavedQuery.Run(
          0, clock.instant(), "done", null, from, from, 0, false, List.of(), true);
    }
    String slice = "wf.seq >= " + from + " and wf.seq < " + to;
    String text = query.query().isEmpty() ? slice : "(" + query.query() + ") and " + slice;
    SearchPage page =
        search.page(null, new SearchRequest(stream, text, null, null, HITS_KEPT, null, null));
    List<Long> hits = new ArrayList<>();
    page.items().forEach(hit -> hits.add(hit.seq()));
    return new SavedQuery.Run(
        0,
        clock.instant(),
        "done",
        null,
        from,
        to,
        page.total(),
        page.totalIsLowerBound(),
        hits,
        page.total() == 0);
  }

  /** The owner is told of it like of a find. */
  private SavedQuery.Run unanswered(String outcome, String why, long from) {
    return new SavedQuery.Run(
        0, clock.instant(), outcome, why, from, from, 0, false, List.of(), false);
  }

  @Override
  public void close() throws InterruptedException {
    closing.countDown();
    thread.join(TimeUnit.SECONDS.toMillis(15));
  }
}
