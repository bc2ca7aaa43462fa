package org.watchfire.rules.inspect;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

class InspectorFuzzTest {
  private final Inspector inspector = new Inspector(SampleValues.CLOCK);

  @FuzzTest
  void anyTextIsInspectedAndMaskedForGood(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    int end = 0;
    for (Finding finding : inspector.inspect(text)) {
      if (finding.start() < end
          || finding.end() <= finding.start()
          || finding.end() > text.length()) {
        throw new AssertionError("overlapping or outside: " + finding);
      }
      end = finding.end();
    }
    new Masker(inspector).mask(text);
  }

  @FuzzTest
  void anyBytesAreRead(byte[] bytes) throws IOException {
    new InspectFile(inspector)
        .run(new ByteArrayInputStream(bytes), "fuzz", new ByteArrayOutputStream());
  }
}
