package org.watchfire.console.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  @Test
  void aHashCarriesItsParametersAndMatchesOnlyItsPassword() {
    Passwords passwords = passwords(64, 1, Duration.ofSeconds(5));
    String hash = passwords.encryptPassword("密码 with spaces");
    assertThat(hash).startsWith("$shiro2$argon2id$v=19$").contains("m=64");
    assertThat(passwords.passwordsMatch("密码 with spaces", hash)).isTrue();
    assertThat(passwords.passwordsMatch("密码 with space", hash)).isFalse();
    assertThat(passwords.passwordsMatch(passwords.generate(), passwords.decoy())).isFalse();
    // Stronger parameters later do not lock anybody out.
    assertThat(passwords(128, 1, Duration.ofSeconds(5)).passwordsMatch("密码 with spaces", hash))
        .isTrue();
    assertThat(passwords.encryptPassword("密码 with spaces")).isNotEqualTo(hash);
  }

  @Test
  void generatedPasswordsAreGoodEnoughAndDiffer() {
    Passwords passwords = passwords(64, 1, Duration.ofSeconds(5));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      String one = passwords.generate();
      assertThat(Passwords.weakness(one, "analyst")).isEmpty();
      assertThat(seen.add(one)).isTrue();
    }
  }

  @Test
  void whoWaitsTooLongIsToldToComeAgain() {
    Passwords slow = passwords(24 << 10, 1, Duration.ofMillis(1));
    String hash = passwords(64, 1, Duration.ofSeconds(1)).encryptPassword("some password");
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(() -> slow.encryptPassword("keeps the only slot busy"));
    org.awaitility.Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> slow.passwordsMatch("some password", hash))
                    .isInstanceOf(IdentityException.class)
                    .hasMessageContaining("too many"));
    assertThat(first.join()).isNotEmpty();
    assertThat(slow.passwordsMatch("some password", hash)).isTrue();
  }

  private static Passwords passwords(int memoryKib, int concurrent, Duration patience) {
    return new Passwords(memoryKib, 1, 1, concurrent, patience, new SecureRandom());
  }
}
