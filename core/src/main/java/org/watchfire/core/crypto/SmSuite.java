package org.watchfire.core.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * SM3 (GB/T 32905), HMAC-SM3, SM2 signatures (GB/T 32918.2), SM4-GCM (GB/T 32907), by Bouncy
 * Castle. Not a certified module (GM/T 0028).
 */
final class SmSuite implements CryptoSuite {
  static final String NAME = "SM";
  private static final String ALG = "SM4GCM";
  private static final int TAG_BITS = 128;
  private static final ECDomainParameters CURVE = curve();

  private static ECDomainParameters curve() {
    X9ECParameters p = CustomNamedCurves.getByName("sm2p256v1");
    return new ECDomainParameters(p.getCurve(), p.getG(), p.getN(), p.getH());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] hash(byte[] data) {
    SM3Digest digest = new SM3Digest();
    digest.update(data, 0, data.length);
    byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return out;
  }

  @Override
  public MacKey newMacKey() {
    return new MacKey(NAME, KeyText.newId(), KeyText.random(32));
  }

  @Override
  public byte[] mac(MacKey key, byte[]... parts) {
    require(key.suite());
    HMac mac = new HMac(new SM3Digest());
    mac.init(new KeyParameter(key.material()));
    for (byte[] part : parts) {
      mac.update(part, 0, part.length);
    }
    byte[] out = new byte[32];
    mac.doFinal(out, 0);
    return out;
  }

  @Override
  public SigningKey newSigningKey() {
    BigInteger d =
        BigIntegers.createRandomInRange(
            BigInteger.ONE, CURVE.getN().subtract(BigInteger.TWO), KeyText.RANDOM);
    byte[] open =
        new FixedPointCombMultiplier().multiply(CURVE.getG(), d).normalize().getEncoded(false);
    return new SigningKey(NAME, KeyText.newId(), BigIntegers.asUnsignedByteArray(32, d), open);
  }

  @Override
  public byte[] sign(SigningKey key, byte[] data) {
    require(key.suite());
    SM2Signer signer = new SM2Signer();
    signer.init(
        true,
        new ParametersWithRandom(
            new ECPrivateKeyParameters(new BigInteger(1, key.secret()), CURVE), KeyText.RANDOM));
    signer.update(data, 0, data.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("SM2 signing failed", e);
    }
  }

  @Override
  public boolean verify(VerifyKey key, byte[] data, byte[] signature) {
    require(key.suite());
    SM2Signer signer = new SM2Signer();
    try {
      signer.init(
          false, new ECPublicKeyParameters(CURVE.getCurve().decodePoint(key.material()), CURVE));
    } catch (IllegalArgumentException notOnCurve) {
      return false;
    }
    signer.update(data, 0, data.length);
    return signer.verifySignature(signature);
  }

  @Override
  public AeadKey newAeadKey() {
    return new AeadKey(NAME, KeyText.newId(), KeyText.random(16));
  }

  @Override
  public Envelope seal(AeadKey key, int version, byte[] plain, byte[] aad) {
    require(key.suite());
    byte[] nonce = KeyText.random(12);
    try {
      byte[] ct = crypt(true, key, nonce, Envelope.boundData(key.id(), version, ALG, aad), plain);
      return new Envelope(key.id(), version, ALG, nonce, ct);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("SM4-GCM encryption failed", e);
    }
  }

  @Override
  public byte[] open(AeadKey key, Envelope envelope, byte[] aad)
      throws org.watchfire.core.crypto.CryptoException {
    require(key.suite());
    if (!envelope.kid().equals(key.id()) || !envelope.alg().equals(ALG)) {
      throw new org.watchfire.core.crypto.CryptoException(
          "the envelope was sealed under another key or algorithm");
    }
    try {
      return crypt(false, key, envelope.nonce(), envelope.boundData(aad), envelope.ct());
    } catch (InvalidCipherTextException e) {
      throw new org.watchfire.core.crypto.CryptoException(
          "the envelope does not open: altered, or not for this use", e);
    }
  }

  private static byte[] crypt(
      boolean encrypt, AeadKey key, byte[] nonce, byte[] bound, byte[] input)
      throws InvalidCipherTextException {
    GCMModeCipher gcm = GCMBlockCipher.newInstance(new SM4Engine());
    gcm.init(encrypt, new AEADParameters(new KeyParameter(key.material()), TAG_BITS, nonce, bound));
    byte[] out = new byte[gcm.getOutputSize(input.length)];
    int n = gcm.processBytes(input, 0, input.length, out, 0);
    n += gcm.doFinal(out, n);
    return n == out.length ? out : Arrays.copyOf(out, n);
  }

  private static void require(String suite) {
    if (!suite.equals(NAME)) {
      throw new IllegalArgumentException("a key of suite " + suite + " was given to " + NAME);
    }
  }
}
