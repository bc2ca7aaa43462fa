package org.watchfire.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;

/** The rows of dry runs. Every method works in the caller's transaction. Thread-safe. */
final class DryRunStore {
  static final ProtectedTable TABLE =
      ProtectedTable.of("access_dry_runs", "id")
          .columns(
              "draft_id",
              "draft_hash",
              "base_version",
              "directory",
              "state",
              "problem",
              "result",
              "started_by",
              "started_at",
              "ended_at")
          .member("changes", "encode(sha256(t.changes), 'hex')");

  private final ProtectedRows rows;

  DryRunStore(ProtectedRows rows) {
    this.rows = rows;
  }

  /**
   * @throws Refusal 404
   */
  DryRunRow find(Handle handle, String id) {
    return rows.find(handle, TABLE, id)
        .map(DryRunRow::of)
        .orElseThrow(() -> Refusal.notFound("there is no dry run " + id));
  }

  /** The list of changes as it was packed; the row is verified with it. */
  byte[] changes(Handle handle, String id) {
    find(handle, id);
    return handle
        .createQuery("SELECT changes FROM access_dry_runs WHERE id = :id")
        .bind("id", id)
        .mapTo(byte[].class)
        .one();
  }

  /**
   * A run in a list.
   *
   * @param number place in the list
   */
  record Line(
      long number,
      String id,
      String draftId,
      long baseVersion,
      String state,
      String startedBy,
      Instant startedAt,
      Instant endedAt) {}

  /** Newest first, below a number; 0 = from the newest. */
  static List<Line> page(Handle handle, String draft, long below, int limit) {
    return handle
        .createQuery(
            "SELECT number, id, draft_id, base_version, state, started_by, started_at, ended_at"
                + " FROM access_dry_runs WHERE (:draft = '' OR draft_id = :draft)"
                + " AND (:below = 0 OR number < :below) ORDER BY number DESC LIMIT :n")
        .bind("draft", draft)
        .bind("below", below)
        .bind("n", limit)
        .map(
            (rs, c) ->
                new Line(
                    rs.getLong("number"),
                    rs.getString("id"),
                    rs.getString("draft_id"),
                    rs.getLong("base_version"),
                    rs.getString("state"),
                    rs.getString("started_by"),
                    instant(rs.getObject("started_at", OffsetDateTime.class)),
                    instant(rs.getObject("ended_at", OffsetDateTime.class))))
        .list();
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  /** Adds a run, or writes down how it ended. */
  void write(Handle handle, DryRunRow run, byte[] changes) {
    rows.change(
        handle,
        TABLE,
        run.id(),
        () ->
            handle
                .createUpdate(
                    "INSERT INTO access_dry_runs (id, draft_id, draft_hash, base_version,"
                        + " directory, state, problem, result, changes, started_by, started_at,"
                        + " ended_at) VALUES (:id, :draft, :hash, :base, :directory, :state,"
                        + " :problem, :result::jsonb, :changes, :by, :started, :ended)"
                        + " ON CONFLICT (id) DO UPDATE SET state = excluded.state,"
                        + " problem = excluded.problem, result = excluded.result,"
                        + " directory = excluded.directory, changes = excluded.changes,"
                        + " ended_at = excluded.ended_at")
                .bind("id", run.id())
                .bind("draft", run.draftId())
                .bind("hash", run.draftHash())
                .bind("base", run.baseVersion())
                .bind("directory", run.directory())
                .bind("state", run.state().text())
                .bind("problem", run.problem())
                .bind("result", new String(StrictJson.write(run.result()), UTF_8))
                .bind("changes", changes)
                .bind("by", run.startedBy())
                .bind("started", run.startedAt().atOffset(ZoneOffset.UTC))
                .bind(
                    "ended", run.endedAt() == null ? null : run.endedAt().atOffset(ZoneOffset.UTC))
                .execute());
  }
}
