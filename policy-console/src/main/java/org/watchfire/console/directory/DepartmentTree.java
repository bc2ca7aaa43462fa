package org.watchfire.console.directory;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.web.Refusal;

/**
 * The tree of departments, asked in the database. Where nobody has entered a department, any name
 * of one stands alone, as it does for the engine; from the first one on, only those that exist may
 * be named.
 */
final class DepartmentTree {
  /** Levels of the tree, the top one counted. */
  static final int MAX_DEPTH = 20;

  private DepartmentTree() {}

  /** A department and all below it. */
  static List<String> below(Handle handle, String department) {
    return handle
        .createQuery(
            "WITH RECURSIVE tree(id, depth) AS (SELECT CAST(:d AS text), 1 UNION SELECT p.id, t.depth + 1"
                + " FROM policy_objects p JOIN tree t ON p.departments @> ARRAY[t.id]"
                + " WHERE p.type = 'department' AND NOT p.deleted AND t.depth < :max)"
                + " SELECT DISTINCT id FROM tree")
        .bind("d", department)
        .bind("max", MAX_DEPTH)
        .mapTo(String.class)
        .list();
  }

  /** Those of the names that no department has; none where there are no departments at all. */
  static Set<String> unknown(Handle handle, Collection<String> names) {
    Set<String> unknown = new TreeSet<>(names);
    unknown.remove("");
    if (unknown.isEmpty()) {
      return unknown;
    }
    handle
        .createQuery(
            "SELECT id FROM policy_objects WHERE type = 'department' AND NOT deleted"
                + " AND id = ANY(:names)")
        .bindArray("names", String.class, Set.copyOf(unknown))
        .mapTo(String.class)
        .forEach(unknown::remove);
    return unknown.isEmpty() || exists(handle) ? unknown : Set.of();
  }

  private static boolean exists(Handle handle) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT 1 FROM policy_objects WHERE type = 'department'"
                + " AND NOT deleted)")
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * @throws Refusal when the parent is none, would make a ring, or lies too deep
   */
  static void requireParent(Handle handle, String id, String parent) {
    if (parent.isEmpty()) {
      return;
    }
    int depth = 1;
    String at = parent;
    while (at != null && !at.isEmpty()) {
      if (at.equals(id)) {
        throw new Refusal(409, "ring", "the department would be below itself").with("id", id);
      }
      if (++depth > MAX_DEPTH) {
        throw Refusal.invalid("departments are at most " + MAX_DEPTH + " deep");
      }
      Optional<String> above = parentOf(handle, at);
      if (above.isEmpty()) {
        throw Refusal.invalid("there is no department " + at);
      }
      at = above.get();
    }
    if (depth + height(handle, id) - 1 > MAX_DEPTH) {
      throw Refusal.invalid("departments are at most " + MAX_DEPTH + " deep");
    }
  }

  /** Empty text for a top one; nothing when there is no such department. */
  private static Optional<String> parentOf(Handle handle, String id) {
    return handle
        .createQuery(
            "SELECT coalesce(body ->> 'parent', '') FROM policy_objects"
                + " WHERE type = 'department' AND id = :id AND NOT deleted")
        .bind("id", id)
        .mapTo(String.class)
        .findOne();
  }

  private static int height(Handle handle, String id) {
    return handle
        .createQuery(
            "WITH RECURSIVE tree(id, depth) AS (SELECT CAST(:d AS text), 1 UNION SELECT p.id, t.depth + 1"
                + " FROM policy_objects p JOIN tree t ON p.departments @> ARRAY[t.id]"
                + " WHERE p.type = 'department' AND NOT p.deleted AND t.depth <= :max)"
                + " SELECT max(depth) FROM tree")
        .bind("d", id)
        .bind("max", MAX_DEPTH)
        .mapTo(Integer.class)
        .one();
  }

  /**
   * @throws Refusal when a person, an asset or another department names it
   */
  static void requireUnused(Handle handle, String id) {
    List<String> users =
        handle
            .createQuery(
                "SELECT type || '/' || id FROM policy_objects WHERE departments @> ARRAY[CAST(:id AS text)]"
                    + " AND NOT deleted LIMIT 5")
            .bind("id", id)
            .mapTo(String.class)
            .list();
    if (!users.isEmpty()) {
      throw new Refusal(409, "in-use", "people, assets or departments are in it").with("by", users);
    }
  }
}
