package org.watchfire.console.classification;

import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.directory.AssetScope;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Refusal;
import org.watchfire.rules.directory.Employment;

/**
 * Where grading needs somebody: levels lower than recommended, then assets that nobody has graded,
 * then reviews that are overdue. Read from lists; decided from is what {@code level.lower} and the
 * directory verify.
 */
final class Conflicts {
  private static final String FROM =
      " FROM policy_objects p LEFT JOIN asset_recommendations r ON r.asset_id = p.id AND r.certain"
          + " WHERE p.type = 'asset' AND NOT p.deleted";
  private static final String CLASS =
      "CASE WHEN r.rank > p.rank THEN 1 WHEN p.rank IS NULL THEN 2"
          + " WHEN p.review < :today THEN 3 END";

  private final Database database;
  private final AuditTrail trail;
  private final Clock clock;

  Conflicts(Database database, AuditTrail trail, Clock clock) {
    this.database = database;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * @param kind {@code recommended}, {@code ungraded} or {@code overdue}
   * @param decided null when nobody has graded it
   * @param recommended null when nothing is certain
   */
  record Conflict(
      String kind,
      String asset,
      String name,
      String owner,
      Integer decided,
      Integer recommended,
      String review) {}

  /** A place in the list: class, gap of levels, id. */
  private record Place(int order, int gap, String id) {
    static Place of(String cursor) {
      String[] parts = cursor.split(":", 3);
      if (parts.length != 3 || !parts[0].matches("\\d") || !parts[1].matches("\\d{1,3}")) {
        throw Refusal.invalid("parameter cursor is not one of a page");
      }
      return new Place(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2]);
    }
  }

  Map<String, Object> list(Caller caller, String cursor, int limit) {
    return database.inTransaction(
        handle -> {
          AssetScope scope = AssetScope.of(handle, caller);
          trail.write(handle, caller, Act.done("classification.conflicts", Kind.READ, null, null));
          Optional<Place> place = Optional.ofNullable(cursor).map(Place::of);
          String seek = place.isEmpty() ? "" : " AND (c.ord, -c.gap, c.id) > (:ord, -:gap, :after)";
          Query query =
              handle
                  .createQuery(
                      "SELECT * FROM (SELECT "
                          + CLASS
                          + " AS ord, CASE WHEN r.rank > p.rank THEN r.rank - p.rank ELSE 0 END"
                          + " AS gap, p.id, p.body ->> 'name' AS name, p.owner, p.rank,"
                          + " r.rank AS recommended, p.review"
                          + FROM
                          + scope.condition().map(c -> " AND " + c).orElse("")
                          + ") c WHERE c.ord IS NOT NULL"
                          + seek
                          + " ORDER BY c.ord, -c.gap, c.id LIMIT :limit")
                  .bind("today", today())
                  .bind("limit", limit + 1);
          scope.bind(query);
          place.ifPresent(
              p -> query.bind("ord", p.order()).bind("gap", p.gap()).bind("after", p.id()));
          record Row(Place place, Conflict conflict) {}

          List<Row> rows =
              query
                  .map(
                      (rs, c) ->
                          new Row(
                              new Place(rs.getInt("ord"), rs.getInt("gap"), rs.getString("id")),
                              new Conflict(
                                  List.of("recommended", "ungraded", "overdue")
                                      .get(rs.getInt("ord") - 1),
                                  rs.getString("id"),
                                  rs.getString("name"),
                                  rs.getString("owner"),
                                  rs.getObject("rank", Integer.class),
                                  rs.getObject("recommended", Integer.class),
                                  rs.getString("review"))))
                  .list();
          boolean more = rows.size() > limit;
          List<Row> shown = more ? rows.subList(0, limit) : rows;
          Map<String, Object> page = new LinkedHashMap<>();
          page.put("items", shown.stream().map(Row::conflict).toList());
          Place last = more ? shown.get(limit - 1).place() : null;
          page.put("next", last == null ? null : last.order() + ":" + last.gap() + ":" + last.id());
          return page;
        });
  }

  /** How much of what there is was graded, inspected and looked at in time. */
  Map<String, Object> coverage(Caller caller) {
    return database.inTransaction(
        handle -> {
          AssetScope scope = AssetScope.of(handle, caller);
          trail.write(handle, caller, Act.done("classification.coverage", Kind.READ, null, null));
          String where = scope.condition().map(c -> " AND " + c).orElse("");
          Query counts =
              handle
                  .createQuery(
                      "SELECT count(*) AS assets, count(p.rank) AS graded,"
                          + " count(r.rank) AS recommended,"
                          + " count(*) FILTER (WHERE r.rank > p.rank) AS too_low,"
                          + " count(p.owner) AS owned, count(p.review) AS review_set,"
                          + " count(*) FILTER (WHERE p.review < :today) AS overdue"
                          + FROM
                          + where)
                  .bind("today", today());
          scope.bind(counts);
          Map<String, Object> view =
              counts
                  .map(
                      (rs, c) -> {
                        Map<String, Object> row = new LinkedHashMap<>();
                        row.put("assets", rs.getLong("assets"));
                        row.put("graded", rs.getLong("graded"));
                        row.put("ungraded", rs.getLong("assets") - rs.getLong("graded"));
                        row.put("recommended", rs.getLong("recommended"));
                        row.put("lowerThanRecommended", rs.getLong("too_low"));
                        row.put("owned", rs.getLong("owned"));
                        row.put("reviewSet", rs.getLong("review_set"));
                        row.put("overdue", rs.getLong("overdue"));
                        return row;
                      })
                  .one();
          view.put("levels", levels(handle, scope, where));
          return view;
        });
  }

  private static List<Map<String, Object>> levels(Handle handle, AssetScope scope, String where) {
    Query query =
        handle.createQuery(
            "SELECT p.rank, count(*) AS n FROM policy_objects p WHERE p.type = 'asset'"
                + " AND NOT p.deleted AND p.rank IS NOT NULL"
                + where
                + " GROUP BY p.rank ORDER BY p.rank");
    scope.bind(query);
    return query
        .map(
            (rs, c) ->
                Map.<String, Object>of("level", rs.getInt("rank"), "assets", rs.getLong("n")))
        .list();
  }

  private String today() {
    return LocalDate.ofInstant(clock.instant(), Employment.ZONE).toString();
  }
}
