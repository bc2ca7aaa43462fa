package org.watchfire.console.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
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

  @Test
  void nationalHashesAreThoseOfTheStandardAndOldOnesStayValid() throws Exception {
    Passwords national =
        new Passwords(64, 1, 1, OptionalInt.of(1000), 1, Duration.ofSeconds(5), new SecureRandom());
    String hash = national.encryptPassword("密码 with spaces");
    assertThat(hash).matches("\\$pbkdf2-hmac-sm3\\$i=1000\\$.{22}\\$.{43}");
    assertThat(national.passwordsMatch("密码 with spaces".toCharArray(), hash)).isTrue();
    assertThat(national.passwordsMatch("密码 with space", hash)).isFalse();
    assertThat(national.passwordsMatch(national.generate(), national.decoy())).isFalse();
    assertThat(national.encryptPassword("密码 with spaces")).isNotEqualTo(hash);
    Passwords other = passwords(64, 1, Duration.ofSeconds(5));
    assertThat(other.passwordsMatch("密码 with spaces", hash)).isTrue();
    assertThat(national.passwordsMatch("older one", other.encryptPassword("older one"))).isTrue();
    assertThat(national.passwordsMatch("x", "$pbkdf2-hmac-sm3$i=0$$")).isFalse();

    String[] parts = hash.split("\\$");
    byte[] salt = Base64.getDecoder().decode(parts[3]);
    assertThat(Base64.getDecoder().decode(parts[4]))
        .isEqualTo(pbkdf2("密码 with spaces".getBytes(UTF_8), salt, 1000));
  }

  /** RFC 8018 section 5.2 as it stands there, for one block. */
  private static byte[] pbkdf2(byte[] password, byte[] salt, int iterations) throws Exception {
    Mac mac = Mac.getInstance("HmacSM3", new BouncyCastleProvider());
    mac.init(new SecretKeySpec(password, "HmacSM3"));
    mac.update(salt);
    byte[] u = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] sum = u.clone();
    for (int i = 1; i < iterations; i++) {
      u = mac.doFinal(u);
      for (int b = 0; b < sum.length; b++) {
        sum[b] ^= u[b];
      }
    }
    return sum;
  }

  private static Passwords passwords(int memoryKib, int concurrent, Duration patience) {
    return new Passwords(memoryKib, 1, 1, concurrent, patience, new SecureRandom());
  }
}
