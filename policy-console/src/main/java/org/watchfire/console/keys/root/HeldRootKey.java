package org.watchfire.console.keys.root;

import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.Envelope;

/** A root key in this process's memory. */
final class HeldRootKey implements RootKey {
  private final CryptoSuite crypto;
  private volatile AeadKey key;

  /**
   * @param material its bytes; copied
   */
  HeldRootKey(String suite, byte[] material) {
    this.crypto = CryptoSuites.named(suite);
    this.key = AeadKey.of(suite, ID, material);
  }

  @Override
  public String suite() {
    return crypto.name();
  }

  @Override
  public Envelope wrap(byte[] material, byte[] aad) throws CryptoException {
    return crypto.seal(held(), material, aad);
  }

  @Override
  public byte[] unwrap(Envelope envelope, byte[] aad) throws CryptoException {
    return crypto.open(held(), envelope, aad);
  }

  private AeadKey held() throws CryptoException {
    AeadKey now = key;
    if (now == null) {
      throw new CryptoException("the root key was let go of");
    }
    return now;
  }

  @Override
  public void close() {
    key = null;
  }

  @Override
  public String toString() {
    return "HeldRootKey[" + crypto.name() + "]";
  }
}
