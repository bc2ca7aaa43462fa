package org.watchfire.console.enrol;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** The kinds of keys that are certified, and how each signs. */
enum KeyKind {
  EC_P256("EC", "SHA256withECDSA"),
  EC_P384("EC", "SHA384withECDSA"),
  RSA("RSA", "SHA256withRSA"),
  ED25519("Ed25519", "Ed25519");

  private static final int RSA_LEAST = 3072;
  private static final int RSA_MOST = 8192;
  private static final long RSA_EXPONENT = 65_537;

  private final String factory;
  private final String signature;

  KeyKind(String factory, String signature) {
    this.factory = factory;
    this.signature = signature;
  }

  /** Name of the JCA's key factory. */
  String factory() {
    return factory;
  }

  /** Name of the JCA's signature algorithm. */
  String signature() {
    return signature;
  }

  /** Empty when a key of that kind or size is not certified. */
  static Optional<KeyKind> of(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      return switch (ec.getParams().getOrder().bitLength()) {
        case 256 -> Optional.of(EC_P256);
        case 384 -> Optional.of(EC_P384);
        default -> Optional.empty();
      };
    }
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      // Another exponent is a mistake or a trap: with a huge one each check takes seconds.
      return bits >= RSA_LEAST
              && bits <= RSA_MOST
              && rsa.getPublicExponent().bitLength() < Long.SIZE
              && rsa.getPublicExponent().longValue() == RSA_EXPONENT
          ? Optional.of(RSA)
          : Optional.empty();
    }
    return key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")
        ? Optional.of(ED25519)
        : Optional.empty();
  }

  byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
    Signature signer = Signature.getInstance(signature);
    signer.initSign(key);
    signer.update(content);
    return signer.sign();
  }

  boolean verifies(PublicKey key, byte[] content, byte[] signed) throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(signature);
    verifier.initVerify(key);
    verifier.update(content);
    return verifier.verify(signed);
  }
}
