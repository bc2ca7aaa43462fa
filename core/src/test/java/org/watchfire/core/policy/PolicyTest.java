package org.watchfire.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.core.policy.PolicyException.Reason;

class PolicyTest {
  private final SigningKey key = CryptoSuites.sm().newSigningKey();
  private final PolicyVerifier verifier = new PolicyVerifier(List.of(key.verifyKey()));

  private static PolicyObject person(long version, String previous, int clearance) {
    return new PolicyObject(
        "person",
        "p-1",
        version,
        previous,
        "2026-11-21T08:00:00Z",
        "secadmin",
        false,
        Map.of("name", "李娜", "clearance", clearance, "accounts", List.of("li.na")));
  }

  @Test
  void signedObjectsComeBackWhole() throws Exception {
    PolicyObject object = person(1, "", 2);
    PolicyObject read = verifier.verify(PolicySigner.sign(object, key));
    assertThat(read.canonicalBytes()).isEqualTo(object.canonicalBytes());
    assertThat(read.key()).isEqualTo("person/p-1");
    assertThat(read.body()).containsEntry("clearance", 2L);
  }

  @Test
  void aChangedBodyOrUnknownKeyIsRefused() {
    String signed = new String(PolicySigner.sign(person(1, "", 2), key), UTF_8);
    byte[] raised = signed.replace("\"clearance\":2", "\"clearance\":6").getBytes(UTF_8);
    assertReason(() -> verifier.verify(raised), Reason.BAD_SIGNATURE);
    SigningKey other = CryptoSuites.sm().newSigningKey();
    assertReason(
        () -> verifier.verify(PolicySigner.sign(person(1, "", 2), other)), Reason.UNKNOWN_KEY);
    assertReason(() -> verifier.verify("{}".getBytes(UTF_8)), Reason.MALFORMED);
    assertReason(() -> verifier.verify(new byte[] {1}), Reason.MALFORMED);
  }

  @Test
  void versionsNeverGoBackAndFollowTheirPredecessor() throws Exception {
    PolicyHistory history = new PolicyHistory();
    PolicyObject one = person(1, "", 2);
    PolicyObject two = person(2, one.hash(), 3);
    assertThat(history.accept(one)).isTrue();
    assertThat(history.accept(one)).isFalse();
    assertReason(() -> history.accept(person(2, "feed", 3)), Reason.BROKEN_CHAIN);
    assertThat(history.accept(two)).isTrue();
    assertReason(() -> history.accept(one), Reason.ROLLED_BACK);
    assertReason(() -> history.accept(person(2, one.hash(), 6)), Reason.ROLLED_BACK);
    assertThat(history.accept(person(9, "compacted away", 1))).isTrue();
  }

  private static void assertReason(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PolicyException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
