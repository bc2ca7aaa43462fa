package org.watchfire.store.search;

import java.time.Instant;
import java.util.List;

/**
 * One page of what was found.
 *
 * @param items in order
 * @param next cursor of the next page, null when this is the last
 * @param total how many there are altogether
 * @param totalIsLowerBound there are more than {@code total}; counting stops at ten thousand. A
 *     histogram over the same query counts all
 * @param tookMillis time that the search took
 */
public record SearchPage(
    List<Hit> items, String next, long total, boolean totalIsLowerBound, long tookMillis) {
  /**
   * A record as the index holds it. To be sure of it, open it with {@link AuditSearch#record}.
   *
   * @param seq number in the ledger
   * @param id {@code event.id}, null when it has none
   * @param record JSON
   */
  public record Hit(long seq, String id, Instant timestamp, byte[] record) {}

  /** Copies the list. */
  public SearchPage {
    items = List.copyOf(items);
  }
}
