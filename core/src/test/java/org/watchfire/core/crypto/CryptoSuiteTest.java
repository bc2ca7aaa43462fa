package org.watchfire.core.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CryptoSuiteTest {
  private static final byte[] DATA = "烽燧".getBytes(UTF_8);
  private static final byte[] AAD = "asset-1".getBytes(UTF_8);

  @Test
  void hashesMatchThePublishedVectors() {
    byte[] abc = "abc".getBytes(UTF_8);
    // FIPS 180-4 and GB/T 32905-2016, annex A.
    assertThat(HexFormat.of().formatHex(CryptoSuites.intl().hash(abc)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(HexFormat.of().formatHex(CryptoSuites.sm().hash(abc)))
        .isEqualTo("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void signaturesVerifyAndNothingElseDoes(String name) {
    CryptoSuite suite = CryptoSuites.named(name);
    SigningKey key = SigningKey.parse(suite.newSigningKey().text());
    byte[] signature = suite.sign(key, DATA);
    VerifyKey verify = VerifyKey.parse(key.verifyKey().text());

    assertThat(suite.verify(verify, DATA, signature)).isTrue();
    assertThat(suite.verify(verify, AAD, signature)).isFalse();
    assertThat(suite.verify(suite.newSigningKey().verifyKey(), DATA, signature)).isFalse();
    assertThat(suite.verify(verify, DATA, new byte[0])).isFalse();
    signature[signature.length / 2] ^= 1;
    assertThat(suite.verify(verify, DATA, signature)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void envelopesOpenOnlyUnaltered(String name) throws Exception {
    CryptoSuite suite = CryptoSuites.named(name);
    AeadKey key = AeadKey.parse(suite.newAeadKey().text());
    Envelope sealed = Envelope.parse(suite.seal(key, DATA, AAD).text());

    assertThat(suite.open(key, sealed, AAD)).isEqualTo(DATA);
    assertThatThrownBy(() -> suite.open(key, sealed, DATA)).isInstanceOf(CryptoException.class);
    assertThatThrownBy(() -> suite.open(suite.newAeadKey(), sealed, AAD))
        .isInstanceOf(CryptoException.class);
    byte[] ct = sealed.ct().clone();
    ct[0] ^= 1;
    Envelope altered = new Envelope(sealed.kid(), 1, sealed.alg(), sealed.nonce(), ct);
    assertThatThrownBy(() -> suite.open(key, altered, AAD)).isInstanceOf(CryptoException.class);
    Envelope otherVersion =
        new Envelope(sealed.kid(), 2, sealed.alg(), sealed.nonce(), sealed.ct());
    assertThatThrownBy(() -> suite.open(key, otherVersion, AAD))
        .isInstanceOf(CryptoException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void macsDependOnKeyAndParts(String name) {
    CryptoSuite suite = CryptoSuites.named(name);
    MacKey key = MacKey.parse(suite.newMacKey().text());
    assertThat(suite.mac(key, DATA, AAD)).hasSize(32).isEqualTo(suite.mac(key, DATA, AAD));
    assertThat(suite.mac(key, DATA, AAD)).isNotEqualTo(suite.mac(key, AAD, DATA));
    assertThat(suite.mac(suite.newMacKey(), DATA)).isNotEqualTo(suite.mac(key, DATA));
  }

  @Test
  void keysAreNotMixedUpAndNeverPrinted() {
    MacKey mac = CryptoSuites.intl().newMacKey();
    assertThat(mac.toString()).doesNotContain(mac.text().split(":")[3]);
    assertThatThrownBy(() -> AeadKey.parse(mac.text()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(mac.text().split(":")[3]);
    assertThatThrownBy(() -> CryptoSuites.sm().mac(mac, DATA))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 200)
  void envelopeParsingRefusesOrRoundTrips(@ForAll String text) {
    try {
      assertThat(Envelope.parse(text).text()).isEqualTo(text);
    } catch (CryptoException refused) {
      assertThat(refused).hasMessageContaining("envelope");
    }
  }
}
