package org.watchfire.console.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of legal holds (法律保全): while one is open, its key is not destroyed. Stateless. */
final class Holds {
  private Holds() {}

  /**
   * @param person the natural person who placed it
   */
  record Hold(
      long id, String key, String reason, Instant placedAt, String placedBy, String person) {}

  static long place(
      Handle handle, String key, String reason, Instant now, String by, String person) {
    return handle
        .createQuery(
            "INSERT INTO vault_holds (key_id, reason, placed_at, placed_by, placed_person)"
                + " VALUES (:key, :reason, :at, :by, :person) RETURNING id")
        .bind("key", key)
        .bind("reason", reason)
        .bind("at", KeyRows.utc(now))
        .bind("by", by)
        .bind("person", person)
        .mapTo(Long.class)
        .one();
  }

  static List<Hold> open(Handle handle, String key) {
    return handle
        .createQuery(
            "SELECT * FROM vault_holds WHERE key_id = :key AND released_at IS NULL ORDER BY id")
        .bind("key", key)
        .map((rs, c) -> hold(rs))
        .list();
  }

  /** Open holds of the key itself and of the domain key or the data keys that go with it. */
  static List<Hold> affecting(Handle handle, VaultKey key) {
    return handle
        .createQuery(
            "SELECT h.* FROM vault_holds h JOIN vault_keys k ON k.id = h.key_id"
                + " WHERE h.released_at IS NULL AND (k.id = :key OR k.domain = :key) ORDER BY h.id")
        .bind("key", key.id())
        .map((rs, c) -> hold(rs))
        .list();
  }

  static Optional<Hold> find(Handle handle, String key, long id) {
    return open(handle, key).stream().filter(hold -> hold.id() == id).findFirst();
  }

  static int release(Handle handle, long id, Instant now, String by) {
    return handle
        .createUpdate(
            "UPDATE vault_holds SET released_at = :at, released_by = :by"
                + " WHERE id = :id AND released_at IS NULL")
        .bind("at", KeyRows.utc(now))
        .bind("by", by)
        .bind("id", id)
        .execute();
  }

  private static Hold hold(java.sql.ResultSet rs) throws java.sql.SQLException {
    return new Hold(
        rs.getLong("id"),
        rs.getString("key_id"),
        rs.getString("reason"),
        KeyRows.instant(rs, "placed_at"),
        rs.getString("placed_by"),
        rs.getString("placed_person"));
  }
}
