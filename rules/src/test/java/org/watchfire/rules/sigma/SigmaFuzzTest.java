package org.watchfire.rules.sigma;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.watchfire.rules.match.Routing;

/** Texts of rules come from people and from the network: no text may do more than be rejected. */
class SigmaFuzzTest {
  private static final String HEAD =
      "title: t\nid: r\nlogsource: {product: x}\ndetection:\n  condition: sel\n  sel:\n    ";

  @FuzzTest(maxDuration = "30s")
  void rules(FuzzedDataProvider data) {
    SigmaParser.parse(new RuleSource("fuzz", data.consumeRemainingAsString()));
  }

  @FuzzTest(maxDuration = "30s")
  void detections(FuzzedDataProvider data) {
    SigmaParser.parse(new RuleSource("fuzz", HEAD + data.consumeRemainingAsString()));
  }

  @FuzzTest(maxDuration = "30s")
  void routings(FuzzedDataProvider data) {
    try {
      Routing.parse(new RuleSource("fuzz", data.consumeRemainingAsString()));
    } catch (IllegalArgumentException rejected) {
      if (rejected.getClass() != IllegalArgumentException.class) {
        throw rejected;
      }
    }
  }
}
