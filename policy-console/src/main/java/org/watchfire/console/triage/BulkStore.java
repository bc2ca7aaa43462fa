package org.watchfire.console.triage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.web.StrictJson;

/** The SQL of bulk acts. Every method works in the caller's transaction. Stateless. */
final class BulkStore {
  private BulkStore() {}

  /**
   * One alert that a bulk act is about.
   *
   * @param expected triage version it was found at
   * @param before for an undo: status it is put back to
   * @param beforeAssignee for an undo: assignee it is put back to
   */
  record Item(AlertStore.Stored alert, long expected, String before, String beforeAssignee) {}

  /** What became of one alert; {@code afterVersion} null unless done. */
  record Outcome(
      String alert,
      String state,
      String reason,
      Long afterVersion,
      String beforeStatus,
      String beforeAssignee) {}

  static long insert(
      Handle handle,
      String action,
      Bulk.Parameters parameters,
      Object query,
      Long undoOf,
      String by,
      String address,
      Instant now) {
    return handle
        .createQuery(
            "INSERT INTO alert_bulks (action, parameters, query, matched, undo_of, started_by,"
                + " address, started_at) VALUES (:action, :parameters::jsonb, :query::jsonb, 0,"
                + " :undo, :by, :address, :now) RETURNING id")
        .bind("action", action)
        .bind("parameters", json(parameters))
        .bind("query", json(query))
        .bind("undo", undoOf)
        .bind("by", by)
        .bind("address", address)
        .bind("now", AlertStore.utc(now))
        .mapTo(Long.class)
        .one();
  }

  /** Fixes what the act is about: what the filter finds now, in the versions it has now. */
  static long fix(Handle handle, long bulk, AlertFilter.Condition condition, int most) {
    int found =
        AlertStore.bound(
                handle.createUpdate(
                    "INSERT INTO alert_bulk_items (bulk_id, alert_id, version)"
                        + " SELECT :bulk, id, version FROM alerts WHERE "
                        + condition.sql()
                        + " LIMIT :most"),
                condition.values())
            .bind("bulk", bulk)
            .bind("most", most)
            .execute();
    return matched(handle, bulk, found);
  }

  /** Fixes what an undo is about: what the other act did, in the versions that it left. */
  static long fixUndo(Handle handle, long bulk, long undone) {
    int found =
        handle
            .createUpdate(
                "INSERT INTO alert_bulk_items (bulk_id, alert_id, version, before_status,"
                    + " before_assignee) SELECT :bulk, alert_id, after_version, before_status,"
                    + " before_assignee FROM alert_bulk_items WHERE bulk_id = :undone"
                    + " AND state = 'done'")
            .bind("bulk", bulk)
            .bind("undone", undone)
            .execute();
    return matched(handle, bulk, found);
  }

  private static long matched(Handle handle, long bulk, long found) {
    handle.execute("UPDATE alert_bulks SET matched = ? WHERE id = ?", found, bulk);
    return found;
  }

  static Optional<Bulk> find(Handle handle, long id) {
    return handle
        .createQuery("SELECT * FROM alert_bulks WHERE id = :id")
        .bind("id", id)
        .map((rs, c) -> bulk(rs))
        .findOne();
  }

  static Optional<Long> undoneBy(Handle handle, long id) {
    return handle
        .createQuery("SELECT id FROM alert_bulks WHERE undo_of = :id")
        .bind("id", id)
        .mapTo(Long.class)
        .findOne();
  }

  static long running(Handle handle) {
    return handle
        .createQuery("SELECT count(*) FROM alert_bulks WHERE state = 'running'")
        .mapTo(Long.class)
        .one();
  }

  /** Newest first. */
  static List<Bulk> page(Handle handle, long before, int limit) {
    return handle
        .createQuery("SELECT * FROM alert_bulks WHERE id < :before ORDER BY id DESC LIMIT :limit")
        .bind("before", before)
        .bind("limit", limit)
        .map((rs, c) -> bulk(rs))
        .list();
  }

  /** Why alerts were not done, with how many. */
  static List<Map<String, Object>> reasons(Handle handle, long id) {
    return handle
        .createQuery(
            "SELECT state, reason, count(*) AS c, min(alert_id) AS example FROM alert_bulk_items"
                + " WHERE bulk_id = :id AND state IN ('skipped', 'failed')"
                + " GROUP BY state, reason ORDER BY c DESC, reason LIMIT 20")
        .bind("id", id)
        .map(
            (rs, c) -> {
              Map<String, Object> reason = new LinkedHashMap<>();
              reason.put("state", rs.getString("state"));
              reason.put("reason", rs.getString("reason"));
              reason.put("count", rs.getLong("c"));
              reason.put("example", rs.getString("example"));
              return reason;
            })
        .list();
  }

  /** The first running one that no other console works at now. */
  static Optional<Bulk> take(Handle handle) {
    return handle
        .createQuery(
            "SELECT * FROM alert_bulks WHERE state = 'running' ORDER BY id LIMIT 1"
                + " FOR UPDATE SKIP LOCKED")
        .map((rs, c) -> bulk(rs))
        .findOne();
  }

  /** The next alerts of an act; nobody else changes them until the commit. */
  static List<Item> next(Handle handle, long bulk, int most, Instant now) {
    return handle
        .createQuery(
            "SELECT a.*, i.version AS expected, i.before_status, i.before_assignee"
                + " FROM (SELECT * FROM alert_bulk_items WHERE bulk_id = :bulk AND"
                + " state = 'pending' ORDER BY alert_id LIMIT :most) i"
                + " JOIN alerts a ON a.id = i.alert_id ORDER BY a.id FOR UPDATE OF a")
        .bind("bulk", bulk)
        .bind("most", most)
        .map(
            (rs, c) ->
                new Item(
                    AlertStore.stored(rs, now),
                    rs.getLong("expected"),
                    rs.getString("before_status"),
                    rs.getString("before_assignee")))
        .list();
  }

  static void record(Handle handle, long bulk, List<Outcome> outcomes) {
    var update =
        handle.createUpdate(
            "UPDATE alert_bulk_items i SET state = o.state, reason = o.reason,"
                + " after_version = o.version, before_status = coalesce(i.before_status, o.status),"
                + " before_assignee = coalesce(i.before_assignee, o.assignee)"
                + " FROM unnest(:ids, :states, :reasons, :versions, :statuses, :assignees)"
                + " AS o (id, state, reason, version, status, assignee)"
                + " WHERE i.bulk_id = :bulk AND i.alert_id = o.id");
    AlertStore.texts(update, "ids", outcomes.stream().map(Outcome::alert).toList());
    AlertStore.texts(update, "states", outcomes.stream().map(Outcome::state).toList());
    AlertStore.texts(update, "reasons", list(outcomes, Outcome::reason));
    update.bindArray("versions", Long.class, list(outcomes, Outcome::afterVersion).toArray());
    AlertStore.texts(update, "statuses", list(outcomes, Outcome::beforeStatus));
    AlertStore.texts(update, "assignees", list(outcomes, Outcome::beforeAssignee));
    update.bind("bulk", bulk).execute();
    handle
        .createUpdate(
            "UPDATE alert_bulks SET done = done + :done, skipped = skipped + :skipped,"
                + " failed = failed + :failed WHERE id = :bulk")
        .bind("done", of(outcomes, "done"))
        .bind("skipped", of(outcomes, "skipped"))
        .bind("failed", of(outcomes, "failed"))
        .bind("bulk", bulk)
        .execute();
  }

  private static <T> List<T> list(
      List<Outcome> outcomes, java.util.function.Function<Outcome, T> part) {
    List<T> parts = new ArrayList<>(outcomes.size());
    outcomes.forEach(outcome -> parts.add(part.apply(outcome)));
    return parts;
  }

  private static long of(List<Outcome> outcomes, String state) {
    return outcomes.stream().filter(o -> o.state().equals(state)).count();
  }

  static void end(Handle handle, long id, String state, String problem, Instant now) {
    handle
        .createUpdate(
            "UPDATE alert_bulks SET state = :state, problem = :problem, ended_at = :now"
                + " WHERE id = :id")
        .bind("state", state)
        .bind("problem", problem)
        .bind("now", AlertStore.utc(now))
        .bind("id", id)
        .execute();
  }

  private static String json(Object value) {
    return new String(StrictJson.write(value), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Bulk bulk(ResultSet rs) throws SQLException {
    return new Bulk(
        rs.getLong("id"),
        rs.getString("action"),
        StrictJson.tree(
            rs.getString("parameters").getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        StrictJson.tree(rs.getString("query").getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        rs.getLong("matched"),
        rs.getLong("done"),
        rs.getLong("skipped"),
        rs.getLong("failed"),
        rs.getString("state"),
        rs.getString("problem"),
        rs.getObject("undo_of", Long.class),
        rs.getString("started_by"),
        rs.getString("address"),
        AlertStore.instant(rs, "started_at"),
        AlertStore.instant(rs, "ended_at"));
  }
}
