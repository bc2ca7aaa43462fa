package org.watchfire.console.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.watchfire.console.web.StrictJson;

/** The SQL of imports and their rows. Every method works in the caller's transaction. Stateless. */
final class ImportStore {
  /**
   * An import as it stands.
   *
   * @param state reading, ready, refused, applying, applied, stopped or discarded
   * @param problem why it was refused or stopped; null
   * @param endedAt null while it goes on
   */
  record View(
      String id,
      String kind,
      String format,
      String mode,
      String source,
      String sha256,
      String state,
      JsonNode problem,
      long rows,
      long created,
      long changed,
      long unchanged,
      long removed,
      long errors,
      long raised,
      long applied,
      long conflicts,
      Instant createdAt,
      String createdBy,
      String appliedBy,
      Instant endedAt) {}

  /** A row as it is shown. */
  record Line(
      int number,
      Long line,
      String id,
      String change,
      JsonNode body,
      JsonNode diff,
      List<String> raised,
      JsonNode problems,
      String outcome,
      String reason) {}

  /** A row to be applied. */
  record Pending(int number, String id, String change, long expected, String body) {}

  private ImportStore() {}

  static void insert(
      Handle handle,
      String id,
      String kind,
      String format,
      String mode,
      String source,
      String by,
      Instant now) {
    handle
        .createUpdate(
            "INSERT INTO imports (id, kind, format, mode, source, state, created_at, created_by,"
                + " touched_at) VALUES (:id, :kind, :format, :mode, :source, 'reading', :now, :by,"
                + " :now)")
        .bind("id", id)
        .bind("kind", kind)
        .bind("format", format)
        .bind("mode", mode)
        .bind("source", source)
        .bind("by", by)
        .bind("now", utc(now))
        .execute();
  }

  static Optional<View> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM imports WHERE id = :id")
        .bind("id", id)
        .map((rs, c) -> view(rs))
        .findOne();
  }

  /** As {@link #find}, and nobody else changes it until the commit. */
  static Optional<View> findForUpdate(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM imports WHERE id = :id FOR UPDATE")
        .bind("id", id)
        .map((rs, c) -> view(rs))
        .findOne();
  }

  /** The newest first. */
  static List<View> recent(Handle handle, int limit) {
    return handle
        .createQuery("SELECT * FROM imports ORDER BY created_at DESC, id DESC LIMIT :n")
        .bind("n", limit)
        .map((rs, c) -> view(rs))
        .list();
  }

  static long open(Handle handle) {
    return handle
        .createQuery("SELECT count(*) FROM imports WHERE state IN ('reading','ready','applying')")
        .mapTo(Long.class)
        .one();
  }

  static void add(Handle handle, String importId, List<ImportComparison.Staged> rows) {
    if (rows.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO import_rows (import_id, number, line, object_id, change, expected, body,"
                + " diff, accounts, raised, problems) VALUES (:i, :number, :line, :id, :change,"
                + " :expected, :body, :diff::jsonb, :accounts, :raised, :problems::jsonb)");
    for (ImportComparison.Staged row : rows) {
      batch
          .bind("i", importId)
          .bind("number", row.number())
          .bind("line", row.line())
          .bind("id", row.id())
          .bind("change", row.change().text())
          .bind("expected", row.expected())
          .bind("body", row.body())
          .bind("diff", row.diff() == null ? null : json(row.diff()))
          .bindArray("accounts", String.class, row.accounts())
          .bindArray("raised", String.class, row.raised())
          .bind(
              "problems",
              row.problems().isEmpty()
                  ? null
                  : json(row.problems().stream().map(RowProblem::tree).toList()))
          .add();
    }
    batch.execute();
  }

  /** Rows of one kind of change, by number. */
  static List<Line> rows(Handle handle, String id, String change, int after, int limit) {
    String condition =
        switch (change) {
          case "" -> "change <> 'unchanged'";
          case "raised" -> "raised <> '{}'";
          case "conflict" -> "outcome = 'conflict'";
          default -> "change = :change";
        };
    Query query =
        handle
            .createQuery(
                "SELECT number, line, object_id, change, body, diff::text AS diff, raised,"
                    + " problems::text AS problems, outcome, reason FROM import_rows"
                    + " WHERE import_id = :id AND number > :after AND "
                    + condition
                    + " ORDER BY number LIMIT :limit")
            .bind("id", id)
            .bind("after", after)
            .bind("limit", limit);
    if (condition.contains(":change")) {
      query.bind("change", change);
    }
    return query
        .map(
            (rs, c) ->
                new Line(
                    rs.getInt("number"),
                    rs.getObject("line", Long.class),
                    rs.getString("object_id"),
                    rs.getString("change"),
                    tree(rs.getString("body")),
                    tree(rs.getString("diff")),
                    List.of((String[]) rs.getArray("raised").getArray()),
                    tree(rs.getString("problems")),
                    rs.getString("outcome"),
                    rs.getString("reason")))
        .list();
  }

  static List<Pending> batch(Handle handle, String importId, int batch) {
    return handle
        .createQuery(
            "SELECT number, object_id, change, expected, body FROM import_rows"
                + " WHERE import_id = :i AND batch = :b ORDER BY number")
        .bind("i", importId)
        .bind("b", batch)
        .map(
            (rs, c) ->
                new Pending(
                    rs.getInt("number"),
                    rs.getString("object_id"),
                    rs.getString("change"),
                    rs.getLong("expected"),
                    rs.getString("body")))
        .list();
  }

  /** What became of the rows of a batch. */
  static void outcome(Handle handle, String importId, Map<Integer, String> conflicts, int batch) {
    handle
        .createUpdate(
            "UPDATE import_rows SET outcome = 'applied' WHERE import_id = :i AND batch = :b")
        .bind("i", importId)
        .bind("b", batch)
        .execute();
    if (conflicts.isEmpty()) {
      return;
    }
    List<Integer> numbers = new ArrayList<>(conflicts.keySet());
    handle
        .createUpdate(
            "UPDATE import_rows r SET outcome = 'conflict', reason = c.reason"
                + " FROM unnest(:numbers, :reasons) AS c(number, reason)"
                + " WHERE r.import_id = :i AND r.number = c.number")
        .bind("i", importId)
        .bindArray("numbers", Integer.class, numbers)
        .bindArray("reasons", String.class, numbers.stream().map(conflicts::get).toList())
        .execute();
  }

  static void end(Handle handle, String id, String state, RowProblem problem, Instant now) {
    handle
        .createUpdate(
            "UPDATE imports SET state = :s, problem = :p::jsonb, ended_at = :now,"
                + " touched_at = :now WHERE id = :id")
        .bind("s", state)
        .bind("p", problem == null ? null : json(problem.tree()))
        .bind("now", utc(now))
        .bind("id", id)
        .execute();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static String json(Object tree) {
    return new String(StrictJson.write(tree), UTF_8);
  }

  private static JsonNode tree(String json) {
    return json == null ? null : StrictJson.tree(json.getBytes(UTF_8));
  }

  private static View view(ResultSet rs) throws SQLException {
    OffsetDateTime ended = rs.getObject("ended_at", OffsetDateTime.class);
    return new View(
        rs.getString("id"),
        rs.getString("kind"),
        rs.getString("format"),
        rs.getString("mode"),
        rs.getString("source"),
        rs.getString("sha256"),
        rs.getString("state"),
        tree(rs.getString("problem")),
        rs.getLong("read_rows"),
        rs.getLong("created"),
        rs.getLong("changed"),
        rs.getLong("unchanged"),
        rs.getLong("removed"),
        rs.getLong("errors"),
        rs.getLong("raised"),
        rs.getLong("applied"),
        rs.getLong("conflicts"),
        rs.getObject("created_at", OffsetDateTime.class).toInstant(),
        rs.getString("created_by"),
        rs.getString("applied_by"),
        ended == null ? null : ended.toInstant());
  }
}
