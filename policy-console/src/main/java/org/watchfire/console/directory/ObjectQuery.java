package org.watchfire.console.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;

/**
 * A page of the people, assets or departments, by id. What it shows is not verified: nothing is
 * decided from it.
 *
 * @param text a part of id, name, accounts or selectors; null for any
 * @param departments one of these, or none at all for an empty list; null for any
 * @param rank clearance or level; null for any
 * @param ungraded only what has no level
 * @param status of a person, or kind of an asset; null for any
 * @param owner of an asset; null for any
 * @param scope what the caller may see
 * @param after id behind which the page begins; empty for the first
 */
record ObjectQuery(
    String type,
    String text,
    List<String> departments,
    Integer rank,
    boolean ungraded,
    String status,
    String owner,
    AssetScope scope,
    String after,
    int limit) {
  private static final int MAX_PAGE = 200;

  /** Asks for what is in no department, or for the departments at the top. */
  static final String NONE = "-";

  /**
   * @param next id to go on behind, null on the last page
   */
  record Page(List<PolicyStore.Current> items, String next) {}

  static ObjectQuery of(Call call, String type, AssetScope scope) {
    String level = call.query("level");
    boolean ungraded = "none".equals(level);
    String department = call.query("department");
    String cursor = call.query("cursor");
    String status = call.query("status");
    String kind = call.query("kind");
    if (status != null && kind != null) {
      throw Refusal.invalid("status is of people, kind of assets");
    }
    return new ObjectQuery(
        type,
        call.query("q"),
        department == null ? null : NONE.equals(department) ? List.of() : List.of(department),
        ungraded ? null : rank(level),
        ungraded,
        kind == null ? status : kind,
        call.query("owner"),
        scope,
        cursor == null ? "" : cursor,
        call.queryInt("limit", 50, 1, MAX_PAGE));
  }

  private static Integer rank(String level) {
    if (level == null) {
      return null;
    }
    if (!level.matches("\\d{1,3}")) {
      throw Refusal.invalid("parameter level expects a rank, or none");
    }
    return Integer.valueOf(level);
  }

  /** With the departments below the one that was asked for. */
  ObjectQuery withDepartments(List<String> all) {
    return new ObjectQuery(type, text, all, rank, ungraded, status, owner, scope, after, limit);
  }

  Page page(Handle handle) {
    List<String> conditions = new ArrayList<>(List.of("type = :type", "NOT deleted"));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("type", type);
    if (!after.isEmpty()) {
      conditions.add("id > :after");
      values.put("after", after);
    }
    if (text != null) {
      conditions.add("search LIKE '%' || lower(:like) || '%'");
      conditions.add("pairs @> directory_pairs(lower(:text))");
      values.put("text", text);
      values.put("like", text.replaceAll("([\\\\%_])", "\\\\$1"));
    }
    if (rank != null) {
      conditions.add("rank = :rank");
      values.put("rank", rank);
    }
    if (ungraded) {
      conditions.add("rank IS NULL");
    }
    if (status != null) {
      conditions.add("status = :status");
      values.put("status", status);
    }
    if (owner != null) {
      conditions.add("owner = :owner");
      values.put("owner", owner);
    }
    if (departments != null && departments.isEmpty()) {
      conditions.add("cardinality(coalesce(array_remove(departments, NULL), '{}')) = 0");
    } else if (departments != null) {
      conditions.add("departments && CAST(:departments AS text[])");
    }
    scope.condition().ifPresent(conditions::add);
    Query query =
        handle
            .createQuery(
                "SELECT id, version, body::text AS body FROM policy_objects WHERE "
                    + String.join(" AND ", conditions)
                    + " ORDER BY id LIMIT :limit")
            .bind("limit", limit + 1);
    values.forEach(query::bind);
    if (departments != null && !departments.isEmpty()) {
      query.bindArray("departments", String.class, departments);
    }
    scope.bind(query);
    List<PolicyStore.Current> items =
        query
            .map(
                (rs, c) ->
                    new PolicyStore.Current(
                        rs.getString("id"),
                        rs.getLong("version"),
                        false,
                        PolicyStore.body(
                            rs.getString("id"),
                            rs.getString("body")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))))
            .list();
    boolean more = items.size() > limit;
    List<PolicyStore.Current> shown = more ? items.subList(0, limit) : items;
    return new Page(shown, more ? shown.get(limit - 1).id() : null);
  }
}
