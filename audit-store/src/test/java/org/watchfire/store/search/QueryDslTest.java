package org.watchfire.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.Condition;

class QueryDslTest {
  private static String compiled(String query) throws Exception {
    return QueryDsl.of(Condition.parse(Stream.EVENTS, query)).toString();
  }

  @Test
  void userTextOnlyEverBecomesAValue() throws Exception {
    assertThat(compiled("user.name:\"x\\\"}},{\\\"match_all\\\":{\""))
        .isEqualTo(
            "Query: {\"term\":{\"user.name\":{\"value\":\"x\\\"}},{\\\"match_all\\\":{\"}}}");
    assertThat(compiled("message:\"/.*/ _exists_:x\"")).contains("match_phrase");
  }

  @Test
  void beginningsOfWordsAreNeverCutShortInSilence() throws Exception {
    assertThat(compiled("message:Log*"))
        .isEqualTo("Query: {\"prefix\":{\"message\":{\"value\":\"log\"}}}");
    assertThat(compiled("message:登录fai*")).contains("span_near").doesNotContain("phrase_prefix");
  }
}
