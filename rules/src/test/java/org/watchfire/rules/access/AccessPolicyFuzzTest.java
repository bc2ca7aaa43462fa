package org.watchfire.rules.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** No text may do more than be refused, and what is taken reads the same again. */
class AccessPolicyFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void sets(FuzzedDataProvider data) throws AccessPolicyException {
    AccessPolicySet set;
    try {
      set = AccessPolicyReader.ofPublished().read(data.consumeRemainingAsBytes());
    } catch (AccessPolicyException refused) {
      return;
    }
    AccessPolicySet again = AccessPolicyReader.ofPublished().read(set.canonicalBytes());
    if (!again.equals(set)) {
      throw new AssertionError("the canonical text reads differently");
    }
  }

  @FuzzTest(maxDuration = "30s")
  void decisions(FuzzedDataProvider data) {
    try {
      RecordedDecision.read(data.consumeRemainingAsString().getBytes(UTF_8));
    } catch (AccessPolicyException refused) {
      // What it is for.
    }
  }
}
