package org.watchfire.console.keys;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.openssl.PEMParser;
import org.watchfire.core.crypto.CryptoSuites;

/**
 * The public key of who receives an exported key: RSA of at least 3072 bits in suite INTL
 * (RSAES-OAEP with SHA-256, RFC 8017), SM2 in suite SM (GB/T 32918.4, C1C3C2).
 */
final class RecipientKey {
  private static final int SHORTEST_RSA = 3072;
  private static final int LONGEST_PEM = 8_000;

  private final String suite;
  private final byte[] encoded;

  private RecipientKey(String suite, byte[] encoded) {
    this.suite = suite;
    this.encoded = encoded;
  }

  /**
   * @param pem {@code -----BEGIN PUBLIC KEY-----} (RFC 7468)
   * @throws IllegalArgumentException when it is not a key that this suite wraps for
   */
  static RecipientKey parse(String suite, String pem) {
    if (pem.length() > LONGEST_PEM) {
      throw new IllegalArgumentException("recipient is too long for a public key");
    }
    SubjectPublicKeyInfo info;
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      if (!(parser.readObject() instanceof SubjectPublicKeyInfo read)) {
        throw new IllegalArgumentException("recipient expects a PEM public key");
      }
      info = read;
      RecipientKey key = new RecipientKey(suite, info.getEncoded());
      key.requireFit(info);
      return key;
    } catch (IOException | GeneralSecurityException | IllegalStateException e) {
      throw new IllegalArgumentException("recipient is not a readable PEM public key", e);
    }
  }

  /** 32 hex characters that tell this key from others. */
  String fingerprint() {
    return HexFormat.of().formatHex(CryptoSuites.named(suite).hash(encoded), 0, 16);
  }

  /** The algorithm of {@link #wrap}. */
  String algorithm() {
    return suite.equals("SM") ? "SM2-C1C3C2" : "RSA-OAEP-256";
  }

  /**
   * @return base64
   */
  String wrap(byte[] secret, SecureRandom random) {
    try {
      byte[] wrapped;
      if (suite.equals("SM")) {
        SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
        engine.init(true, new ParametersWithRandom(PublicKeyFactory.createKey(encoded), random));
        wrapped = engine.processBlock(secret, 0, secret.length);
      } else {
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(
            Cipher.ENCRYPT_MODE,
            rsa(),
            new OAEPParameterSpec(
                "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT),
            random);
        wrapped = oaep.doFinal(secret);
      }
      return Base64.getEncoder().encodeToString(wrapped);
    } catch (IOException | GeneralSecurityException | InvalidCipherTextException e) {
      throw new IllegalStateException("wrapping to the recipient failed", e);
    }
  }

  private PublicKey rsa() throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
  }

  private void requireFit(SubjectPublicKeyInfo info) throws IOException, GeneralSecurityException {
    if (suite.equals("SM")) {
      AsymmetricKeyParameter key = PublicKeyFactory.createKey(info);
      if (!(key instanceof ECPublicKeyParameters)
          || !GMObjectIdentifiers.sm2p256v1.equals(info.getAlgorithm().getParameters())) {
        throw new IllegalArgumentException("recipient expects an SM2 key in suite SM");
      }
    } else if (!info.getAlgorithm()
            .getAlgorithm()
            .equals(org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.rsaEncryption)
        || !(rsa() instanceof RSAPublicKey key)
        || key.getModulus().bitLength() < SHORTEST_RSA) {
      throw new IllegalArgumentException(
          "recipient expects an RSA key of at least " + SHORTEST_RSA + " bits in suite INTL");
    }
  }
}
