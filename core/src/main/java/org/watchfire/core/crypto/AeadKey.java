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

  /** How many bytes of material a key of that suite has: 32 (AES-256) or 16 (SM4). */
  public static int length(String suite) {
    return CryptoSuites.named(suite).name().equals(SmSuite.NAME) ? 16 : 32;
  }

  /**
   * A key from its bytes, which are copied.
   *
   * @param suite {@code INTL} or {@code SM}
   * @param id letters, digits, {@code _} and {@code -}, at most 64
   * @param material {@link #length} secret bytes
   * @throws IllegalArgumentException when one of them is not so; the message holds no material
   */
  public static AeadKey of(String suite, String id, byte[] material) {
    KeyText.requireId(KIND, id);
    KeyText.requireLength(KIND, material, length(suite));
    return new AeadKey(suite, id, material);
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
