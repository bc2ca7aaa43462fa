package org.watchfire.rules.access;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A department.
 *
 * @param subtree whether all departments below it are meant too
 */
public record DepartmentScope(String id, boolean subtree) implements Comparable<DepartmentScope> {
  public DepartmentScope {
    requireNonNull(id, "id");
  }

  /**
   * @param upwards a department, then its parents; empty for none
   */
  boolean holds(List<String> upwards) {
    return !upwards.isEmpty() && (subtree ? upwards.contains(id) : upwards.get(0).equals(id));
  }

  String text() {
    return subtree ? id + "/**" : id;
  }

  @Override
  public int compareTo(DepartmentScope other) {
    int byId = id.compareTo(other.id);
    return byId != 0 ? byId : Boolean.compare(subtree, other.subtree);
  }
}
