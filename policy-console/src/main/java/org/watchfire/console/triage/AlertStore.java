package org.watchfire.console.triage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import org.watchfire.console.triage.HistorySeal.Head;

/** The SQL of the queue. Every method works in the caller's transaction. Thread-safe. */
final class AlertStore {
  /** Most that is counted; beyond it, there are more. */
  static final int MOST_COUNTED = 10_000;

  /** The columns of {@link #summary}; the document is large and kept apart by the server. */
  private static final String SUMMARY =
      "id, severity, kind, title_zh, title_en, reason_zh, reason_en, entity_type, entity_value,"
          + " rule_id, rule_name, first_seen, last_seen, match_count, status, assignee,"
          + " disposition, case_id, version, acknowledge_due, resolve_due, acknowledged_at,"
          + " closed_at";

  /** One line of the queue. */
  record Summary(
      String id,
      String severity,
      String kind,
      Text title,
      Text reason,
      Entity entity,
      Rule rule,
      Instant firstSeen,
      Instant lastSeen,
      long count,
      String status,
      String assignee,
      String disposition,
      String caseId,
      Times clock,
      long version) {}

  record Text(String zh, String en) {}

  record Entity(String type, String value) {}

  record Rule(String id, String name) {}

  /**
   * What the service targets say of an alert.
   *
   * @param overdue of {@code acknowledge} and {@code resolve}, what is late now
   */
  record Times(
      Instant acknowledgeDue,
      Instant resolveDue,
      Instant acknowledgedAt,
      Instant closedAt,
      List<String> overdue) {}

  /** The alert as the engine wrote it, its triage, and the end of its history. */
  record Stored(String id, byte[] document, AlertState state, Times clock, Head head) {}

  /**
   * @param next null when this is the last page
   * @param total at most {@link #MOST_COUNTED}
   * @param totalExact whether there are no more than {@code total}
   */
  record Page(List<Summary> items, String next, long total, boolean totalExact) {}

  /** One act on one alert, as it is to be written. */
  record Move(String id, Head head, Order order, AlertState after, String comment) {}

  private final HistorySeal seal;
  private final ServiceTargets targets;

  AlertStore(HistorySeal seal, ServiceTargets targets) {
    this.seal = seal;
    this.targets = targets;
  }

  /**
   * Stores those of which not the same or a later revision is there; triage is not touched. One
   * that an exception covers comes in closed. A severity that rises makes it due earlier, never
   * later.
   */
  void upsert(Handle handle, List<AlertRecord> alerts, Instant now) {
    PreparedBatch inserts =
        handle.prepareBatch(
            "INSERT INTO alerts (id, revision, severity, kind, entity_type, entity_value, rule_id,"
                + " rule_name, title_zh, title_en, reason_zh, reason_en, first_seen, last_seen,"
                + " match_count, search_text, document, received_at, host_name, user_account,"
                + " asset_id, exception_id, acknowledge_due, resolve_due)"
                + " VALUES (:id, :revision, :severity, :kind, :entityType, :entityValue,"
                + " :ruleId, :ruleName, :titleZh, :titleEn, :reasonZh, :reasonEn, :firstSeen,"
                + " :lastSeen, :count, :search, :document, :now, :host, :account, :asset,"
                + " :exception, :acknowledge, :resolve) ON CONFLICT (id) DO NOTHING");
    for (AlertRecord alert : alerts) {
      AlertRecord.Subject subject = alert.subject();
      revised(inserts, alert, now)
          .bind("entityType", alert.entityType())
          .bind("entityValue", alert.entityValue())
          .bind("ruleId", alert.ruleId())
          .bind("host", subject.host())
          .bind("account", subject.account())
          .bind("asset", subject.asset())
          .bind("exception", subject.exception())
          .add();
    }
    int[] inserted = inserts.execute();
    PreparedBatch updates =
        handle.prepareBatch(
            "UPDATE alerts SET revision = :revision, severity = :severity, kind = :kind,"
                + " rule_name = :ruleName, title_zh = :titleZh, title_en = :titleEn,"
                + " reason_zh = :reasonZh, reason_en = :reasonEn, first_seen = :firstSeen,"
                + " last_seen = :lastSeen, match_count = :count, search_text = :search,"
                + " acknowledge_due = least(acknowledge_due, received_at + (:acknowledge - :now)),"
                + " resolve_due = least(resolve_due, received_at + (:resolve - :now)),"
                + " document = :document WHERE id = :id AND revision < :revision");
    List<Move> closed = new ArrayList<>();
    for (int i = 0; i < inserted.length; i++) {
      AlertRecord alert = alerts.get(i);
      if (inserted[i] == 0) {
        revised(updates, alert, now).add();
      } else if (!alert.suppression().isEmpty()) {
        AlertState after = new AlertState("closed", null, "suppressed", null, null, 1);
        closed.add(new Move(alert.id(), HistorySeal.EMPTY, null, after, alert.suppression()));
      }
    }
    if (updates.size() > 0) {
      updates.execute();
    }
    if (!closed.isEmpty()) {
      write(handle, closed, "engine", "suppress", now, null);
    }
  }

  /** What a later revision may change. */
  private PreparedBatch revised(PreparedBatch batch, AlertRecord alert, Instant now) {
    return batch
        .bind("id", alert.id())
        .bind("revision", alert.revision())
        .bind("severity", alert.severity())
        .bind("kind", alert.kind())
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
        .bind("acknowledge", utc(now.plus(targets.acknowledge().of(alert.severity()))))
        .bind("resolve", utc(now.plus(targets.resolve().of(alert.severity()))));
  }

  Page page(Handle handle, AlertQuery query) {
    AlertFilter.Condition filters = query.filters();
    long counted = count(handle, filters, MOST_COUNTED + 1);
    AlertFilter.Condition page = query.page();
    List<Summary> items =
        bound(
                handle.createQuery(
                    "SELECT "
                        + SUMMARY
                        + " FROM alerts WHERE "
                        + page.sql()
                        + " ORDER BY last_seen DESC, id DESC LIMIT :limit"),
                page.values())
            .bind("limit", query.limit() + 1)
            .map((rs, c) -> summary(rs, query.now()))
            .list();
    String next = null;
    if (items.size() > query.limit()) {
      items = items.subList(0, query.limit());
      Summary last = items.get(items.size() - 1);
      next = new AlertQuery.Position(last.lastSeen(), last.id()).cursor();
    }
    return new Page(items, next, Math.min(counted, MOST_COUNTED), counted <= MOST_COUNTED);
  }

  /** How many there are, but no more than {@code most}. */
  static long count(Handle handle, AlertFilter.Condition filters, int most) {
    return bound(
            handle.createQuery(
                "SELECT count(*) FROM (SELECT 1 FROM alerts WHERE "
                    + filters.sql()
                    + " LIMIT :most) found"),
            filters.values())
        .bind("most", most)
        .mapTo(Long.class)
        .one();
  }

  Optional<Stored> find(Handle handle, String id, Instant now) {
    return find(handle, id, now, "");
  }

  /** As {@link #find}, and nobody else changes its triage until the commit. */
  Optional<Stored> findForUpdate(Handle handle, String id, Instant now) {
    return find(handle, id, now, " FOR UPDATE");
  }

  private static Optional<Stored> find(Handle handle, String id, Instant now, String suffix) {
    return handle
        .createQuery("SELECT * FROM alerts WHERE id = :id" + suffix)
        .bind("id", id)
        .map((rs, c) -> stored(rs, now))
        .findOne();
  }

  static List<HistorySeal.Entry> history(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM alert_history WHERE alert_id = :id ORDER BY n, seq")
        .bind("id", id)
        .map((rs, c) -> entry(rs))
        .list();
  }

  static HistorySeal.Entry entry(ResultSet rs) throws SQLException {
    return new HistorySeal.Entry(
        instant(rs, "at"),
        rs.getString("actor"),
        rs.getString("action"),
        rs.getString("comment"),
        rs.getString("status") == null ? null : state(rs),
        rs.getObject("bulk_id", Long.class),
        rs.getString("mac"));
  }

  /** What is wrong with an alert's history; empty when it is as it was written. */
  Optional<String> fault(Stored stored, List<HistorySeal.Entry> history) {
    return seal.fault(stored.id(), stored.state(), stored.head(), history);
  }

  /** Which of these alerts have a history that is not as it was written. */
  Set<String> faults(Handle handle, List<Stored> alerts) {
    Map<String, List<HistorySeal.Entry>> histories = new HashMap<>();
    Query query =
        handle.createQuery(
            "SELECT * FROM alert_history WHERE alert_id = ANY(:ids) ORDER BY n, seq");
    texts(query, "ids", alerts.stream().map(Stored::id).toList());
    query
        .map((rs, c) -> Map.entry(rs.getString("alert_id"), entry(rs)))
        .forEach(
            e -> histories.computeIfAbsent(e.getKey(), id -> new ArrayList<>()).add(e.getValue()));
    return alerts.stream()
        .filter(a -> fault(a, histories.getOrDefault(a.id(), List.of())).isPresent())
        .map(Stored::id)
        .collect(Collectors.toSet());
  }

  /**
   * Writes acts, each with its entry in the history: one statement for all of them.
   *
   * @param bulk the bulk act that they are part of, null for none
   */
  void write(Handle handle, List<Move> moves, String actor, Instant now, Long bulk) {
    if (!moves.isEmpty()) {
      write(handle, moves, actor, moves.get(0).order().word(), now, bulk);
    }
  }

  private void write(
      Handle handle, List<Move> moves, String actor, String word, Instant now, Long bulk) {
    List<Head> heads = new ArrayList<>(moves.size());
    for (Move move : moves) {
      heads.add(
          seal.append(
              move.id(),
              move.head(),
              new HistorySeal.Entry(now, actor, word, move.comment(), move.after(), bulk, null)));
    }
    Update update =
        handle.createUpdate(
            "WITH m AS (SELECT * FROM unnest(:ids, :statuses, :assignees, :dispositions,"
                + " :duplicates, :cases, :versions, :lengths, :macs, :comments) AS m (id, status,"
                + " assignee, disposition, duplicate_of, case_id, version, n, mac, comment)),"
                + " changed AS (UPDATE alerts a SET status = m.status, assignee = m.assignee,"
                + " disposition = m.disposition, duplicate_of = m.duplicate_of,"
                + " case_id = m.case_id, version = m.version, history_length = m.n,"
                + " history_mac = m.mac, acknowledged_at = CASE WHEN m.status = 'new' THEN NULL"
                + " ELSE coalesce(a.acknowledged_at, :now) END, closed_at = CASE WHEN m.status"
                + " <> 'closed' THEN NULL ELSE coalesce(a.closed_at, :now) END"
                + " FROM m WHERE a.id = m.id)"
                + " INSERT INTO alert_history (alert_id, at, actor, action, comment, n, status,"
                + " assignee, disposition, duplicate_of, case_id, version, bulk_id, mac)"
                + " SELECT id, :now, :actor, :word, comment, n, status, assignee, disposition,"
                + " duplicate_of, case_id, version, :bulk, mac FROM m");
    texts(update, "ids", moves.stream().map(Move::id).toList());
    texts(update, "statuses", moves.stream().map(m -> m.after().status()).toList());
    texts(update, "assignees", moves.stream().map(m -> m.after().assignee()).toList());
    texts(update, "dispositions", moves.stream().map(m -> m.after().disposition()).toList());
    texts(update, "duplicates", moves.stream().map(m -> m.after().duplicateOf()).toList());
    texts(update, "cases", moves.stream().map(m -> m.after().caseId()).toList());
    texts(update, "macs", heads.stream().map(Head::mac).toList());
    texts(update, "comments", moves.stream().map(Move::comment).toList());
    update.bindArray(
        "versions", Long.class, moves.stream().map(m -> (Object) m.after().version()).toArray());
    update.bindArray(
        "lengths", Integer.class, heads.stream().map(h -> (Object) h.length()).toArray());
    update.bind("now", utc(now.truncatedTo(ChronoUnit.MICROS)));
    update.bind("actor", actor);
    update.bind("word", word);
    update.bind("bulk", bulk);
    update.execute();
  }

  static void texts(SqlStatement<?> statement, String name, List<String> values) {
    statement.bindArray(name, String.class, values.toArray());
  }

  static <T extends SqlStatement<T>> T bound(T query, Map<String, Object> values) {
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

  static AlertState state(ResultSet rs) throws SQLException {
    return new AlertState(
        rs.getString("status"),
        rs.getString("assignee"),
        rs.getString("disposition"),
        rs.getString("duplicate_of"),
        rs.getString("case_id"),
        rs.getLong("version"));
  }

  static Head head(ResultSet rs) throws SQLException {
    return new Head(rs.getInt("history_length"), rs.getString("history_mac"));
  }

  static Stored stored(ResultSet rs, Instant now) throws SQLException {
    return new Stored(
        rs.getString("id"), rs.getBytes("document"), state(rs), times(rs, now), head(rs));
  }

  private static Summary summary(ResultSet rs, Instant now) throws SQLException {
    return new Summary(
        rs.getString("id"),
        rs.getString("severity"),
        rs.getString("kind"),
        new Text(rs.getString("title_zh"), rs.getString("title_en")),
        new Text(rs.getString("reason_zh"), rs.getString("reason_en")),
        new Entity(rs.getString("entity_type"), rs.getString("entity_value")),
        new Rule(rs.getString("rule_id"), rs.getString("rule_name")),
        instant(rs, "first_seen"),
        instant(rs, "last_seen"),
        rs.getLong("match_count"),
        rs.getString("status"),
        rs.getString("assignee"),
        rs.getString("disposition"),
        rs.getString("case_id"),
        times(rs, now),
        rs.getLong("version"));
  }

  private static Times times(ResultSet rs, Instant now) throws SQLException {
    Instant acknowledge = instant(rs, "acknowledge_due");
    Instant resolve = instant(rs, "resolve_due");
    String status = rs.getString("status");
    List<String> overdue = new ArrayList<>(2);
    if (status.equals("new") && acknowledge.isBefore(now)) {
      overdue.add("acknowledge");
    }
    if (!status.equals("closed") && resolve.isBefore(now)) {
      overdue.add("resolve");
    }
    return new Times(
        acknowledge,
        resolve,
        instant(rs, "acknowledged_at"),
        instant(rs, "closed_at"),
        List.copyOf(overdue));
  }

  static Instant instant(ResultSet rs, String column) throws SQLException {
    OffsetDateTime time = rs.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
