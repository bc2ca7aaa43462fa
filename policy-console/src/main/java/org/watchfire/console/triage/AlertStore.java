package org.watchfire.console.triage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The SQL of the queue. Every method works in the caller's transaction. Stateless. */
final class AlertStore {
  /** One line of the queue. */
  record Summary(
      String id,
      String severity,
      Text title,
      Text reason,
      Entity entity,
      Rule rule,
      Instant firstSeen,
      Instant lastSeen,
      long count,
      String status,
      String assignee,
      long version) {}

  record Text(String zh, String en) {}

  record Entity(String type, String value) {}

  record Rule(String id, String name) {}

  /** What people decided about an alert. */
  record Triage(String status, String assignee, String disposition, long version) {}

  /** One act on an alert. */
  record Entry(Instant at, String actor, String action, String comment) {}

  /** The alert as the engine wrote it, and its triage. */
  record Stored(byte[] document, Triage triage) {}

  /**
   * @param next null when this is the last page
   */
  record Page(List<Summary> items, String next, long total) {}

  private AlertStore() {}

  /**
   * Stores the alert unless the same or a later revision is there; triage is not touched. One that
   * an exception covers comes in closed.
   */
  static void upsert(Handle handle, AlertRecord alert, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO alerts AS a (id, revision, severity, kind, entity_type, entity_value,"
                + " rule_id, rule_name, title_zh, title_en, reason_zh, reason_en, first_seen,"
                + " last_seen, match_count, search_text, document, received_at, status,"
                + " disposition) VALUES (:id,"
                + " :revision, :severity, :kind, :entityType, :entityValue, :ruleId, :ruleName,"
                + " :titleZh, :titleEn, :reasonZh, :reasonEn, :firstSeen, :lastSeen, :count,"
                + " :search, :document, :now, :status, :disposition) ON CONFLICT (id) DO UPDATE SET"
                + " revision = excluded.revision, severity = excluded.severity,"
                + " kind = excluded.kind, rule_name = excluded.rule_name,"
                + " title_zh = excluded.title_zh, title_en = excluded.title_en,"
                + " reason_zh = excluded.reason_zh, reason_en = excluded.reason_en,"
                + " first_seen = excluded.first_seen, last_seen = excluded.last_seen,"
                + " match_count = excluded.match_count, search_text = excluded.search_text,"
                + " document = excluded.document WHERE excluded.revision > a.revision")
        .bind("id", alert.id())
        .bind("revision", alert.revision())
        .bind("severity", alert.severity())
        .bind("kind", alert.kind())
        .bind("entityType", alert.entityType())
        .bind("entityValue", alert.entityValue())
        .bind("ruleId", alert.ruleId())
        .bind("ruleName", alert.ruleName())
        .bind("titleZh", alert.titleZh())
        .bind("titleEn", alert.titleEn())
        .bind("reasonZh", alert.reasonZh())
        .bind("reasonEn", alert.reasonEn())
        .bind("firstSeen", utc(alert.firstSeen()))
        .bind("lastSeen", utc(alert.lastSeen()))
        .bind("count", alert.count())
        .bind("search", alert.searchText())
        .bind("document", alert.document())
        .bind("now", utc(now))
        .bind("status", alert.suppression().isEmpty() ? "new" : "closed")
        .bind("disposition", alert.suppression().isEmpty() ? null : "suppressed")
        .execute();
    if (!alert.suppression().isEmpty()) {
      handle
          .createUpdate(
              "INSERT INTO alert_history (alert_id, at, actor, action, comment)"
                  + " SELECT :id, :now, 'engine', 'suppress', :comment WHERE NOT EXISTS (SELECT 1"
                  + " FROM alert_history WHERE alert_id = :id AND action = 'suppress')")
          .bind("id", alert.id())
          .bind("now", utc(now))
          .bind("comment", alert.suppression())
          .execute();
    }
  }

  static Page page(Handle handle, AlertQuery query) {
    AlertQuery.Condition filters = query.filters();
    long total =
        bound(
                handle.createQuery("SELECT count(*) FROM alerts WHERE " + filters.sql()),
                filters.values())
            .mapTo(Long.class)
            .one();
    AlertQuery.Condition page = query.page();
    List<Summary> items =
        bound(
                handle.createQuery(
                    "SELECT * FROM alerts WHERE "
                        + page.sql()
                        + " ORDER BY last_seen DESC, id DESC LIMIT :limit"),
                page.values())
            .bind("limit", query.limit() + 1)
            .map((rs, c) -> summary(rs))
            .list();
    String next = null;
    if (items.size() > query.limit()) {
      items = items.subList(0, query.limit());
      Summary last = items.get(items.size() - 1);
      next = new AlertQuery.Position(last.lastSeen(), last.id()).cursor();
    }
    return new Page(items, next, total);
  }

  static Optional<Stored> find(Handle handle, String id) {
    return find(handle, id, "");
  }

  /** As {@link #find}, and nobody else changes its triage until the commit. */
  static Optional<Stored> findForUpdate(Handle handle, String id) {
    return find(handle, id, " FOR UPDATE");
  }

  private static Optional<Stored> find(Handle handle, String id, String suffix) {
    return handle
        .createQuery(
            "SELECT document, status, assignee, disposition, version FROM alerts WHERE id = :id"
                + suffix)
        .bind("id", id)
        .map(
            (rs, c) ->
                new Stored(
                    rs.getBytes("document"),
                    new Triage(
                        rs.getString("status"),
                        rs.getString("assignee"),
                        rs.getString("disposition"),
                        rs.getLong("version"))))
        .findOne();
  }

  static List<Entry> history(Handle handle, String id) {
    return handle
        .createQuery(
            "SELECT at, actor, action, comment FROM alert_history WHERE alert_id = :id"
                + " ORDER BY seq")
        .bind("id", id)
        .map(
            (rs, c) ->
                new Entry(
                    instant(rs, "at"),
                    rs.getString("actor"),
                    rs.getString("action"),
                    rs.getString("comment")))
        .list();
  }

  static void decide(Handle handle, String id, Triage triage, Entry entry) {
    handle
        .createUpdate(
            "UPDATE alerts SET status = :status, assignee = :assignee, disposition = :disposition,"
                + " version = :version WHERE id = :id")
        .bind("status", triage.status())
        .bind("assignee", triage.assignee())
        .bind("disposition", triage.disposition())
        .bind("version", triage.version())
        .bind("id", id)
        .execute();
    handle
        .createUpdate(
            "INSERT INTO alert_history (alert_id, at, actor, action, comment)"
                + " VALUES (:id, :at, :actor, :action, :comment)")
        .bind("id", id)
        .bind("at", utc(entry.at()))
        .bind("actor", entry.actor())
        .bind("action", entry.action())
        .bind("comment", entry.comment())
        .execute();
  }

  private static Query bound(Query query, Map<String, Object> values) {
    values.forEach(
        (name, value) -> {
          if (value instanceof String[] many) {
            query.bindArray(name, String.class, (Object[]) many);
          } else {
            query.bind(name, value);
          }
        });
    return query;
  }

  private static Summary summary(ResultSet rs) throws SQLException {
    return new Summary(
        rs.getString("id"),
        rs.getString("severity"),
        new Text(rs.getString("title_zh"), rs.getString("title_en")),
        new Text(rs.getString("reason_zh"), rs.getString("reason_en")),
        new Entity(rs.getString("entity_type"), rs.getString("entity_value")),
        new Rule(rs.getString("rule_id"), rs.getString("rule_name")),
        instant(rs, "first_seen"),
        instant(rs, "last_seen"),
        rs.getLong("match_count"),
        rs.getString("status"),
        rs.getString("assignee"),
        rs.getLong("version"));
  }

  private static Instant instant(ResultSet rs, String column) throws SQLException {
    return rs.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
