package org.watchfire.console.triage;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Counts over what a filter finds: by state, severity and so on, and the alerts that go together.
 * At most the newest {@link AlertStore#MOST_COUNTED} are looked at, and the answer says when there
 * are more. Stateless.
 */
final class AlertCounts {
  private static final int TOP = 20;

  private AlertCounts() {}

  private record Value(String facet, String value, long count) {}

  /**
   * Answers {@code {counted, more, facets: {name: [{value, count}]}}}; rule, assignee and entity
   * give the most frequent {@value #TOP}.
   */
  static Map<String, Object> facets(Handle handle, AlertFilter filter, Instant now) {
    AlertFilter.Condition condition = filter.condition(now);
    List<Value> values =
        AlertStore.bound(
                handle.createQuery(
                    newest(condition)
                        + ", f AS (SELECT * FROM found LIMIT :counted), v AS (SELECT 'status' AS"
                        + " facet, status AS value, count(*) AS c FROM f GROUP BY 2 UNION ALL"
                        + " SELECT 'severity', severity, count(*) FROM f GROUP BY 2 UNION ALL"
                        + " SELECT 'kind', kind, count(*) FROM f GROUP BY 2 UNION ALL SELECT"
                        + " 'disposition', disposition, count(*) FROM f  WHERE disposition IS NOT"
                        + " NULL GROUP BY 2 UNION ALL (SELECT 'rule', rule_id, count(*) FROM f"
                        + " GROUP BY 2  ORDER BY 3 DESC, 2 LIMIT :top) UNION ALL (SELECT"
                        + " 'assignee', coalesce(assignee, '-'), count(*) FROM f  GROUP BY 2 ORDER"
                        + " BY 3 DESC, 2 LIMIT :top) UNION ALL (SELECT 'entity', entity_value,"
                        + " count(*) FROM f GROUP BY 2  ORDER BY 3 DESC, 2 LIMIT :top) UNION ALL"
                        + " SELECT 'overdue', 'acknowledge', count(*) FROM f  WHERE status = 'new'"
                        + " AND acknowledge_due < :at UNION ALL SELECT 'overdue', 'resolve',"
                        + " count(*) FROM f  WHERE status <> 'closed' AND resolve_due < :at UNION"
                        + " ALL SELECT '', '', count(*) FROM found) SELECT * FROM v ORDER BY facet,"
                        + " c DESC, value"),
                condition.values())
            .bind("most", AlertStore.MOST_COUNTED + 1)
            .bind("counted", AlertStore.MOST_COUNTED)
            .bind("top", TOP)
            .bind("at", now.atOffset(ZoneOffset.UTC))
            .map((rs, c) -> new Value(rs.getString(1), rs.getString(2), rs.getLong(3)))
            .list();
    long found = values.get(0).count();
    Map<String, List<Map<String, Object>>> facets = new LinkedHashMap<>();
    for (Value v : values.subList(1, values.size())) {
      facets
          .computeIfAbsent(v.facet(), name -> new ArrayList<>())
          .add(Map.of("value", v.value(), "count", v.count()));
    }
    return answer(found, "facets", facets);
  }

  /**
   * What goes together: the alerts that are not closed, by the entity or the rule they share, worst
   * first. Each group is what one person would look into as one incident.
   *
   * @param by {@code entity} or {@code rule}
   */
  static Map<String, Object> groups(
      Handle handle, AlertFilter filter, Instant now, String by, int limit) {
    AlertFilter.Condition condition = filter.condition(now);
    boolean entity = by.equals("entity");
    AlertFilter.Condition open =
        new AlertFilter.Condition(
            "status <> 'closed' AND (" + condition.sql() + ")", condition.values());
    String key = entity ? "entity_type, entity_value" : "rule_id, rule_name";
    long[] found = {0};
    List<Map<String, Object>> groups =
        AlertStore.bound(
                handle.createQuery(
                    newest(open)
                        + " SELECT "
                        + key
                        + ", count(*) AS alerts, sum(match_count) AS matches,"
                        + " count(*) FILTER (WHERE status = 'new') AS fresh,"
                        + " count(DISTINCT rule_id) AS rules,"
                        + " count(DISTINCT entity_value) AS entities,"
                        + " min(CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1"
                        + " WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END) AS worst,"
                        + " min(first_seen) AS first_seen, max(last_seen) AS last_seen,"
                        + " min(resolve_due) AS due, (SELECT count(*) FROM found) AS found"
                        + " FROM (SELECT * FROM found LIMIT :counted) f GROUP BY "
                        + key
                        + " ORDER BY worst, alerts DESC, last_seen DESC LIMIT :limit"),
                condition.values())
            .bind("most", AlertStore.MOST_COUNTED + 1)
            .bind("counted", AlertStore.MOST_COUNTED)
            .bind("limit", limit)
            .map(
                (rs, c) -> {
                  found[0] = rs.getLong("found");
                  Map<String, Object> group = new LinkedHashMap<>();
                  group.put(entity ? "type" : "rule", rs.getString(1));
                  group.put(entity ? "value" : "name", rs.getString(2));
                  group.put("alerts", rs.getLong("alerts"));
                  group.put("new", rs.getLong("fresh"));
                  group.put("matches", rs.getLong("matches"));
                  group.put("rules", rs.getLong("rules"));
                  group.put("entities", rs.getLong("entities"));
                  group.put("severity", SEVERITIES.get(rs.getInt("worst")));
                  group.put("firstSeen", AlertStore.instant(rs, "first_seen"));
                  group.put("lastSeen", AlertStore.instant(rs, "last_seen"));
                  group.put("resolveDue", AlertStore.instant(rs, "due"));
                  return group;
                })
            .list();
    return answer(found[0], "items", groups);
  }

  /**
   * How fast alerts were taken on and closed: of those that arrived since then, at most the newest
   * {@link AlertStore#MOST_COUNTED}. Means and medians are seconds, null when there were none.
   */
  static Map<String, Object> speed(Handle handle, Instant since) {
    return handle
        .createQuery(
            "WITH found AS MATERIALIZED (SELECT received_at, acknowledged_at, closed_at,"
                + " acknowledge_due, resolve_due FROM alerts WHERE last_seen IS NOT NULL"
                + " AND received_at >= :since AND disposition IS DISTINCT FROM 'suppressed'"
                + " ORDER BY last_seen DESC, id DESC LIMIT :most),"
                + " f AS (SELECT * FROM found LIMIT :counted)"
                + " SELECT (SELECT count(*) FROM found) AS found, "
                + figures("acknowledge", "acknowledged_at", "acknowledge_due")
                + ", "
                + figures("resolve", "closed_at", "resolve_due")
                + " FROM f")
        .bind("since", since.atOffset(ZoneOffset.UTC))
        .bind("most", AlertStore.MOST_COUNTED + 1)
        .bind("counted", AlertStore.MOST_COUNTED)
        .map(
            (rs, c) -> {
              Map<String, Object> speed = new LinkedHashMap<>();
              long found = rs.getLong("found");
              speed.put("since", since);
              speed.put("counted", Math.min(found, AlertStore.MOST_COUNTED));
              speed.put("more", found > AlertStore.MOST_COUNTED);
              for (String step : List.of("acknowledge", "resolve")) {
                Map<String, Object> of = new LinkedHashMap<>();
                of.put("count", rs.getLong(step + "_count"));
                of.put("late", rs.getLong(step + "_late"));
                of.put("mean", rs.getObject(step + "_mean"));
                of.put("median", rs.getObject(step + "_median"));
                speed.put(step, of);
              }
              return speed;
            })
        .one();
  }

  private static String figures(String step, String at, String due) {
    String seconds = "extract(epoch FROM " + at + " - received_at)::double precision";
    return "count("
        + at
        + ") AS "
        + step
        + "_count, count(*) FILTER (WHERE "
        + at
        + " > "
        + due
        + ") AS "
        + step
        + "_late, avg("
        + seconds
        + ") AS "
        + step
        + "_mean,"
        + " percentile_cont(0.5) WITHIN GROUP (ORDER BY "
        + seconds
        + ") AS "
        + step
        + "_median";
  }

  private static final List<String> SEVERITIES =
      List.of("critical", "high", "medium", "low", "informational");

  private static String newest(AlertFilter.Condition condition) {
    return "WITH found AS MATERIALIZED (SELECT status, severity, kind, disposition, rule_id,"
        + " rule_name, assignee, entity_type, entity_value, match_count, first_seen, last_seen,"
        + " acknowledge_due, resolve_due FROM alerts WHERE "
        + condition.sql()
        + " ORDER BY last_seen DESC, id DESC LIMIT :most)";
  }

  private static Map<String, Object> answer(long found, String name, Object content) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("counted", Math.min(found, AlertStore.MOST_COUNTED));
    answer.put("more", found > AlertStore.MOST_COUNTED);
    answer.put(name, content);
    return answer;
  }
}
