package org.watchfire.store.search;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.watchfire.store.ledger.Stream;

/** Whatever somebody types: a query, or an error with a column inside the text. */
class KqlFuzzTest {
  @FuzzTest
  void parsesOrNamesAColumn(FuzzedDataProvider data) {
    Stream stream = data.pickValue(Stream.values());
    String query = data.consumeRemainingAsString();
    try {
      if (new KqlCompiler(stream).compile(KqlParser.parse(query)).toString().isEmpty()) {
        throw new AssertionError("compiled to nothing");
      }
    } catch (QuerySyntaxException e) {
      if (e.column() < 1 || e.column() > query.length() + 1) {
        throw new AssertionError("column " + e.column() + " of " + query.length(), e);
      }
    }
  }
}
