package org.watchfire.console.breakglass;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;

/** The rows of grants. Every method works in the caller's transaction. Thread-safe. */
final class GrantStore {
  static final ProtectedTable TABLE =
      ProtectedTable.of("emergency_grants", "id")
          .columns(
              "username",
              "person_id",
              "reason",
              "case_id",
              "assets",
              "started_at",
              "ends_at",
              "ended_at",
              "ended_by",
              "review",
              "review_text",
              "reviewed_by",
              "reviewed_at");

  private final ProtectedRows rows;

  GrantStore(ProtectedRows rows) {
    this.rows = rows;
  }

  void lock(Handle handle) {
    rows.lock(handle);
  }

  /**
   * @throws Refusal 404
   */
  Grant find(Handle handle, String id) {
    return rows.find(handle, TABLE, id)
        .map(Grant::of)
        .orElseThrow(() -> Refusal.notFound("there is no grant " + id));
  }

  /** The newest of a person, verified; empty when he never had one. */
  Optional<Grant> newest(Handle handle, String person) {
    return handle
        .createQuery(
            "SELECT id FROM emergency_grants WHERE person_id = :p ORDER BY number DESC LIMIT 1")
        .bind("p", person)
        .mapTo(String.class)
        .findOne()
        .map(id -> find(handle, id));
  }

  /** One that ended and nobody has reviewed. */
  Optional<Grant> unreviewed(Handle handle, String person) {
    return handle
        .createQuery(
            "SELECT id FROM emergency_grants WHERE person_id = :p AND review = 'open'"
                + " ORDER BY number LIMIT 1")
        .bind("p", person)
        .mapTo(String.class)
        .findOne()
        .map(id -> find(handle, id));
  }

  /** Grants whose time is over and nobody has noted it. */
  List<Grant> expired(Handle handle, Instant now) {
    return handle
        .createQuery(
            "SELECT id FROM emergency_grants WHERE review = 'open' AND ended_at IS NULL"
                + " AND ends_at <= :now ORDER BY number LIMIT 100")
        .bind("now", utc(now))
        .mapTo(String.class)
        .list()
        .stream()
        .map(id -> find(handle, id))
        .toList();
  }

  /** The first hundred that nobody has reviewed in time. */
  List<Grant> overdue(Handle handle, Instant now) {
    return handle
        .createQuery(
            "SELECT id FROM emergency_grants WHERE review = 'open'"
                + " AND coalesce(ended_at, ends_at) < :limit ORDER BY number LIMIT 100")
        .bind("limit", utc(now.minus(Grant.REVIEW_WITHIN)))
        .mapTo(String.class)
        .list()
        .stream()
        .map(id -> find(handle, id))
        .filter(grant -> grant.reviewOverdue(now))
        .toList();
  }

  /** One place in the list. */
  record Place(long number, String id) {}

  /**
   * Newest first, below a number; 0 = from the newest.
   *
   * @param person of whom; empty for everybody
   */
  static List<Place> page(Handle handle, String person, boolean openOnly, long below, int limit) {
    return handle
        .createQuery(
            "SELECT number, id FROM emergency_grants WHERE (:p = '' OR person_id = :p)"
                + " AND (NOT :open OR review = 'open') AND (:below = 0 OR number < :below)"
                + " ORDER BY number DESC LIMIT :n")
        .bind("p", person)
        .bind("open", openOnly)
        .bind("below", below)
        .bind("n", limit)
        .map((rs, c) -> new Place(rs.getLong("number"), rs.getString("id")))
        .list();
  }

  /** Adds a grant, or writes down how it ended and what became of it. */
  void write(Handle handle, Grant g) {
    rows.change(
        handle,
        TABLE,
        g.id(),
        () ->
            handle
                .createUpdate(
                    "INSERT INTO emergency_grants (id, username, person_id, reason, case_id,"
                        + " assets, started_at, ends_at, ended_at, ended_by, review, review_text,"
                        + " reviewed_by, reviewed_at) VALUES (:id, :username, :person, :reason,"
                        + " :case, :assets::jsonb, :started, :ends, :ended, :endedBy, :review,"
                        + " :text, :reviewedBy, :reviewed) ON CONFLICT (id) DO UPDATE SET"
                        + " ended_at = excluded.ended_at, ended_by = excluded.ended_by,"
                        + " review = excluded.review, review_text = excluded.review_text,"
                        + " reviewed_by = excluded.reviewed_by,"
                        + " reviewed_at = excluded.reviewed_at")
                .bind("id", g.id())
                .bind("username", g.username())
                .bind("person", g.personId())
                .bind("reason", g.reason())
                .bind("case", g.caseId())
                .bind("assets", new String(StrictJson.write(new TreeSet<>(g.assets())), UTF_8))
                .bind("started", utc(g.startedAt()))
                .bind("ends", utc(g.endsAt()))
                .bind("ended", utc(g.endedAt()))
                .bind("endedBy", g.endedBy())
                .bind("review", g.review().text())
                .bind("text", g.reviewText())
                .bind("reviewedBy", g.reviewedBy())
                .bind("reviewed", utc(g.reviewedAt()))
                .execute());
  }

  private static OffsetDateTime utc(Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }
}
