package org.watchfire.console.keys.root;

import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.Envelope;

/**
 * The root key, ready to wrap the keys of the domains. Wraps nothing else, so it is used some dozen
 * times in its life. Thread-safe. {@code toString} never shows material.
 */
public sealed interface RootKey extends AutoCloseable permits HeldRootKey, TokenRootKey {
  /** Key id in the envelopes that it makes. */
  String ID = "root";

  /** {@code INTL} or {@code SM}. */
  String suite();

  /**
   * @param material what to wrap: secret
   * @param aad what it is, so that one wrapped key cannot be put in the place of another
   * @throws CryptoException when a token refuses
   */
  Envelope wrap(byte[] material, byte[] aad) throws CryptoException;

  /**
   * @throws CryptoException when it was wrapped by another root key, or altered
   */
  byte[] unwrap(Envelope envelope, byte[] aad) throws CryptoException;

  /** Lets go of it; what was in memory is dropped, a token's session ends. */
  @Override
  void close();
}
