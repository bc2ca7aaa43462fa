package org.watchfire.core.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LabelTest {
  @Test
  void dominanceNeedsRankCompartmentsAndADepartment() {
    Label object = new Label(3, Set.of("personnel"), Set.of("finance", "audit"));
    assertThat(new Label(3, Set.of("personnel", "x"), Set.of("audit")).dominates(object)).isTrue();
    assertThat(new Label(2, Set.of("personnel"), Set.of("audit")).dominates(object)).isFalse();
    assertThat(new Label(6, Set.of(), Set.of("audit")).dominates(object)).isFalse();
    assertThat(new Label(6, Set.of("personnel"), Set.of("health")).dominates(object)).isFalse();
  }

  @Property
  void dominanceIsReflexiveAndTransitiveWithoutDepartments(
      @ForAll("labels") Label a, @ForAll("labels") Label b, @ForAll("labels") Label c) {
    assertThat(a.dominates(a)).isTrue();
    if (a.dominates(b) && b.dominates(c)) {
      assertThat(a.dominates(c)).isTrue();
    }
    assertThat(a.join(b).dominates(a)).isTrue();
    assertThat(a.join(b).dominates(b)).isTrue();
    if (c.dominates(a) && c.dominates(b)) {
      assertThat(c.dominates(a.join(b))).isTrue();
    }
  }

  @Provide
  Arbitrary<Label> labels() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 4), Arbitraries.of("p", "q", "r").set().ofMaxSize(3))
        .as((rank, set) -> new Label(rank, set, Set.of()));
  }

  @Test
  void schemesRefuseDoubleIdsAndFallingRanks() {
    Level a = new Level("a", 1, "一", "one");
    assertThatThrownBy(() -> new LevelScheme("s", List.of(a, new Level("a", 2, "二", "two"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LevelScheme("s", List.of(a, new Level("b", 1, "二", "two"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(LevelScheme.DEFAULT.byRank(6).orElseThrow().zh()).isEqualTo("核心数据");
  }
}
