package org.watchfire.console.breakglass;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.Rounds;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.core.alert.SystemAlert;

/**
 * Makes an alert of each grant that nobody has reviewed in time, looking every minute. A grant is
 * told of once; behind a restart perhaps again, under the same id, which adds no second alert.
 */
final class OverdueReviews implements AutoCloseable {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Database database;
  private final GrantStore store;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;
  private final Set<String> told = new HashSet<>();
  private final Rounds rounds;

  OverdueReviews(
      Database database, GrantStore store, Outbox outbox, AuditTrail trail, Clock clock) {
    this.database = database;
    this.store = store;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
    this.rounds = new Rounds("overdue-reviews", database, this::look);
  }

  void start() {
    rounds.start(FIRST, EVERY);
  }

  @Override
  public void close() {
    rounds.close();
  }

  /** Tells of what is overdue now and was not told. */
  private void look() {
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
  }
}
