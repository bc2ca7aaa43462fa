package org.watchfire.core.crypto;

import java.util.Arrays;

/** A private signing key with its public half. {@code toString} never shows material. */
public final class SigningKey {
  private static final String KIND = "signing";

  private final String suite;
  private final String id;
  private final byte[] secret;
  private final byte[] publicKey;

  SigningKey(String suite, String id, byte[] secret, byte[] publicKey) {
    KeyText.requireLength(KIND, secret, 32);
    this.suite = suite;
    this.id = id;
    this.secret = secret.clone();
    this.publicKey = publicKey.clone();
  }

  /**
   * @throws IllegalArgumentException when the text is not such a key; the message holds none of it
   */
  public static SigningKey parse(String text) {
    KeyText key = KeyText.parse(KIND, text);
    int expected = 32 + VerifyKey.length(key.suite());
    KeyText.requireLength(KIND, key.material(), expected);
    return new SigningKey(
        key.suite(),
        key.id(),
        Arrays.copyOf(key.material(), 32),
        Arrays.copyOfRange(key.material(), 32, expected));
  }

  public String suite() {
    return suite;
  }

  public String id() {
    return id;
  }

  public VerifyKey verifyKey() {
    return new VerifyKey(suite, id, publicKey);
  }

  /** The key as one line of text: a secret. */
  public String text() {
    byte[] both = Arrays.copyOf(secret, 32 + publicKey.length);
    System.arraycopy(publicKey, 0, both, 32, publicKey.length);
    return KeyText.format(KIND, suite, id, both);
  }

  byte[] secret() {
    return secret;
  }

  byte[] publicKey() {
    return publicKey;
  }

  @Override
  public String toString() {
    return "SigningKey[" + suite + " " + id + "]";
  }
}
