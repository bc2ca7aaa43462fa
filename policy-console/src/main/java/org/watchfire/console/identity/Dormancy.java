package org.watchfire.console.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.Rounds;
import org.watchfire.console.integrity.ProtectedRows;

/**
 * Disables accounts that nobody has used for a long time, by himself or by a token, once an hour.
 * The last enabled holder of an officer's role stays.
 */
public final class Dormancy implements AutoCloseable {
  private static final Duration EVERY = Duration.ofHours(1);

  private final Database database;
  private final AccountStore store;
  private final Sessions sessions;
  private final Duration after;
  private final AuditTrail trail;
  private final Clock clock;
  private final Rounds rounds;

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
    this.rounds = new Rounds("dormant-accounts", database, this::sweep);
  }

  public void start() {
    rounds.start(Duration.ofMinutes(1), EVERY);
  }

  @Override
  public void close() {
    rounds.close();
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
