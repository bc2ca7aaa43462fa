package org.watchfire.console.directory;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.label.LevelScheme;

/** What an object refers to must be there. Every method works in the caller's transaction. */
final class DirectoryChecks {
  static final String SCHEME = "level-scheme";

  private final PolicyStore store;

  DirectoryChecks(PolicyStore store) {
    this.store = store;
  }

  /** The body of the level scheme in force. */
  Map<String, Object> scheme(Handle handle) {
    return store
        .find(handle, SCHEME, LevelScheme.DEFAULT.id())
        .orElseThrow(() -> new IllegalStateException("the level scheme was never published"))
        .body();
  }

  /** The ranks of the level scheme in force. */
  Set<Integer> ranks(Handle handle) {
    return ranks(scheme(handle));
  }

  static Set<Integer> ranks(Map<String, Object> scheme) {
    Set<Integer> ranks = new HashSet<>();
    for (Object level : (List<?>) scheme.get("levels")) {
      if (((Map<?, ?>) level).get("rank") instanceof Number rank) {
        ranks.add(rank.intValue());
      }
    }
    return ranks;
  }

  /**
   * @param before body as it stands, null for a new object; a name that stays is not asked about
   * @throws Refusal when a level, department or owner is none
   */
  void require(Handle handle, String id, PolicyBody body, Map<String, Object> before) {
    if (body instanceof Person person) {
      if (person.clearance() != 0) {
        requireRank(handle, person.clearance());
      }
      if (before == null || !person.department().equals(before.get("department"))) {
        requireDepartments(handle, List.of(person.department()));
      }
    } else if (body instanceof Asset asset) {
      if (asset.level() != null) {
        requireRank(handle, asset.level());
      }
      Set<String> more = new HashSet<>(asset.departments());
      if (before != null) {
        Texts.of(before, "departments").forEach(more::remove);
      }
      requireDepartments(handle, List.copyOf(more));
      if (asset.owner() != null
          && (before == null || !asset.owner().equals(before.get("owner")))
          && !people(handle, Set.of(asset.owner())).contains(asset.owner())) {
        throw Refusal.invalid("owner: there is no person " + asset.owner());
      }
    } else if (body instanceof Department department) {
      DepartmentTree.requireParent(handle, id, department.parent());
    }
  }

  /** Those of these ids that are people. */
  static Set<String> people(Handle handle, Set<String> ids) {
    return new HashSet<>(
        handle
            .createQuery(
                "SELECT id FROM policy_objects WHERE type = 'person' AND NOT deleted"
                    + " AND id = ANY(:ids)")
            .bindArray("ids", String.class, ids)
            .mapTo(String.class)
            .list());
  }

  /**
   * @throws Refusal when something still needs the object
   */
  static void requireUnused(Handle handle, String type, String id) {
    if (type.equals(Department.TYPE)) {
      DepartmentTree.requireUnused(handle, id);
    } else if (type.equals(Person.TYPE)) {
      List<String> owned =
          handle
              .createQuery(
                  "SELECT id FROM policy_objects WHERE owner = :id AND NOT deleted"
                      + " ORDER BY id LIMIT 5")
              .bind("id", id)
              .mapTo(String.class)
              .list();
      if (!owned.isEmpty()) {
        throw new Refusal(409, "in-use", "the person answers for assets: give them to another")
            .with("by", owned);
      }
    }
  }

  private void requireRank(Handle handle, int rank) {
    if (!ranks(handle).contains(rank)) {
      throw Refusal.invalid("there is no level of rank " + rank);
    }
  }

  private static void requireDepartments(Handle handle, List<String> names) {
    Set<String> unknown = DepartmentTree.unknown(handle, names);
    if (!unknown.isEmpty()) {
      throw Refusal.invalid("there is no department " + String.join(", ", unknown));
    }
  }
}
