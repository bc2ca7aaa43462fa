package org.watchfire.console.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.identity.Role;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.StrictJson;

/** The SQL of requests and decisions. Every method works in the caller's transaction. */
final class ApprovalStore {
  static final ProtectedTable TABLE =
      ProtectedTable.of("approvals", "id")
          .columns(
              "kind",
              "target",
              "parameters",
              "reason",
              "requester",
              "requester_person",
              "content_hash",
              "summary_zh",
              "summary_en",
              "impact",
              "interested",
              "state",
              "outcome",
              "requested_at",
              "expires_at",
              "execute_after",
              "ended_at")
          .member(
              "decisions",
              "(SELECT coalesce(jsonb_agg(jsonb_build_object('person', d.person_id, 'username',"
                  + " d.username, 'roles', d.roles, 'approve', d.approve, 'reason', d.reason, 'at',"
                  + " d.decided_at) ORDER BY d.decided_at, d.person_id), '[]'::jsonb)"
                  + " FROM approval_decisions d WHERE d.approval_id = t.id)");

  private final ProtectedRows rows;

  ApprovalStore(ProtectedRows rows) {
    this.rows = rows;
  }

  void lock(Handle handle) {
    rows.lock(handle);
  }

  Optional<Approval> find(Handle handle, String id) {
    return rows.find(handle, TABLE, id).map(ApprovalStore::approval);
  }

  /** The open request for the same, if there is one. */
  static Optional<String> open(Handle handle, String kind, String target) {
    return handle
        .createQuery(
            "SELECT id FROM approvals WHERE kind = :k AND target = :t"
                + " AND state IN ('requested', 'approved')")
        .bind("k", kind)
        .bind("t", target)
        .mapTo(String.class)
        .findOne();
  }

  void insert(Handle handle, Approval approval) {
    rows.change(
        handle,
        TABLE,
        approval.id(),
        () ->
            handle
                .createUpdate(
                    "INSERT INTO approvals (id, kind, target, parameters, reason, requester,"
                        + " requester_person, content_hash, summary_zh, summary_en, impact,"
                        + " interested, state, outcome, requested_at, expires_at)"
                        + " VALUES (:id, :kind, :target, :parameters::jsonb, :reason, :requester,"
                        + " :person, :hash, :zh, :en, :impact::jsonb, :interested::jsonb, :state,"
                        + " '', :at, :expires)")
                .bind("id", approval.id())
                .bind("kind", approval.kind())
                .bind("target", approval.target())
                .bind("parameters", json(approval.parameters()))
                .bind("reason", approval.reason())
                .bind("requester", approval.requester())
                .bind("person", approval.requesterPerson())
                .bind("hash", approval.hash())
                .bind("zh", approval.zh())
                .bind("en", approval.en())
                .bind("impact", json(approval.impact()))
                .bind("interested", json(approval.interested()))
                .bind("state", approval.state().text())
                .bind("at", utc(approval.requestedAt()))
                .bind("expires", utc(approval.expiresAt()))
                .execute());
  }

  void decide(Handle handle, String id, Approval.Decision decision) {
    rows.change(
        handle,
        TABLE,
        id,
        () ->
            handle
                .createUpdate(
                    "INSERT INTO approval_decisions (approval_id, person_id, username, roles,"
                        + " approve, reason, decided_at)"
                        + " VALUES (:id, :person, :username, :roles::jsonb, :approve, :reason, :at)")
                .bind("id", id)
                .bind("person", decision.person())
                .bind("username", decision.username())
                .bind("roles", json(decision.roles()))
                .bind("approve", decision.approve())
                .bind("reason", decision.reason())
                .bind("at", utc(decision.at()))
                .execute());
  }

  /**
   * @param executeAfter null unless it becomes approved
   * @param endedAt null while it stays open
   */
  void move(
      Handle handle,
      String id,
      ApprovalState state,
      String outcome,
      Instant executeAfter,
      Instant expiresAt,
      Instant endedAt) {
    rows.change(
        handle,
        TABLE,
        id,
        () ->
            handle
                .createUpdate(
                    "UPDATE approvals SET state = :state, outcome = :outcome,"
                        + " execute_after = :after, expires_at = :expires, ended_at = :ended"
                        + " WHERE id = :id")
                .bind("state", state.text())
                .bind("outcome", outcome)
                .bind("after", executeAfter == null ? null : utc(executeAfter))
                .bind("expires", utc(expiresAt))
                .bind("ended", endedAt == null ? null : utc(endedAt))
                .bind("id", id)
                .execute());
  }

  /** Ids of open requests whose time is over. */
  static List<String> overdue(Handle handle, Instant now) {
    return handle
        .createQuery(
            "SELECT id FROM approvals WHERE state IN ('requested', 'approved')"
                + " AND expires_at <= :now ORDER BY expires_at LIMIT 500")
        .bind("now", utc(now))
        .mapTo(String.class)
        .list();
  }

  /**
   * A page of ids, newest first.
   *
   * @param states empty for all
   * @param kinds whose requests are shown; those of the requester are shown whatever their kind
   * @param before the last id of the page before; null for the first page
   */
  static List<String> page(
      Handle handle,
      Collection<ApprovalState> states,
      Collection<String> kinds,
      String requester,
      String before,
      int limit) {
    return handle
        .createQuery(
            "SELECT id FROM approvals WHERE (kind = ANY(:kinds) OR requester = :me)"
                + " AND (cardinality(:states) = 0 OR state = ANY(:states))"
                + " AND (:before::text IS NULL OR (requested_at, id) <"
                + "   (SELECT b.requested_at, b.id FROM approvals b WHERE b.id = :before))"
                + " ORDER BY requested_at DESC, id DESC LIMIT :limit")
        .bindArray("kinds", String.class, List.copyOf(kinds))
        .bindArray("states", String.class, states.stream().map(ApprovalState::text).toList())
        .bind("me", requester)
        .bind("before", before)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  private static Approval approval(JsonNode row) {
    List<Approval.Decision> decisions = new ArrayList<>();
    for (JsonNode d : row.path("decisions")) {
      Set<Role> roles = EnumSet.noneOf(Role.class);
      d.path("roles").forEach(role -> roles.add(Role.valueOf(role.asText())));
      decisions.add(
          new Approval.Decision(
              d.path("person").asText(),
              d.path("username").asText(),
              roles,
              d.path("approve").asBoolean(),
              d.path("reason").asText(),
              instant(d.path("at"))));
    }
    Set<String> interested = new HashSet<>();
    row.path("interested").forEach(person -> interested.add(person.asText()));
    return new Approval(
        row.path("id").asText(),
        row.path("kind").asText(),
        row.path("target").asText(),
        row.path("parameters"),
        row.path("reason").asText(),
        row.path("requester").asText(),
        row.path("requester_person").asText(),
        row.path("content_hash").asText(),
        row.path("summary_zh").asText(),
        row.path("summary_en").asText(),
        row.path("impact"),
        Set.copyOf(interested),
        ApprovalState.of(row.path("state").asText()),
        row.path("outcome").asText(),
        instant(row.path("requested_at")),
        instant(row.path("expires_at")),
        instant(row.path("execute_after")),
        instant(row.path("ended_at")),
        List.copyOf(decisions));
  }

  private static Instant instant(JsonNode time) {
    return time.isNull() || time.isMissingNode()
        ? null
        : OffsetDateTime.parse(time.asText()).toInstant();
  }

  private static String json(Object value) {
    return new String(StrictJson.write(value), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
