package org.watchfire.console.keys;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of destructions that were agreed to and wait for their time. Stateless. */
final class Destructions {
  private Destructions() {}

  /**
   * @param version null for every version of the key
   * @param approval the request that was agreed to
   * @param state {@code scheduled}, {@code blocked}, {@code done} or {@code cancelled}
   */
  record Destruction(
      long id,
      String key,
      Integer version,
      Instant due,
      String reason,
      String approval,
      String scheduledBy,
      String state) {}

  static Destruction add(
      Handle handle,
      String key,
      Integer version,
      Instant due,
      String reason,
      String approval,
      Instant now,
      String by) {
    return handle
        .createQuery(
            "INSERT INTO vault_destructions (key_id, version, due_at, reason, approval,"
                + " scheduled_at, scheduled_by) VALUES (:key, :version, :due, :reason, :approval,"
                + " :now, :by) RETURNING *")
        .bind("key", key)
        .bind("version", version)
        .bind("due", KeyRows.utc(due))
        .bind("reason", reason)
        .bind("approval", approval)
        .bind("now", KeyRows.utc(now))
        .bind("by", by)
        .map((rs, c) -> destruction(rs))
        .one();
  }

  /** Those of a key, the latest first. */
  static List<Destruction> of(Handle handle, String key) {
    return handle
        .createQuery("SELECT * FROM vault_destructions WHERE key_id = :key ORDER BY id DESC")
        .bind("key", key)
        .map((rs, c) -> destruction(rs))
        .list();
  }

  static boolean open(Handle handle, String key) {
    return of(handle, key).stream().anyMatch(Destructions::isOpen);
  }

  static boolean isOpen(Destruction destruction) {
    return destruction.state().equals("scheduled") || destruction.state().equals("blocked");
  }

  /** Whether the time of any has come. */
  static boolean anyDue(Handle handle, Instant now) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT 1 FROM vault_destructions"
                + " WHERE state IN ('scheduled', 'blocked') AND due_at <= :now)")
        .bind("now", KeyRows.utc(now))
        .mapTo(Boolean.class)
        .one();
  }

  /** The next one whose time has come; no other console takes it. */
  static Optional<Destruction> takeDue(Handle handle, Instant now, long after) {
    return handle
        .createQuery(
            "SELECT * FROM vault_destructions WHERE state IN ('scheduled', 'blocked')"
                + " AND due_at <= :now AND id > :after ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
        .bind("now", KeyRows.utc(now))
        .bind("after", after)
        .map((rs, c) -> destruction(rs))
        .findOne();
  }

  /** The one with that id, locked. */
  static Optional<Destruction> lock(Handle handle, String key, long id) {
    return handle
        .createQuery("SELECT * FROM vault_destructions WHERE id = :id AND key_id = :key FOR UPDATE")
        .bind("id", id)
        .bind("key", key)
        .map((rs, c) -> destruction(rs))
        .findOne();
  }

  static int state(Handle handle, long id, String state, Instant ended) {
    return handle
        .createUpdate("UPDATE vault_destructions SET state = :s, ended_at = :e WHERE id = :id")
        .bind("s", state)
        .bind("e", KeyRows.utc(ended))
        .bind("id", id)
        .execute();
  }

  private static Destruction destruction(ResultSet rs) throws SQLException {
    return new Destruction(
        rs.getLong("id"),
        rs.getString("key_id"),
        rs.getObject("version", Integer.class),
        KeyRows.instant(rs, "due_at"),
        rs.getString("reason"),
        rs.getString("approval"),
        rs.getString("scheduled_by"),
        rs.getString("state"));
  }
}
