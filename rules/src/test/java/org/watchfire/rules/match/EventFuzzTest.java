package org.watchfire.rules.match;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Bytes from anywhere: both readers take the same events and see the same in them. */
class EventFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void bothReadersAgree(FuzzedDataProvider data) {
    EventReadingPropertyTest.compare(data.consumeRemainingAsBytes());
  }
}
