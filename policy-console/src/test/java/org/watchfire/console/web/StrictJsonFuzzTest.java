package org.watchfire.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.watchfire.console.identity.Role;

class StrictJsonFuzzTest {
  /** Anything that is not exactly the record is a refusal; nothing else may come out. */
  @FuzzTest
  void bytesBecomeARecordOrARefusal(byte[] body) {
    try {
      UserRoutes.Roles roles = StrictJson.read(body, UserRoutes.Roles.class);
      assertThat(roles.roles()).isNotNull();
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refusal.getMessage()).isNotEmpty().hasSizeLessThan(500);
    }
  }

  @Test
  void whatFitsIsRead() {
    assertThat(read("{\"roles\":[\"ANALYST\",\"AUDITOR\"]}"))
        .isEqualTo(Set.of(Role.ANALYST, Role.AUDITOR));
    assertThat(read("{\"roles\":[]}")).isEmpty();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    for (String wrong :
        List.of(
            "",
            "null",
            "[]",
            "\"roles\"",
            "{",
            "{}",
            "{\"roles\":null}",
            "{\"roles\":[null]}",
            "{\"roles\":\"ANALYST\"}",
            "{\"roles\":[\"ROOT\"]}",
            "{\"roles\":[0]}",
            "{\"roles\":[true]}",
            "{\"roles\":[],\"roles\":[\"ANALYST\"]}",
            "{\"roles\":[],\"admin\":true}",
            "{\"roles\":[]} {}",
            "{\"roles\":[]}]",
            "{roles:[]}",
            "{\"roles\":[" + "[".repeat(100_000),
            "{\"roles\":[\"" + "A".repeat(300_000) + "\"]}",
            "{\"@class\":\"java.lang.Runtime\",\"roles\":[]}")) {
      assertThatThrownBy(() -> read(wrong))
          .as(wrong.substring(0, Math.min(40, wrong.length())))
          .isInstanceOf(Refusal.class)
          .hasMessageNotContaining("jackson")
          .hasMessageNotContaining("org.watchfire");
    }
  }

  @Test
  void anUnknownNameIsNotEchoedRaw() {
    assertThatThrownBy(() -> read("{\"roles\":[],\"<script>\\r\\nX: y\":1}"))
        .hasMessageContaining("unknown field")
        .hasMessageNotContaining("<")
        .hasMessageNotContaining("\n");
  }

  private static Set<Role> read(String json) {
    return StrictJson.read(json.getBytes(StandardCharsets.UTF_8), UserRoutes.Roles.class).roles();
  }
}
