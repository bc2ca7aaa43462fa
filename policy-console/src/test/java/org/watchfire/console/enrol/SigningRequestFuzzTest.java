package org.watchfire.console.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.watchfire.console.web.Refusal;

class SigningRequestFuzzTest {
  /** Whatever comes, as text or as the content of a block: a key that may be certified, or no. */
  @FuzzTest
  void bytesBecomeARequestOrARefusal(byte[] input) {
    read(new String(input, StandardCharsets.ISO_8859_1));
    read(Pem.text("CERTIFICATE REQUEST", input));
  }

  private static void read(String text) {
    try {
      assertThat(KeyKind.of(SigningRequest.parse(text).key())).isPresent();
    } catch (Refusal refusal) {
      assertThat(refusal.code()).isEqualTo("csr");
    }
  }
}
