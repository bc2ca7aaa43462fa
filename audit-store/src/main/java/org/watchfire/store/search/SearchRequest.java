package org.watchfire.store.search;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.watchfire.store.ledger.Stream;

/**
 * What to look for.
 *
 * @param query in the language of the package description; null or blank finds everything
 * @param from earliest {@code @timestamp}, inclusive; null for open
 * @param to latest {@code @timestamp}, exclusive; null for open
 * @param limit 1 to 1,000 records on a page
 * @param cursor of the page before, null for the first
 * @param order null for the newest first
 */
public record SearchRequest(
    Stream stream,
    String query,
    Instant from,
    Instant to,
    int limit,
    String cursor,
    SortOrder order) {
  /** Largest page. */
  public static final int MAX_LIMIT = 1000;

  /** Checks the limit and fills in the order. */
  public SearchRequest {
    requireNonNull(stream, "stream");
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be between 1 and " + MAX_LIMIT);
    }
    order = order == null ? SortOrder.NEWEST_FIRST : order;
  }
}
