package org.watchfire.core.crypto;

/**
 * One consistent set of algorithms. Implementations are stateless and thread-safe. A key of another
 * suite is refused with {@link IllegalArgumentException}: that is a programming error.
 */
public sealed interface CryptoSuite permits IntlSuite, SmSuite {
  /** {@code INTL} or {@code SM}. */
  String name();

  /** Cryptographic hash, 32 bytes. Integrity only: anyone can compute it. */
  byte[] hash(byte[] data);

  MacKey newMacKey();

  /**
   * Keyed hash over the concatenation of the parts, 32 bytes. Callers make the framing unambiguous.
   */
  byte[] mac(MacKey key, byte[]... parts);

  SigningKey newSigningKey();

  /**
   * Signature: Ed25519 64 bytes (RFC 8032), or SM2 with SM3 in DER (GB/T 32918.2, default user id).
   */
  byte[] sign(SigningKey key, byte[] data);

  /** Whether the signature is valid; a malformed signature is just not valid. */
  boolean verify(VerifyKey key, byte[] data, byte[] signature);

  AeadKey newAeadKey();

  /**
   * Encrypts with a fresh random 96-bit nonce. Secrecy and authenticity of the plaintext,
   * authenticity of {@code aad} and of the envelope's kid, version and algorithm. Not for more than
   * 2^32 messages under one key (NIST SP 800-38D).
   */
  default Envelope seal(AeadKey key, byte[] plain, byte[] aad) {
    return seal(key, 1, plain, aad);
  }

  /**
   * As {@link #seal(AeadKey, byte[], byte[])}, for a key that has versions under one id.
   *
   * @param version of the key, from 1; is written into the envelope and covered by its tag
   */
  Envelope seal(AeadKey key, int version, byte[] plain, byte[] aad);

  /**
   * @throws CryptoException when the envelope was made by another key or algorithm, or anything in
   *     it or in {@code aad} was altered
   */
  byte[] open(AeadKey key, Envelope envelope, byte[] aad) throws CryptoException;
}
