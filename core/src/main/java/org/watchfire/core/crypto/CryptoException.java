package org.watchfire.core.crypto;

/** A ciphertext, key or envelope was refused. The message never contains material or plaintext. */
public final class CryptoException extends Exception {
  private static final long serialVersionUID = 1L;

  public CryptoException(String message) {
    super(message);
  }

  public CryptoException(String message, Throwable cause) {
    super(message, cause);
  }
}
