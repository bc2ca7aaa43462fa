package org.watchfire.console.exceptions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.directory.PolicyStore;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.StrictJson;

/** The SQL of previews and published exceptions. Every method works in the caller's transaction. */
final class ExceptionStore {
  /** Type of the policy objects. */
  static final String TYPE = "exception";

  static final ProtectedTable PREVIEWS =
      ProtectedTable.of("exception_previews", "id")
          .columns("content", "days", "result", "made_at", "made_by");

  private static final int MOST_HITS = 10_000;

  private final ProtectedRows rows;
  private final PolicyStore policies;

  ExceptionStore(ProtectedRows rows, PolicyStore policies) {
    this.rows = rows;
    this.policies = policies;
  }

  /** A preview that has been made: what was asked for, and what came of it. */
  record Made(
      String id, Wish wish, String content, int days, JsonNode result, Instant at, String by) {}

  void insert(
      Handle handle,
      String id,
      Wish wish,
      int days,
      Map<String, Object> result,
      Instant at,
      String by) {
    rows.change(
        handle,
        PREVIEWS,
        id,
        () ->
            handle
                .createUpdate(
                    "INSERT INTO exception_previews (id, content, days, result, made_at, made_by)"
                        + " VALUES (:id, :content, :days, :result::jsonb, :at, :by)")
                .bind("id", id)
                .bind("content", new String(StrictJson.write(wish), UTF_8))
                .bind("days", days)
                .bind("result", new String(StrictJson.write(result), UTF_8))
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .bind("by", by)
                .execute());
  }

  Optional<Made> preview(Handle handle, String id) {
    return rows.find(handle, PREVIEWS, id)
        .map(
            row -> {
              String content = row.path("content").asText();
              return new Made(
                  id,
                  StrictJson.read(content.getBytes(UTF_8), Wish.class),
                  content,
                  row.path("days").asInt(),
                  row.path("result"),
                  OffsetDateTime.parse(row.path("made_at").asText()).toInstant(),
                  row.path("made_by").asText());
            });
  }

  Optional<PolicyStore.Current> published(Handle handle, String id) {
    return policies.find(handle, TYPE, id);
  }

  /**
   * @param expected version it stands at, 0 when it is new
   */
  void publish(
      Handle handle,
      String id,
      long expected,
      boolean revoked,
      Map<String, Object> body,
      String by) {
    if (policies.write(handle, TYPE, id, expected, revoked, body, by).isEmpty()) {
      throw new IllegalStateException("exception " + id + " changed meanwhile");
    }
  }

  /** Newest first, with what each has hidden; to be shown, not to be decided from. */
  static List<Map<String, Object>> list(Handle handle, Instant now, int limit) {
    return handle
        .createQuery(
            "SELECT p.id, p.version, p.deleted, p.body::text AS body, p.changed_at, p.changed_by,"
                + " (SELECT count(*) FROM (SELECT 1 FROM alerts a WHERE a.exception_id = p.id"
                + " LIMIT :most) h) AS hits, (SELECT max(a.last_seen) FROM alerts a"
                + " WHERE a.exception_id = p.id) AS last_hit FROM policy_objects p"
                + " WHERE p.type = :type ORDER BY p.changed_at DESC, p.id LIMIT :limit")
        .bind("type", TYPE)
        .bind("most", MOST_HITS + 1)
        .bind("limit", limit)
        .map(
            (rs, c) -> {
              JsonNode body = StrictJson.tree(rs.getString("body").getBytes(UTF_8));
              boolean expired = !Instant.parse(body.path("expires").asText()).isAfter(now);
              long hits = rs.getLong("hits");
              OffsetDateTime last = rs.getObject("last_hit", OffsetDateTime.class);
              Map<String, Object> view = new LinkedHashMap<>();
              view.put("id", rs.getString("id"));
              view.put(
                  "state", rs.getBoolean("deleted") ? "revoked" : expired ? "expired" : "active");
              for (String member : List.of("title", "owner", "reason", "expires", "approval")) {
                view.put(member, body.path(member).asText());
              }
              view.put("rules", body.path("rules"));
              view.put("yaml", body.path("yaml").asText());
              view.put("hits", Math.min(hits, MOST_HITS));
              view.put("hitsExact", hits <= MOST_HITS);
              view.put("lastHit", last == null ? null : last.toInstant());
              view.put("changedAt", rs.getObject("changed_at", OffsetDateTime.class).toInstant());
              view.put("changedBy", rs.getString("changed_by"));
              return view;
            })
        .list();
  }
}
