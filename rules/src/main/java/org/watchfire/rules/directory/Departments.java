package org.watchfire.rules.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tree of departments. A department that nobody entered stands alone. Where parents form a
 * ring, the way up ends when it comes back to where it was. Immutable.
 */
public final class Departments {
  /** No department is part of another. */
  public static final Departments NONE = new Departments(Map.of());

  private final Map<String, String> parents;
  private final Map<String, List<String>> ways = new HashMap<>();

  private Departments(Map<String, String> parents) {
    this.parents = Map.copyOf(parents);
    this.parents.keySet().forEach(d -> ways.put(d, wayUp(d)));
  }

  /**
   * @param parents the parent of each department, empty for the top ones
   */
  public static Departments of(Map<String, String> parents) {
    return parents.isEmpty() ? NONE : new Departments(parents);
  }

  /** The department itself, its parent, the parent's parent and so on; empty for no department. */
  public List<String> upwards(String department) {
    if (department.isEmpty()) {
      return List.of();
    }
    List<String> way = ways.get(department);
    return way == null ? List.of(department) : way;
  }

  Map<String, String> parents() {
    return parents;
  }

  private List<String> wayUp(String department) {
    Set<String> way = new LinkedHashSet<>();
    String at = department;
    while (at != null && !at.isEmpty() && way.add(at)) {
      at = parents.get(at);
    }
    return List.copyOf(new ArrayList<>(way));
  }
}
