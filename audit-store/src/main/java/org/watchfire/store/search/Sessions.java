package org.watchfire.store.search;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The records that a query finds, grouped into sessions: between two of a session there is never
 * more than {@code gap}, between two sessions always.
 *
 * @param gap longest silence within a session
 * @param sessions the latest first; at most {@link #MAX_SESSIONS}
 * @param total how many sessions there are
 */
public record Sessions(Duration gap, List<Session> sessions, int total) {
  /** Most sessions of one answer. */
  public static final int MAX_SESSIONS = 500;

  /** From its first record to its last. */
  public record Session(Instant first, Instant last, long count) {}

  /** Copies the list. */
  public Sessions {
    sessions = List.copyOf(sessions);
  }
}
