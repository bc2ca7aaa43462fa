package org.watchfire.console.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;

class ApprovalRequestFuzzTest {
  /** What is read is fit to be stored and hashed; everything else is a refusal. */
  @FuzzTest
  void bytesBecomeARequestOrARefusal(byte[] body) {
    try {
      ApprovalRoutes.Request request = StrictJson.read(body, ApprovalRoutes.Request.class);
      assertThat(request.reason().strip()).isEqualTo(request.reason()).doesNotContain("\0");
      assertThat(ContentHash.canonical(request.parameters())).startsWith("{").endsWith("}");
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isIn(400, 413);
    }
  }
}
