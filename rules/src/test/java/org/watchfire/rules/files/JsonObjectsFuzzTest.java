package org.watchfire.rules.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Files of events come from anywhere: no bytes may do more than be reported. */
class JsonObjectsFuzzTest {
  private static final int MAX = 64;

  @FuzzTest(maxDuration = "30s")
  void splits(FuzzedDataProvider data) throws IOException {
    int step = data.consumeInt(1, 32);
    byte[] bytes = data.consumeRemainingAsBytes();
    JsonObjects fast = new JsonObjects(JsonObjectsTest.trickle(bytes, step), MAX, 8);
    assertThat(JsonObjectsTest.parts(fast)).isEqualTo(SlowObjects.split(bytes, MAX));
  }
}
