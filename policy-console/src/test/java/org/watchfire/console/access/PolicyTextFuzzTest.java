package org.watchfire.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.label.LevelScheme;

/** Whatever is sent as policies is a set or a list of problems. */
class PolicyTextFuzzTest {
  @FuzzTest
  void whateverIsSentIsASetOrProblems(byte[] bytes) {
    JsonNode policies = StrictJson.tree(bytes);
    if (policies == null || !policies.isArray()) {
      return;
    }
    try {
      assertThat(PolicyText.read(policies, LevelScheme.DEFAULT).hash()).hasSize(64);
    } catch (PolicyText.Unreadable e) {
      assertThat(e.problems()).isNotEmpty();
    }
  }
}
