package org.watchfire.console.keys.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.watchfire.console.keys.lifecycle.KeyState.Processing;

class KeyLifeTest {
  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

  // The arrows of SP 800-57 part 1 rev. 5, figure 4, written down a second time; a key that was
  // active is deactivated before it is destroyed.
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "pre-activation", Set.of("active", "destroyed", "compromised"),
          "active", Set.of("suspended", "deactivated", "compromised"),
          "suspended", Set.of("active", "deactivated", "compromised"),
          "deactivated", Set.of("destroyed", "compromised"),
          "compromised", Set.of("destroyed-compromised"),
          "destroyed", Set.of("destroyed-compromised"),
          "destroyed-compromised", Set.of());

  @Property(tries = 500)
  void anyRowOfWishesKeepsToTheArrowsAndLosesNoStep(@ForAll @Size(max = 12) List<KeyState> wishes) {
    KeyLife life = KeyLife.begin(START, "wang.gang", "made for the test");
    List<String> oracle = new ArrayList<>(List.of("pre-activation"));
    Instant at = START;
    for (KeyState wish : wishes) {
      at = at.plusSeconds(60);
      String now = oracle.get(oracle.size() - 1);
      boolean allowed = ARROWS.get(now).contains(wish.text());
      KeyLife before = life;
      Instant when = at;
      if (allowed) {
        life = step(life, wish, at);
        oracle.add(wish.text());
      } else {
        assertThatThrownBy(() -> before.move(wish, when, "wang.gang", "because of a test"))
            .isInstanceOf(TransitionException.class)
            .hasMessageContaining(now);
      }
    }
    assertThat(life.history()).extracting(t -> t.to().text()).isEqualTo(oracle);
    assertThat(life.everCompromised())
        .isEqualTo(oracle.stream().anyMatch(s -> s.contains("compromised")));
    assertThat(new KeyLife(life.history())).isEqualTo(life);
  }

  @Property(tries = 300)
  void materialThatIsGoneNeverComesBackAndACompromiseIsNeverForgotten(
      @ForAll @Size(max = 12) List<KeyState> wishes) {
    KeyLife life = KeyLife.begin(START, "wang.gang", "made for the test");
    boolean gone = false;
    boolean compromised = false;
    Instant at = START;
    for (KeyState wish : wishes) {
      at = at.plusSeconds(1);
      if (life.state().next().contains(wish)) {
        life = step(life, wish, at);
      }
      gone |= !life.state().hasMaterial();
      compromised |= wish == KeyState.COMPROMISED && life.state() == KeyState.COMPROMISED;
      if (gone) {
        assertThat(life.state().hasMaterial()).isFalse();
        assertThat(life.state().mayProcess()).isEqualTo(Processing.NO);
      }
      if (compromised) {
        assertThat(life.state().mayProtect()).isFalse();
        assertThat(life.everCompromised()).isTrue();
      }
    }
  }

  @Test
  void onlyAnActiveKeyProtects() {
    for (KeyState state : KeyState.values()) {
      assertThat(state.mayProtect()).isEqualTo(state == KeyState.ACTIVE);
      if (!state.hasMaterial()) {
        assertThat(state.mayProcess()).isEqualTo(Processing.NO);
      }
    }
    assertThat(KeyState.PRE_ACTIVATION.mayProcess()).isEqualTo(Processing.NO);
    assertThat(KeyState.DEACTIVATED.mayProcess()).isEqualTo(Processing.YES);
    assertThat(KeyState.SUSPENDED.mayProcess()).isEqualTo(Processing.WITH_ACCEPTED_RISK);
  }

  @Test
  void everyLifeEnds() {
    for (KeyState from : KeyState.values()) {
      Set<KeyState> reached = new HashSet<>();
      List<KeyState> open = new ArrayList<>(List.of(from));
      while (!open.isEmpty()) {
        KeyState state = open.remove(open.size() - 1);
        if (reached.add(state)) {
          open.addAll(state.next());
        }
      }
      assertThat(reached).as(from.text()).contains(KeyState.DESTROYED_COMPROMISED);
    }
  }

  @Test
  void aStepHasAnActorAReasonAndATimeThatDoesNotGoBack() {
    KeyLife life = KeyLife.begin(START, "wang.gang", "made for the test");
    assertThatThrownBy(() -> life.move(KeyState.ACTIVE, START, "wang.gang", " no "))
        .hasMessageContaining("reason");
    assertThatThrownBy(() -> life.move(KeyState.ACTIVE, START, " ", "in use from now on"))
        .hasMessageContaining("actor");
    assertThatThrownBy(
            () -> life.move(KeyState.ACTIVE, START.minusMillis(1), "wang.gang", "in use now"))
        .isInstanceOf(TransitionException.class)
        .hasMessageContaining("clock");
  }

  @Test
  void aHistoryThatWasAlteredIsRefused() throws TransitionException {
    KeyLife life =
        KeyLife.begin(START, "wang.gang", "made for the test")
            .move(KeyState.ACTIVE, START, "wang.gang", "in use from now on")
            .move(KeyState.COMPROMISED, START, "wang.gang", "seen in a paste");
    List<Transition> cut = List.of(life.history().get(0), life.history().get(2));
    assertThatThrownBy(() -> new KeyLife(cut)).hasMessageContaining("does not follow");
    assertThatThrownBy(() -> new KeyLife(life.history().subList(1, 3)))
        .hasMessageContaining("begins");
    assertThatThrownBy(() -> new KeyLife(List.of())).hasMessageContaining("begins");
  }

  private static KeyLife step(KeyLife life, KeyState to, Instant at) {
    try {
      return life.move(to, at, "wang.gang", "because of a test");
    } catch (TransitionException e) {
      throw new AssertionError(e);
    }
  }
}
