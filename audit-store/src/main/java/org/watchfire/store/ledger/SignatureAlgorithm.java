package org.watchfire.store.ledger;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * The signature algorithms of note keys, by Bouncy Castle. Every private key is 32 bytes: the seed
 * of Ed25519 (RFC 8032) and of ML-DSA (FIPS 204), the big-endian scalar of SM2. Thread-safe.
 */
enum SignatureAlgorithm {
  /** RFC 8032; public key 32 bytes, signature 64. */
  ED25519(32, 64) {
    @Override
    AsymmetricKeyParameter privateKey(byte[] seed) {
      return new Ed25519PrivateKeyParameters(seed, 0);
    }

    @Override
    AsymmetricKeyParameter publicKey(byte[] key) {
      return new Ed25519PublicKeyParameters(key, 0);
    }

    @Override
    byte[] publicKeyOf(AsymmetricKeyParameter key) {
      return ((Ed25519PrivateKeyParameters) key).generatePublicKey().getEncoded();
    }

    @Override
    Signer signer() {
      return new Ed25519Signer();
    }
  },

  /** FIPS 204, pure, empty context; public key 1,312 bytes, signature 2,420. */
  ML_DSA_44(1312, 2420) {
    @Override
    AsymmetricKeyParameter privateKey(byte[] seed) {
      return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed);
    }

    @Override
    AsymmetricKeyParameter publicKey(byte[] key) {
      return new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, key);
    }

    @Override
    byte[] publicKeyOf(AsymmetricKeyParameter key) {
      return ((MLDSAPrivateKeyParameters) key).getPublicKey();
    }

    @Override
    Signer signer() {
      return new MLDSASigner();
    }
  },

  /**
   * GB/T 32918.2 with SM3 and the customary identity {@code 1234567812345678}; public key 65 bytes
   * (uncompressed point), signature in DER, whose length varies.
   */
  SM2(65, Sm2Curve.VARYING_LENGTH) {
    @Override
    AsymmetricKeyParameter privateKey(byte[] scalar) {
      BigInteger d = new BigInteger(1, scalar);
      if (d.signum() == 0 || d.compareTo(Sm2Curve.ORDER.subtract(BigInteger.ONE)) >= 0) {
        throw new IllegalArgumentException("outside the range of SM2 keys");
      }
      return new ECPrivateKeyParameters(d, Sm2Curve.DOMAIN);
    }

    @Override
    AsymmetricKeyParameter publicKey(byte[] key) {
      return new ECPublicKeyParameters(
          Sm2Curve.DOMAIN.getCurve().decodePoint(key), Sm2Curve.DOMAIN);
    }

    @Override
    byte[] publicKeyOf(AsymmetricKeyParameter key) {
      BigInteger d = ((ECPrivateKeyParameters) key).getD();
      return new FixedPointCombMultiplier()
          .multiply(Sm2Curve.DOMAIN.getG(), d)
          .normalize()
          .getEncoded(false);
    }

    @Override
    Signer signer() {
      return new SM2Signer();
    }

    @Override
    byte[] newPrivateKey(SecureRandom random) {
      BigInteger d =
          BigIntegers.createRandomInRange(
              BigInteger.ONE, Sm2Curve.ORDER.subtract(BigInteger.TWO), random);
      return BigIntegers.asUnsignedByteArray(PRIVATE_LENGTH, d);
    }
  };

  /** Bytes of a private key. */
  static final int PRIVATE_LENGTH = 32;

  private final int publicLength;
  private final int signatureLength;

  SignatureAlgorithm(int publicLength, int signatureLength) {
    this.publicLength = publicLength;
    this.signatureLength = signatureLength;
  }

  /** Bytes of a public key. */
  int publicLength() {
    return publicLength;
  }

  /**
   * Reads a private key of {@link #PRIVATE_LENGTH} bytes.
   *
   * @throws IllegalArgumentException when it is none; never quotes it
   */
  abstract AsymmetricKeyParameter privateKey(byte[] key);

  /**
   * Reads a public key of {@link #publicLength} bytes.
   *
   * @throws IllegalArgumentException when it is none
   */
  abstract AsymmetricKeyParameter publicKey(byte[] key);

  /** The public key that belongs to a private one. */
  abstract byte[] publicKeyOf(AsymmetricKeyParameter privateKey);

  abstract Signer signer();

  byte[] newPrivateKey(SecureRandom random) {
    byte[] seed = new byte[PRIVATE_LENGTH];
    random.nextBytes(seed);
    return seed;
  }

  byte[] sign(AsymmetricKeyParameter privateKey, byte[] message) {
    Signer signer = signer();
    signer.init(true, privateKey);
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException(this + " could not sign", e);
    }
  }

  boolean verify(AsymmetricKeyParameter publicKey, byte[] message, byte[] signature) {
    if (signatureLength != Sm2Curve.VARYING_LENGTH && signature.length != signatureLength) {
      return false;
    }
    Signer signer = signer();
    signer.init(false, publicKey);
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  /** Here because constants of an enum may not refer to its own static fields. */
  private static final class Sm2Curve {
    static final int VARYING_LENGTH = -1;
    static final ECDomainParameters DOMAIN = domain();
    static final BigInteger ORDER = DOMAIN.getN();

    private static ECDomainParameters domain() {
      X9ECParameters p = CustomNamedCurves.getByName("sm2p256v1");
      return new ECDomainParameters(p.getCurve(), p.getG(), p.getN(), p.getH());
    }
  }
}
