package org.watchfire.console.approval;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.watchfire.console.identity.Role;

/** Which agreements fill which of the sets that an action asks for. */
final class Slots {
  private Slots() {}

  /**
   * How many of the slots can be filled, each by another of these persons.
   *
   * @param slots roles of which one is needed
   * @param persons the roles of each person
   */
  static int filled(List<Set<Role>> slots, List<Set<Role>> persons) {
    int[] of = new int[slots.size()];
    java.util.Arrays.fill(of, -1);
    int filled = 0;
    for (int person = 0; person < persons.size(); person++) {
      if (place(person, slots, persons, of, new boolean[slots.size()])) {
        filled++;
      }
    }
    return filled;
  }

  /** An augmenting path of the bipartite matching (Kuhn). */
  private static boolean place(
      int person, List<Set<Role>> slots, List<Set<Role>> persons, int[] of, boolean[] tried) {
    for (int slot = 0; slot < slots.size(); slot++) {
      if (tried[slot] || Collections.disjoint(slots.get(slot), persons.get(person))) {
        continue;
      }
      tried[slot] = true;
      if (of[slot] < 0 || place(of[slot], slots, persons, of, tried)) {
        of[slot] = person;
        return true;
      }
    }
    return false;
  }
}
