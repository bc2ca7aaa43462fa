package org.watchfire.core.stamp;

import static java.util.Objects.requireNonNull;

/**
 * Position of an event in the life of its agent.
 *
 * @param agent the agent's id
 * @param epoch one life of the agent's spool; a later life has a higher number
 * @param seq 1, 2, 3… within the epoch, without holes
 */
public record Stamp(String agent, long epoch, long seq) {
  public Stamp {
    requireNonNull(agent, "agent");
    if (agent.isEmpty() || epoch < 0 || seq < 1) {
      throw new IllegalArgumentException("stamp needs an agent, epoch >= 0 and seq >= 1");
    }
  }
}
