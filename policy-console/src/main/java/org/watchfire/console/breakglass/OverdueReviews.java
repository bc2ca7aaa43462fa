package org.watchfire.console.breakglass;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.integrity.TamperedRowException;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.core.alert.SystemAlert;

/**
 * Makes an alert of each grant that nobody has reviewed in time, looking every minute. A grant is
 * told of once; behind a restart perhaps again, under the same id, which adds no second alert.
 */
final class OverdueReviews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OverdueReviews.class);
  private static final long EVERY_SECONDS = 60;

  private final Database database;
  private final GrantStore store;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;
  private final Set<String> told = new HashSet<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "overdue-reviews");
            thread.setDaemon(true);
            return thread;
          });

  OverdueReviews(
      Database database, GrantStore store, Outbox outbox, AuditTrail trail, Clock clock) {
    this.database = database;
    this.store = store;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  void start() {
    timer.scheduleWithFixedDelay(this::round, 5, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void round() {
    try {
      if (database.isPrepared()) {
        look();
      }
    } catch (DatabaseAway | TamperedRowException e) {
      LOG.warn("overdue reviews are looked at later: {}", e.getMessage());
    }
  }

  /** Tells of what is overdue now and was not told; the ids of those grants. */
  synchronized List<String> look() {
    List<String> fresh =
        database.inTransaction(
            handle -> {
              Instant now = clock.instant();
              List<String> ids = new ArrayList<>();
              for (Grant grant : store.overdue(handle, now)) {
                if (told.contains(grant.id())) {
                  continue;
                }
                SystemAlert alert = GrantNotice.overdue(grant, now);
                outbox.alert(handle, alert);
                trail.write(
                    handle,
                    AuditTrail.SYSTEM,
                    List.of(),
                    null,
                    Act.failed(
                        "break-glass.review-overdue",
                        Kind.CONFIGURE,
                        grant.id(),
                        alert.reasonEn()));
                ids.add(grant.id());
              }
              return ids;
            });
    told.addAll(fresh);
    return fresh;
  }
}
