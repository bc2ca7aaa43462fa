package org.watchfire.console.keys.lifecycle;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One step in the life of a version of a key (SP 800-57 part 1, 7: every transition is recorded
 * with its date, time and reason).
 *
 * @param from null when the version was made
 * @param at when
 * @param actor user name, or {@code system}
 * @param reason in words, at least {@link #SHORTEST_REASON} characters
 */
public record Transition(KeyState from, KeyState to, Instant at, String actor, String reason) {
  public static final int SHORTEST_REASON = 4;
  public static final int LONGEST_REASON = 500;

  public Transition {
    requireNonNull(to);
    requireNonNull(at);
    if (actor == null || actor.isBlank()) {
      throw new IllegalArgumentException("a transition has an actor");
    }
    int length = reason == null ? 0 : reason.strip().length();
    if (length < SHORTEST_REASON || length > LONGEST_REASON) {
      throw new IllegalArgumentException(
          "reason expects " + SHORTEST_REASON + " to " + LONGEST_REASON + " characters");
    }
  }
}
