package org.watchfire.core.label;

import java.util.Set;

/**
 * A security label. Labels with dominance form a lattice: {@link #join} is the least label that
 * dominates both (就高从严).
 *
 * @param rank of the data level, 0 = none, higher = stricter
 * @param compartments need-to-know scopes (知悉范围), all of which a reader must have
 * @param departments whose data it is, or whom a person belongs to; a reader must share one unless
 *     the object names none
 */
public record Label(int rank, Set<String> compartments, Set<String> departments) {
  public static final Label NONE = new Label(0, Set.of(), Set.of());

  public Label {
    if (rank < 0) {
      throw new IllegalArgumentException("rank must not be negative");
    }
    compartments = Set.copyOf(compartments);
    departments = Set.copyOf(departments);
  }

  /**
   * Whether a subject with this label may read an object with the other: rank at least as high,
   * every compartment held, and a department in common where the object names departments.
   */
  public boolean dominates(Label object) {
    return rank >= object.rank
        && compartments.containsAll(object.compartments)
        && (object.departments.isEmpty()
            || object.departments.stream().anyMatch(departments::contains));
  }

  /** The strictest of both: highest rank, all compartments. Departments are those of either. */
  public Label join(Label other) {
    return new Label(
        Math.max(rank, other.rank),
        union(compartments, other.compartments),
        union(departments, other.departments));
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new java.util.HashSet<>(a);
    all.addAll(b);
    return all;
  }
}
