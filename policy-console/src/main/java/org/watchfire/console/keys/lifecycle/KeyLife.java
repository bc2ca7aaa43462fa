package org.watchfire.console.keys.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The life of one version of a key up to now. Immutable; never without its beginning.
 *
 * @param history what happened, oldest first
 */
public record KeyLife(List<Transition> history) {

  /**
   * @throws IllegalArgumentException when the history is not one that the life cycle allows: what a
   *     database holds may have been altered
   */
  public KeyLife {
    history = List.copyOf(history);
    if (history.isEmpty() || history.get(0).from() != null) {
      throw new IllegalArgumentException("the life of a key begins with its making");
    }
    if (history.get(0).to() != KeyState.PRE_ACTIVATION) {
      throw new IllegalArgumentException("a key begins in pre-activation");
    }
    for (int i = 1; i < history.size(); i++) {
      Transition before = history.get(i - 1);
      Transition step = history.get(i);
      if (step.from() != before.to()
          || !before.to().next().contains(step.to())
          || step.at().isBefore(before.at())) {
        throw new IllegalArgumentException(
            "step " + (i + 1) + " does not follow: " + before.to() + " to " + step.to());
      }
    }
  }

  public static KeyLife begin(Instant at, String actor, String reason) {
    return new KeyLife(List.of(new Transition(null, KeyState.PRE_ACTIVATION, at, actor, reason)));
  }

  public KeyState state() {
    return last().to();
  }

  public Transition last() {
    return history.get(history.size() - 1);
  }

  /** Whether it was ever compromised, whatever came after. */
  public boolean everCompromised() {
    return history.stream()
        .anyMatch(t -> t.to() == KeyState.COMPROMISED || t.to() == KeyState.DESTROYED_COMPROMISED);
  }

  /**
   * The life with one more step.
   *
   * @param at not before the last step; a clock that went back is told, not papered over
   * @throws TransitionException when the life cycle has no such step
   * @throws IllegalArgumentException when actor or reason are missing
   */
  public KeyLife move(KeyState to, Instant at, String actor, String reason)
      throws TransitionException {
    KeyState from = state();
    if (!from.next().contains(to)) {
      throw new TransitionException("a key that is " + from.text() + " cannot become " + to.text());
    }
    if (at.isBefore(last().at())) {
      throw new TransitionException(
          "the clock stands before the key's last transition at " + last().at());
    }
    List<Transition> more = new ArrayList<>(history);
    more.add(new Transition(from, to, at, actor, reason));
    return new KeyLife(more);
  }
}
