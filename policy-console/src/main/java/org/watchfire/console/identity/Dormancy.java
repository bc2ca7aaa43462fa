package org.watchfire.console.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.TamperedRowException;

/**
 * Disables accounts that nobody has used for a long time, by himself or by a token, once an hour.
 * The last enabled holder of an officer's role stays.
 */
public final class Dormancy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dormancy.class);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Database database;
  private final AccountStore store;
  private final Sessions sessions;
  private final Duration after;
  private final AuditTrail trail;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dormant-accounts");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param after time without use
   */
  public Dormancy(
      Database database,
      ProtectedRows rows,
      Sessions sessions,
      Duration after,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.store = new AccountStore(rows);
    this.sessions = sessions;
    this.after = after;
    this.trail = trail;
    this.clock = clock;
  }

  public void start() {
    timer.scheduleWithFixedDelay(this::round, 60, EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void round() {
    try {
      if (database.isPrepared()) {
        sweep();
      }
    } catch (DatabaseAway | TamperedRowException e) {
      LOG.warn("dormant accounts are looked at later: {}", e.getMessage());
    }
  }

  /** Disables what is dormant now; the names of those. */
  public List<String> sweep() {
    List<String> disabled =
        database.inTransaction(
            handle -> {
              store.lockChanges(handle);
              List<String> done = new ArrayList<>();
              for (String username : idle(handle)) {
                Account account = store.find(handle, username).orElseThrow();
                boolean last =
                    account.roles().stream()
                        .anyMatch(
                            role ->
                                role.officer() && store.othersHolding(handle, role, username) == 0);
                if (account.enabled() && !last) {
                  store.setEnabled(handle, username, false, clock.instant());
                  trail.write(
                      handle,
                      AuditTrail.SYSTEM,
                      Set.of(),
                      null,
                      Act.done(
                          "user.disable",
                          Kind.ACCOUNT,
                          username,
                          "not used for " + after.toDays() + " days"));
                  done.add(username);
                }
              }
              return done;
            });
    disabled.forEach(username -> sessions.endOthers(username, null));
    return disabled;
  }

  private List<String> idle(Handle handle) {
    return handle
        .createQuery(
            "SELECT a.username FROM accounts a WHERE a.enabled AND greatest(a.created_at,"
                + " a.last_login_at, a.active_since, (SELECT max(t.last_used_at) FROM api_tokens t"
                + " WHERE t.owner = a.username)) < :limit ORDER BY a.username")
        .bind("limit", AccountStore.utc(clock.instant().minus(after)))
        .mapTo(String.class)
        .list();
  }
}
