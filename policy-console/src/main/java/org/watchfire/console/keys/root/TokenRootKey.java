package org.watchfire.console.keys.root;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.Envelope;

/** A root key inside a PKCS#11 token: AES-256-GCM (CKM_AES_GCM), done by the token. */
final class TokenRootKey implements RootKey {
  private static final String ALG = "A256GCM";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final Provider provider;
  private final SecureRandom random;
  private volatile SecretKey key;

  /**
   * @param key a handle of the token's key, whose value stays there
   */
  TokenRootKey(Provider provider, SecretKey key, SecureRandom random) {
    this.provider = provider;
    this.key = key;
    this.random = random;
  }

  @Override
  public String suite() {
    return "INTL";
  }

  @Override
  public Envelope wrap(byte[] material, byte[] aad) throws CryptoException {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] ct = crypt(Cipher.ENCRYPT_MODE, nonce, aad, material);
    return new Envelope(ID, 1, ALG, nonce, ct);
  }

  @Override
  public byte[] unwrap(Envelope envelope, byte[] aad) throws CryptoException {
    if (!envelope.kid().equals(ID) || envelope.version() != 1 || !envelope.alg().equals(ALG)) {
      throw new CryptoException("the envelope was sealed under another key or algorithm");
    }
    return crypt(Cipher.DECRYPT_MODE, envelope.nonce(), aad, envelope.ct());
  }

  // One session of the token at a time: its keys are handles that sessions share.
  private synchronized byte[] crypt(int mode, byte[] nonce, byte[] aad, byte[] input)
      throws CryptoException {
    SecretKey now = key;
    if (now == null) {
      throw new CryptoException("the root key was let go of");
    }
    byte[] label = "watchfire root 1 A256GCM\n".getBytes(StandardCharsets.US_ASCII);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
      cipher.init(mode, now, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(ByteBuffer.allocate(label.length + aad.length).put(label).put(aad).array());
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new CryptoException("the token refused: altered, or not for this use", e);
    }
  }

  @Override
  public void close() {
    key = null;
  }

  @Override
  public String toString() {
    return "TokenRootKey[" + provider.getName() + "]";
  }
}
