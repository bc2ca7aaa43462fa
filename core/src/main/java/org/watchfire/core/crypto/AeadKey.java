package org.watchfire.core.crypto;

/** A key for authenticated encryption (AES-256 or SM4). {@code toString} never shows material. */
public final class AeadKey {
  private static final String KIND = "aead";

  private final String suite;
  private final String id;
  private final byte[] material;

  AeadKey(String suite, String id, byte[] material) {
    KeyText.requireLength(KIND, material, suite.equals(SmSuite.NAME) ? 16 : 32);
    this.suite = suite;
    this.id = id;
    this.material = material.clone();
  }

  /**
   * @throws IllegalArgumentException when the text is not such a key; the message holds none of it
   */
  public static AeadKey parse(String text) {
    KeyText key = KeyText.parse(KIND, text);
    return new AeadKey(key.suite(), key.id(), key.material());
  }

  public String suite() {
    return suite;
  }

  public String id() {
    return id;
  }

  /** The key as one line of text: a secret. */
  public String text() {
    return KeyText.format(KIND, suite, id, material);
  }

  byte[] material() {
    return material;
  }

  @Override
  public String toString() {
    return "AeadKey[" + suite + " " + id + "]";
  }
}
