package org.watchfire.console.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of saved queries and their runs, in the caller's transaction. Stateless. */
final class SavedQueryStore {
  /** Runs that are kept of one query; older ones are in the audit trail. */
  private static final int RUNS_KEPT = 100;

  private static final String SELECT =
      "SELECT q.*, (SELECT count(*) FROM saved_query_runs r WHERE r.query_id = q.id AND NOT r.seen)"
          + " AS unseen FROM saved_queries q";

  private SavedQueryStore() {}

  /** His own and those that others share, by name. */
  static List<SavedQuery> visible(Handle handle, String username) {
    return handle
        .createQuery(SELECT + " WHERE q.owner = :u OR q.shared ORDER BY q.name, q.id")
        .bind("u", username)
        .map((rs, c) -> query(rs))
        .list();
  }

  static Optional<SavedQuery> find(Handle handle, long id) {
    return handle
        .createQuery(SELECT + " WHERE q.id = :id")
        .bind("id", id)
        .map((rs, c) -> query(rs))
        .findOne();
  }

  static long countOf(Handle handle, String owner) {
    return handle
        .createQuery("SELECT count(*) FROM saved_queries WHERE owner = :u")
        .bind("u", owner)
        .mapTo(Long.class)
        .one();
  }

  /** The new id; empty when the owner has one of that name. */
  static Optional<Long> insert(
      Handle handle,
      String owner,
      SavedQuery.Body body,
      Instant nextRun,
      Long covered,
      Instant now) {
    return handle
        .createQuery(
            "INSERT INTO saved_queries (owner, name, stream, query, shared, every_minutes,"
                + " next_run, covered_seq, changed_at) VALUES (:owner, :name, :stream, :query,"
                + " :shared, :every, :next, :covered, :now) ON CONFLICT DO NOTHING RETURNING id")
        .bind("owner", owner)
        .bind("name", body.name())
        .bind("stream", body.stream())
        .bind("query", body.query())
        .bind("shared", body.shared())
        .bind("every", body.everyMinutes())
        .bind("next", utc(nextRun))
        .bind("covered", covered)
        .bind("now", utc(now))
        .mapTo(Long.class)
        .findOne();
  }

  static void delete(Handle handle, long id) {
    handle.createUpdate("DELETE FROM saved_queries WHERE id = :id").bind("id", id).execute();
  }

  /** Takes the queries that are due, so that no other console runs them as well. */
  static List<SavedQuery> takeDue(Handle handle, Instant now) {
    List<SavedQuery> due =
        handle
            .createQuery(
                SELECT
                    + " WHERE q.next_run <= :now ORDER BY q.next_run LIMIT 20"
                    + " FOR UPDATE OF q SKIP LOCKED")
            .bind("now", utc(now))
            .map((rs, c) -> query(rs))
            .list();
    for (SavedQuery query : due) {
      handle
          .createUpdate("UPDATE saved_queries SET next_run = :next WHERE id = :id")
          .bind("next", utc(SavedQuery.next(query.nextRun(), query.everyMinutes(), now)))
          .bind("id", query.id())
          .execute();
    }
    return due;
  }

  /** Keeps a run; one that was done moves on what is covered. */
  static void add(Handle handle, SavedQuery query, SavedQuery.Run run) {
    int stillThere =
        handle
            .createUpdate(
                "UPDATE saved_queries SET covered_seq = CASE WHEN :done THEN :to ELSE covered_seq END"
                    + " WHERE id = :id")
            .bind("done", run.outcome().equals("done"))
            .bind("to", run.toSeq())
            .bind("id", query.id())
            .execute();
    if (stillThere == 0) {
      return;
    }
    handle
        .createUpdate(
            "INSERT INTO saved_query_runs (query_id, at, outcome, detail, from_seq, to_seq, found,"
                + " at_least, hits, seen) VALUES (:query, :at, :outcome, :detail, :from, :to,"
                + " :found, :atLeast, :hits, :seen)")
        .bind("query", query.id())
        .bind("at", utc(run.at()))
        .bind("outcome", run.outcome())
        .bind("detail", run.detail())
        .bind("from", run.fromSeq())
        .bind("to", run.toSeq())
        .bind("found", run.found())
        .bind("atLeast", run.atLeast())
        .bindArray("hits", Long.class, run.hits())
        .bind("seen", run.seen())
        .execute();
    handle
        .createUpdate(
            "DELETE FROM saved_query_runs WHERE query_id = :query AND id NOT IN (SELECT id FROM"
                + " saved_query_runs WHERE query_id = :query ORDER BY id DESC LIMIT :kept)")
        .bind("query", query.id())
        .bind("kept", RUNS_KEPT)
        .execute();
  }

  /** The latest first. */
  static List<SavedQuery.Run> runs(Handle handle, long queryId, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM saved_query_runs WHERE query_id = :q ORDER BY id DESC LIMIT :limit")
        .bind("q", queryId)
        .bind("limit", limit)
        .map((rs, c) -> run(rs))
        .list();
  }

  static void markSeen(Handle handle, long queryId) {
    handle
        .createUpdate("UPDATE saved_query_runs SET seen = true WHERE query_id = :q AND NOT seen")
        .bind("q", queryId)
        .execute();
  }

  private static SavedQuery query(ResultSet rs) throws SQLException {
    OffsetDateTime next = rs.getObject("next_run", OffsetDateTime.class);
    return new SavedQuery(
        rs.getLong("id"),
        rs.getString("owner"),
        rs.getString("name"),
        rs.getString("stream"),
        rs.getString("query"),
        rs.getBoolean("shared"),
        rs.getObject("every_minutes", Integer.class),
        next == null ? null : next.toInstant(),
        rs.getObject("covered_seq", Long.class),
        rs.getLong("version"),
        rs.getLong("unseen"));
  }

  private static SavedQuery.Run run(ResultSet rs) throws SQLException {
    return new SavedQuery.Run(
        rs.getLong("id"),
        rs.getObject("at", OffsetDateTime.class).toInstant(),
        rs.getString("outcome"),
        rs.getString("detail"),
        rs.getLong("from_seq"),
        rs.getLong("to_seq"),
        rs.getLong("found"),
        rs.getBoolean("at_least"),
        Arrays.asList((Long[]) rs.getArray("hits").getArray()),
        rs.getBoolean("seen"));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
