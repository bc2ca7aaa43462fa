package org.watchfire.core.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever is typed in is a share, a description, or refused with a reason. */
class KeyShareFuzzTest {
  @FuzzTest(maxDuration = "10s")
  void typedText(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    try {
      KeyShare share = KeyShare.parse(text);
      assertThat(KeyShare.parse(share.text())).isEqualTo(share);
    } catch (ShareException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      RootDescription description = RootDescription.parse(text);
      assertThat(RootDescription.parse(description.text())).isEqualTo(description);
    } catch (ShareException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
