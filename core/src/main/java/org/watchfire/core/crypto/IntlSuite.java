package org.watchfire.core.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256, HMAC-SHA-256, Ed25519, AES-256-GCM; all from the JDK. */
final class IntlSuite implements CryptoSuite {
  static final String NAME = "INTL";
  private static final String ALG = "A256GCM";

  // DER headers before the raw 32 bytes of an Ed25519 key (RFC 8410).
  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] hash(byte[] data) {
    return ask(() -> MessageDigest.getInstance("SHA-256").digest(data));
  }

  @Override
  public MacKey newMacKey() {
    return new MacKey(NAME, KeyText.newId(), KeyText.random(32));
  }

  @Override
  public byte[] mac(MacKey key, byte[]... parts) {
    require(key.suite());
    return ask(
        () -> {
          Mac mac = Mac.getInstance("HmacSHA256");
          mac.init(new SecretKeySpec(key.material(), "HmacSHA256"));
          for (byte[] part : parts) {
            mac.update(part);
          }
          return mac.doFinal();
        });
  }

  @Override
  public SigningKey newSigningKey() {
    return ask(
        () -> {
          KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
          byte[] secret = pair.getPrivate().getEncoded();
          byte[] open = pair.getPublic().getEncoded();
          return new SigningKey(
              NAME,
              KeyText.newId(),
              Arrays.copyOfRange(secret, secret.length - 32, secret.length),
              Arrays.copyOfRange(open, open.length - 32, open.length));
        });
  }

  @Override
  public byte[] sign(SigningKey key, byte[] data) {
    require(key.suite());
    return ask(
        () -> {
          Signature signature = Signature.getInstance("Ed25519");
          signature.initSign(
              KeyFactory.getInstance("Ed25519")
                  .generatePrivate(new PKCS8EncodedKeySpec(concat(PKCS8, key.secret()))));
          signature.update(data);
          return signature.sign();
        });
  }

  @Override
  public boolean verify(VerifyKey key, byte[] data, byte[] signatureBytes) {
    require(key.suite());
    return ask(
        () -> {
          Signature signature = Signature.getInstance("Ed25519");
          signature.initVerify(
              KeyFactory.getInstance("Ed25519")
                  .generatePublic(new X509EncodedKeySpec(concat(X509, key.material()))));
          signature.update(data);
          try {
            return signature.verify(signatureBytes);
          } catch (SignatureException malformed) {
            return false;
          }
        });
  }

  @Override
  public AeadKey newAeadKey() {
    return new AeadKey(NAME, KeyText.newId(), KeyText.random(32));
  }

  @Override
  public Envelope seal(AeadKey key, int version, byte[] plain, byte[] aad) {
    require(key.suite());
    byte[] nonce = KeyText.random(12);
    byte[] ct =
        ask(
            () ->
                cipher(
                        Cipher.ENCRYPT_MODE,
                        key,
                        nonce,
                        Envelope.boundData(key.id(), version, ALG, aad))
                    .doFinal(plain));
    return new Envelope(key.id(), version, ALG, nonce, ct);
  }

  @Override
  public byte[] open(AeadKey key, Envelope envelope, byte[] aad) throws CryptoException {
    require(key.suite());
    if (!envelope.kid().equals(key.id()) || !envelope.alg().equals(ALG)) {
      throw new CryptoException("the envelope was sealed under another key or algorithm");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, key, envelope.nonce(), envelope.boundData(aad))
          .doFinal(envelope.ct());
    } catch (GeneralSecurityException e) {
      throw new CryptoException("the envelope does not open: altered, or not for this use", e);
    }
  }

  private static Cipher cipher(int mode, AeadKey key, byte[] nonce, byte[] bound)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key.material(), "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(bound);
    return cipher;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static void require(String suite) {
    if (!suite.equals(NAME)) {
      throw new IllegalArgumentException("a key of suite " + suite + " was given to " + NAME);
    }
  }

  private interface Question<T> {
    T ask() throws GeneralSecurityException;
  }

  /** Every JDK 17 has these algorithms, and our keys have the right form. */
  private static <T> T ask(Question<T> question) {
    try {
      return question.ask();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's cryptography failed", e);
    }
  }
}
