package org.watchfire.console.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class RecipientKeyTest {
  private static final byte[] SECRET = "0123456789abcdef".getBytes(UTF_8);

  @Test
  void onlyTheRecipientOfAnRsaKeyUnwraps() throws Exception {
    KeyPair pair = rsa(3072);
    RecipientKey key = RecipientKey.parse("INTL", pem(pair));
    byte[] wrapped = Base64.getDecoder().decode(key.wrap(SECRET, new SecureRandom()));
    Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
    oaep.init(
        Cipher.DECRYPT_MODE,
        pair.getPrivate(),
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    assertThat(oaep.doFinal(wrapped)).isEqualTo(SECRET);
    assertThat(key.fingerprint()).hasSize(32);
  }

  @Test
  void onlyTheRecipientOfAnSm2KeyUnwraps() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec("sm2p256v1"));
    KeyPair pair = generator.generateKeyPair();
    RecipientKey key = RecipientKey.parse("SM", pem(pair));
    byte[] wrapped = Base64.getDecoder().decode(key.wrap(SECRET, new SecureRandom()));
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(false, PrivateKeyFactory.createKey(pair.getPrivate().getEncoded()));
    assertThat(engine.processBlock(wrapped, 0, wrapped.length)).isEqualTo(SECRET);
  }

  @Test
  void weakWrongOrUnreadableKeysAreRefused() throws Exception {
    String weak = pem(rsa(2048));
    assertThatThrownBy(() -> RecipientKey.parse("INTL", weak)).hasMessageContaining("3072");
    assertThatThrownBy(() -> RecipientKey.parse("SM", weak)).hasMessageContaining("SM2");
    for (String text :
        new String[] {
          "",
          "not pem",
          "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
          "x".repeat(9_000)
        }) {
      assertThatThrownBy(() -> RecipientKey.parse("INTL", text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("recipient");
    }
  }

  private static KeyPair rsa(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }
}
