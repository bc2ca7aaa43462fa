package org.watchfire.console.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.watchfire.console.identity.Role;

class SlotsTest {
  @Example
  void anEarlierApproverMovesSoThatALaterOneFindsAPlace() {
    List<Set<Role>> slots =
        List.of(Set.of(Role.KEY_CUSTODIAN, Role.DATA_OWNER), Set.of(Role.KEY_CUSTODIAN));
    assertThat(Slots.filled(slots, List.of(Set.of(Role.KEY_CUSTODIAN), Set.of(Role.DATA_OWNER))))
        .isEqualTo(2);
    assertThat(Slots.filled(slots, List.of(Set.of(Role.DATA_OWNER), Set.of(Role.DATA_OWNER))))
        .isEqualTo(1);
    assertThat(Slots.filled(slots, List.of(Set.of(Role.KEY_CUSTODIAN, Role.DATA_OWNER))))
        .isEqualTo(1);
    assertThat(Slots.filled(slots, List.of())).isZero();
  }

  @Property(tries = 500)
  void asManyAsTheBestOfAllWaysToPlaceThem(
      @ForAll @Size(min = 1, max = 4) List<@Size(min = 1, max = 3) Set<Role>> slots,
      @ForAll @Size(max = 5) List<@Size(max = 3) Set<Role>> persons) {
    assertThat(Slots.filled(slots, persons)).isEqualTo(best(slots, persons, 0));
  }

  /** Every way, one person after the other. */
  private static int best(List<Set<Role>> slots, List<Set<Role>> persons, int person) {
    if (person == persons.size()) {
      return 0;
    }
    int best = best(slots, persons, person + 1);
    for (int slot = 0; slot < slots.size(); slot++) {
      if (!Collections.disjoint(slots.get(slot), persons.get(person))) {
        List<Set<Role>> rest = new ArrayList<>(slots);
        rest.remove(slot);
        best = Math.max(best, 1 + best(rest, persons, person + 1));
      }
    }
    return best;
  }
}
