package org.watchfire.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;

/** The rows of drafts. Every method works in the caller's transaction. Thread-safe. */
final class DraftStore {
  static final ProtectedTable TABLE =
      ProtectedTable.of("access_drafts", "id")
          .columns(
              "title",
              "author",
              "base_version",
              "policies",
              "hash",
              "version",
              "state",
              "created_at",
              "changed_at",
              "changed_by");

  private final ProtectedRows rows;

  DraftStore(ProtectedRows rows) {
    this.rows = rows;
  }

  /**
   * @throws Refusal 404
   */
  Draft find(Handle handle, String id) {
    return rows.find(handle, TABLE, id)
        .map(Draft::of)
        .orElseThrow(() -> Refusal.notFound("there is no draft " + id));
  }

  /**
   * A draft in a list: shown, never decided from.
   *
   * @param number place in the list
   */
  record Line(
      long number,
      String id,
      String title,
      String author,
      long baseVersion,
      long version,
      String state,
      int policies,
      Instant changedAt,
      String changedBy) {}

  /** Newest first, below a number; 0 = from the newest. */
  static List<Line> page(Handle handle, boolean all, long below, int limit) {
    return handle
        .createQuery(
            "SELECT number, id, title, author, base_version, version, state,"
                + " jsonb_array_length(policies) AS policies, changed_at, changed_by"
                + " FROM access_drafts WHERE (:all OR state = 'open')"
                + " AND (:below = 0 OR number < :below) ORDER BY number DESC LIMIT :n")
        .bind("all", all)
        .bind("below", below)
        .bind("n", limit)
        .map(
            (rs, c) ->
                new Line(
                    rs.getLong("number"),
                    rs.getString("id"),
                    rs.getString("title"),
                    rs.getString("author"),
                    rs.getLong("base_version"),
                    rs.getLong("version"),
                    rs.getString("state"),
                    rs.getInt("policies"),
                    rs.getObject("changed_at", java.time.OffsetDateTime.class).toInstant(),
                    rs.getString("changed_by")))
        .list();
  }

  /** Drafts that are open, of all authors. */
  static int open(Handle handle) {
    return handle
        .createQuery("SELECT count(*) FROM access_drafts WHERE state = 'open'")
        .mapTo(Integer.class)
        .one();
  }

  /** Adds a draft, or puts a new version of it in place of the one before. */
  void write(Handle handle, Draft draft) {
    rows.change(
        handle,
        TABLE,
        draft.id(),
        () ->
            handle
                .createUpdate(
                    "INSERT INTO access_drafts (id, title, author, base_version, policies, hash,"
                        + " version, state, created_at, changed_at, changed_by) VALUES (:id,"
                        + " :title, :author, :base, :policies::jsonb, :hash, :version, :state,"
                        + " :created, :changed, :by) ON CONFLICT (id) DO UPDATE SET"
                        + " title = excluded.title, base_version = excluded.base_version,"
                        + " policies = excluded.policies, hash = excluded.hash,"
                        + " version = excluded.version, state = excluded.state,"
                        + " changed_at = excluded.changed_at, changed_by = excluded.changed_by")
                .bind("id", draft.id())
                .bind("title", draft.title())
                .bind("author", draft.author())
                .bind("base", draft.baseVersion())
                .bind("policies", new String(StrictJson.write(draft.policies()), UTF_8))
                .bind("hash", draft.hash())
                .bind("version", draft.version())
                .bind("state", draft.state().text())
                .bind("created", draft.createdAt().atOffset(ZoneOffset.UTC))
                .bind("changed", draft.changedAt().atOffset(ZoneOffset.UTC))
                .bind("by", draft.changedBy())
                .execute());
  }
}
