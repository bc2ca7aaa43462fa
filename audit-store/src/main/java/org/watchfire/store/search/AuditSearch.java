package org.watchfire.store.search;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.QuerySyntaxException;

/**
 * Searching and opening what the store keeps. Queries are of package {@code
 * org.watchfire.store.query}. Implementations are thread-safe.
 */
public interface AuditSearch {
  /** Most values that {@link #latest} tells of. */
  int MOST_LATEST = 10_000;

  /**
   * One page of records.
   *
   * @throws QuerySyntaxException when the query or the cursor is wrong
   * @throws SearchException when there is no answer
   */
  SearchPage search(SearchRequest request) throws SearchException, QuerySyntaxException;

  /**
   * How the records that a query finds lie in time.
   *
   * @param from null begins with the first record found
   * @param to null ends with the last
   * @param buckets about how many are wanted, 1 to 500
   */
  Histogram histogram(Stream stream, String query, Instant from, Instant to, int buckets)
      throws SearchException, QuerySyntaxException;

  /**
   * The most frequent values of a field.
   *
   * @param field of the catalog, but no text, which has no values to count
   * @param limit 1 to {@link TopValues#MAX_LIMIT}
   */
  TopValues topValues(
      Stream stream, String query, Instant from, Instant to, String field, int limit)
      throws SearchException, QuerySyntaxException;

  /**
   * The records as sessions.
   *
   * @param gap longest silence within one, 1 minute to 1 day
   */
  Sessions sessions(Stream stream, String query, Instant from, Instant to, Duration gap)
      throws SearchException, QuerySyntaxException;

  /**
   * Of each value of a field the newest record, newest first; at most {@link #MOST_LATEST} values.
   *
   * @param field a keyword of the catalog
   * @param from earliest time, null for any
   */
  List<SearchPage.Hit> latest(Stream stream, String query, Instant from, String field)
      throws SearchException, QuerySyntaxException;

  /** Number of records up to the last that a search finds now; 0 for none. */
  long indexed(Stream stream) throws SearchException;

  /** A record by its number, from the ledger, checked; empty when no checkpoint covers it. */
  Optional<RecordView> record(Stream stream, long seq) throws SearchException;

  /** A record by its {@code event.id}: found through the index, read from the ledger, checked. */
  Optional<RecordView> byEventId(Stream stream, String eventId) throws SearchException;

  /**
   * The same search, but in {@code stream} it finds and opens only what {@code query} finds as
   * well.
   *
   * @throws QuerySyntaxException when the query is wrong
   */
  AuditSearch restrictedTo(Stream stream, String query) throws QuerySyntaxException;

  /** The same search, but what is asked through it can be cancelled under this name. */
  AuditSearch named(String name);

  /**
   * Ends what is being asked under the name, here and in Elasticsearch; whoever waits for it gets
   * {@link SearchException.Reason#CANCELLED}.
   *
   * @return false when nothing is being asked under it
   */
  boolean cancel(String name);
}
