package org.watchfire.store.query;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.watchfire.store.ledger.Stream;

/** Whatever somebody types, and whatever a record holds. */
class KqlFuzzTest {
  /** A query, or an error with a column inside the text. */
  @FuzzTest
  void readsOrNamesAColumn(FuzzedDataProvider data) {
    Stream stream = data.pickValue(Stream.values());
    String query = data.consumeRemainingAsString();
    try {
      if (Condition.parse(stream, query) == null) {
        throw new AssertionError("read to nothing");
      }
    } catch (QuerySyntaxException e) {
      if (e.column() < 1 || e.column() > query.length() + 1) {
        throw new AssertionError("column " + e.column() + " of " + query.length(), e);
      }
    }
  }

  /** An entry is found by a query or by its opposite, never by both. */
  @FuzzTest
  void everyEntryIsJudged(FuzzedDataProvider data) throws QuerySyntaxException {
    String query =
        data.pickValue(
            new String[] {
              "message:a", "source.ip:10.0.0.0/8", "@timestamp > 2026-01-01", "source.port < 9"
            });
    byte[] entry = data.consumeRemainingAsBytes();
    boolean found = KqlEvaluator.of(Stream.EVENTS, query, null, null).matches(1, entry);
    boolean left = KqlEvaluator.of(Stream.EVENTS, "not " + query, null, null).matches(1, entry);
    if (found == left) {
      throw new AssertionError("neither or both");
    }
  }
}
