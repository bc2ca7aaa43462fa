package org.watchfire.core.crypto;

/** A key for message authentication. {@code toString} never shows material. */
public final class MacKey {
  private static final String KIND = "mac";

  private final String suite;
  private final String id;
  private final byte[] material;

  MacKey(String suite, String id, byte[] material) {
    KeyText.requireLength(KIND, material, 32);
    this.suite = suite;
    this.id = id;
    this.material = material.clone();
  }

  /**
   * @throws IllegalArgumentException when the text is not such a key; the message holds none of it
   */
  public static MacKey parse(String text) {
    KeyText key = KeyText.parse(KIND, text);
    return new MacKey(key.suite(), key.id(), key.material());
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
    return "MacKey[" + suite + " " + id + "]";
  }
}
