package org.watchfire.console.keys;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of rewraps: bringing everything under a key to one version of it. Stateless. */
final class Rewraps {
  private Rewraps() {}

  /**
   * @param version the version everything is brought to
   * @param total objects that were below it at the start
   * @param done how many of them are not any more
   * @param state {@code running}, {@code done} or {@code failed}
   * @param problem why it failed, or what it waits for; null when nothing
   */
  record Rewrap(
      long id,
      String key,
      int version,
      long total,
      long done,
      String state,
      String problem,
      Instant startedAt,
      String startedBy,
      Instant endedAt) {}

  /** Objects that a version below protects. */
  static long remaining(Handle handle, VaultKey key, int version, List<SealedValues> places) {
    return key.kind() == VaultKey.Kind.DOMAIN
        ? KeyRows.countWrapped(handle, key.id(), 1, version)
        : places.stream().mapToLong(place -> place.count(handle, key.id(), 1, version)).sum();
  }

  /** Empty when one is running. */
  static Optional<Rewrap> start(Handle handle, VaultKey key, long total, Instant now, String by) {
    return handle
        .createQuery(
            "INSERT INTO vault_rewraps (key_id, version, total, started_at, started_by)"
                + " VALUES (:key, :version, :total, :now, :by)"
                + " ON CONFLICT (key_id) WHERE state = 'running' DO NOTHING RETURNING *")
        .bind("key", key.id())
        .bind("version", key.current())
        .bind("total", total)
        .bind("now", KeyRows.utc(now))
        .bind("by", by)
        .map((rs, c) -> rewrap(rs))
        .findOne();
  }

  static Optional<Rewrap> last(Handle handle, String key) {
    return handle
        .createQuery("SELECT * FROM vault_rewraps WHERE key_id = :key ORDER BY id DESC LIMIT 1")
        .bind("key", key)
        .map((rs, c) -> rewrap(rs))
        .findOne();
  }

  static boolean anyRunning(Handle handle) {
    return handle
        .createQuery("SELECT EXISTS (SELECT 1 FROM vault_rewraps WHERE state = 'running')")
        .mapTo(Boolean.class)
        .one();
  }

  /** A running one that no other console works at now. */
  static Optional<Rewrap> take(Handle handle, long after) {
    return handle
        .createQuery(
            "SELECT * FROM vault_rewraps WHERE state = 'running' AND id > :after"
                + " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
        .bind("after", after)
        .map((rs, c) -> rewrap(rs))
        .findOne();
  }

  static void progress(Handle handle, Rewrap rewrap, long remaining) {
    handle
        .createUpdate("UPDATE vault_rewraps SET done = GREATEST(total - :left, 0) WHERE id = :id")
        .bind("left", remaining)
        .bind("id", rewrap.id())
        .execute();
  }

  static void end(Handle handle, Rewrap rewrap, String state, String problem, Instant now) {
    handle
        .createUpdate(
            "UPDATE vault_rewraps SET state = :state, problem = :problem, ended_at = :now"
                + " WHERE id = :id AND state = 'running'")
        .bind("state", state)
        .bind("problem", problem)
        .bind("now", KeyRows.utc(now))
        .bind("id", rewrap.id())
        .execute();
  }

  private static Rewrap rewrap(ResultSet rs) throws SQLException {
    return new Rewrap(
        rs.getLong("id"),
        rs.getString("key_id"),
        rs.getInt("version"),
        rs.getLong("total"),
        rs.getLong("done"),
        rs.getString("state"),
        rs.getString("problem"),
        KeyRows.instant(rs, "started_at"),
        rs.getString("started_by"),
        KeyRows.instant(rs, "ended_at"));
  }
}
