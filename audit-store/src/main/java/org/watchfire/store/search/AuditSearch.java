package org.watchfire.store.search;

import java.time.Instant;
import java.util.Optional;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.QuerySyntaxException;

/** Searching and opening what the store keeps. Implementations are thread-safe. */
public interface AuditSearch {
  /**
   * One page of records.
   *
   * @throws QuerySyntaxException when the query or the cursor is wrong
   * @throws SearchException when Elasticsearch is away or too slow
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
}
