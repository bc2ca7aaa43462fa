package org.watchfire.console.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.Handle;

/**
 * Counts failed sign-ins per name and locks a name after too many. Names that do not exist are
 * counted alike, so that the answer tells nothing.
 *
 * <p>An attempt is counted before the password is looked at and forgiven when it was right: many
 * attempts at once cannot pass the limit together.
 *
 * @param maxFailures wrong passwords in a row that lock the name
 * @param duration how long it stays locked, and how long failures are remembered
 */
record LockOut(int maxFailures, Duration duration) {
  private record State(int failures, Instant lockedUntil) {}

  /**
   * Counts one attempt.
   *
   * @return until when the name is locked; null when the password may be looked at
   */
  Instant begin(Handle handle, String username, Instant now) {
    State state =
        handle
            .createQuery(
                "INSERT INTO login_failures AS f (username, failures, updated_at)"
                    + " VALUES (:u, 1, :now) ON CONFLICT (username) DO UPDATE SET"
                    + " failures = CASE WHEN f.locked_until <= :now OR f.updated_at <= :forget"
                    + "   THEN 1 ELSE f.failures + 1 END,"
                    + " locked_until = CASE WHEN f.locked_until <= :now THEN NULL"
                    + "   ELSE f.locked_until END,"
                    + " updated_at = CASE WHEN f.locked_until > :now THEN f.updated_at"
                    + "   ELSE :now END"
                    + " RETURNING failures, locked_until")
            .bind("u", username)
            .bind("now", AccountStore.utc(now))
            .bind("forget", AccountStore.utc(now.minus(duration)))
            .map(
                (rs, c) -> {
                  OffsetDateTime until = rs.getObject("locked_until", OffsetDateTime.class);
                  return new State(rs.getInt("failures"), until == null ? null : until.toInstant());
                })
            .one();
    if (state.lockedUntil() != null) {
      return state.lockedUntil();
    }
    return state.failures() > maxFailures ? lock(handle, username, now) : null;
  }

  /**
   * After a wrong password: locks the name when that was one too many. Whether it is locked now.
   */
  boolean failed(Handle handle, String username, Instant now) {
    int failures =
        handle
            .createQuery("SELECT failures FROM login_failures WHERE username = :u")
            .bind("u", username)
            .mapTo(Integer.class)
            .findOne()
            .orElse(0);
    if (failures < maxFailures) {
      return false;
    }
    lock(handle, username, now);
    return true;
  }

  /** Forgets the failures of a name that signed in. */
  void succeeded(Handle handle, String username) {
    handle
        .createUpdate("DELETE FROM login_failures WHERE username = :u")
        .bind("u", username)
        .execute();
  }

  /** Forgets what is older than a day: names that were only guessed would pile up. */
  void sweep(Handle handle, Instant now) {
    handle
        .createUpdate("DELETE FROM login_failures WHERE updated_at < :old")
        .bind("old", AccountStore.utc(now.minus(Duration.ofDays(1)).minus(duration)))
        .execute();
  }

  private Instant lock(Handle handle, String username, Instant now) {
    Instant until = now.plus(duration);
    handle
        .createUpdate("UPDATE login_failures SET locked_until = :until WHERE username = :u")
        .bind("until", AccountStore.utc(until))
        .bind("u", username)
        .execute();
    return until;
  }
}
