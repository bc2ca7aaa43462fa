package org.watchfire.store.ledger;

import java.util.Map;
import java.util.TreeMap;

/**
 * What is committed together with a batch, so that entries and the place they were read from can
 * never disagree.
 *
 * @param offsets next offset to read per {@code topic/partition}
 * @param memory what the reader must still know after a restart, by name (for example who sent what
 *     last)
 * @param counters running totals since the log began
 */
public record Commit(
    Map<String, Long> offsets, Map<String, byte[]> memory, Map<String, Long> counters) {
  /** Nothing read yet. */
  public static final Commit NONE = new Commit(Map.of(), Map.of(), Map.of());

  /** Copies the maps, sorted so that equal commits have equal bytes. */
  public Commit {
    offsets = new TreeMap<>(offsets);
    memory = new TreeMap<>(memory);
    counters = new TreeMap<>(counters);
  }
}
