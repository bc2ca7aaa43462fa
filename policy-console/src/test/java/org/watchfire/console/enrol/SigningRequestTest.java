package org.watchfire.console.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.watchfire.console.web.Refusal;

class SigningRequestTest {
  private static final byte[] DER =
      Pem.read("CERTIFICATE REQUEST", TestKey.agent().csr()).orElseThrow();

  @Test
  void keysThatKafkaCanUseAreTaken() {
    for (TestKey key :
        List.of(
            TestKey.ec("secp256r1"),
            TestKey.ec("secp384r1"),
            TestKey.rsa(3072),
            TestKey.of("Ed25519", null, "Ed25519"))) {
      assertThat(SigningRequest.parse(key.csr()).key()).isEqualTo(key.pair().getPublic());
      assertThat(SigningRequest.parse(key.csr().replace("CERTIFICATE", "NEW CERTIFICATE")).key())
          .isEqualTo(key.pair().getPublic());
    }
  }

  @Test
  void weakOrStrangeKeysAreNot() {
    refused(TestKey.rsa(2048).csr()).hasMessageContaining("3072");
    refused(TestKey.ec("secp521r1").csr()).hasMessageContaining("P-384");
    refused(TestKey.of("Ed448", null, "Ed448").csr()).hasMessageContaining("Ed25519");
    refused(
            TestKey.of(
                    "RSA",
                    new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F0),
                    "SHA256withRSA")
                .csr())
        .hasMessageContaining("key");
    refused(new TestKey(TestKey.rsa(3072).pair(), "SHA1withRSA").csr())
        .hasMessageContaining("algorithm");
  }

  @Test
  void whoDoesNotHaveTheKeyGetsNothing() throws IOException {
    byte[] forged = DER.clone();
    forged[forged.length - 1] ^= 1;
    refused(Pem.text("CERTIFICATE REQUEST", forged)).hasMessageContaining("signature");
  }

  @Test
  void aWrongTagOfTheAttributesIsNotMadeGood() {
    byte[] altered = DER.clone();
    int tag = 0;
    // The attributes follow the point of the key: BIT STRING of 66 bytes.
    while (altered[tag] != 0x03 || altered[tag + 1] != 0x42) {
      tag++;
    }
    tag += 2 + 0x42;
    assertThat(altered[tag]).isEqualTo((byte) 0xa0);
    altered[tag] = (byte) 0xa4;
    refused(Pem.text("CERTIFICATE REQUEST", altered)).hasMessageContaining("PKCS#10");
  }

  @Test
  void onlyOneBlockInTheRightFormIsRead() {
    String csr = TestKey.agent().csr();
    refused(null);
    refused("");
    refused(csr + csr);
    refused("x" + csr);
    refused(csr.replace("CERTIFICATE REQUEST", "CERTIFICATE"));
    refused(csr.replace("\n", "\n!"));
    refused(" ".repeat(SigningRequest.LONGEST) + csr);
    refused(Pem.text("CERTIFICATE REQUEST", Arrays.copyOf(DER, DER.length + 1)));
    refused(Pem.text("CERTIFICATE REQUEST", Arrays.copyOf(DER, DER.length - 1)));
    assertThat(SigningRequest.parse("\n " + csr.replace("\n", "\r\n")).der())
        .isEqualTo(Pem.read("CERTIFICATE REQUEST", csr).orElseThrow());
  }

  @Test
  void deepNestingDoesNotEndTheProcess() {
    byte[] deep = new byte[5_000];
    for (int i = 0; i < deep.length; i += 4) {
      int rest = deep.length - i - 4;
      deep[i] = 0x30;
      deep[i + 1] = (byte) 0x82;
      deep[i + 2] = (byte) (rest >> 8);
      deep[i + 3] = (byte) rest;
    }
    refused(Pem.text("CERTIFICATE REQUEST", deep));
  }

  @Property(tries = 400)
  void anAlteredRequestIsRefusedOrCarriesTheSameKey(
      @ForAll @IntRange(max = 10_000) int at, @ForAll byte value) {
    byte[] altered = DER.clone();
    altered[at % altered.length] = value;
    try {
      SigningRequest read = SigningRequest.parse(Pem.text("CERTIFICATE REQUEST", altered));
      // An ECDSA signature and what it covers hold every byte.
      assertThat(altered).isEqualTo(DER);
      assertThat(read.der()).isEqualTo(DER);
    } catch (Refusal e) {
      assertThat(e.code()).isEqualTo("csr");
    }
  }

  @Example
  void namesOfPartsAreNobodys() {
    AgentNames names = new AgentNames(List.of("Mirror-Maker"));
    assertThat(names.require("gw-01.finance")).isEqualTo("gw-01.finance");
    for (String bad :
        List.of(
            "",
            "-a",
            "a b",
            "a/b",
            "a,CN=kafka",
            "Kafka",
            "supervisor",
            "ca",
            "mirror-maker",
            "x".repeat(65),
            "ä")) {
      assertThatThrownBy(() -> names.require(bad)).as(bad).isInstanceOf(Refusal.class);
    }
    assertThatThrownBy(() -> names.require(null)).isInstanceOf(Refusal.class);
  }

  private static AbstractThrowableAssert<?, ?> refused(String pem) {
    return assertThatThrownBy(() -> SigningRequest.parse(pem))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo("csr");
              assertThat(refusal.status()).isEqualTo(400);
            });
  }
}
