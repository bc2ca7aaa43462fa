package org.watchfire.core.crypto;

/** A public key: 32 bytes Ed25519, or the 65-byte uncompressed SM2 point. */
public final class VerifyKey {
  private static final String KIND = "verify";

  private final String suite;
  private final String id;
  private final byte[] material;

  VerifyKey(String suite, String id, byte[] material) {
    KeyText.requireLength(KIND, material, length(suite));
    this.suite = suite;
    this.id = id;
    this.material = material.clone();
  }

  static int length(String suite) {
    return suite.equals(SmSuite.NAME) ? 65 : 32;
  }

  /**
   * @throws IllegalArgumentException when the text is not such a key
   */
  public static VerifyKey parse(String text) {
    KeyText key = KeyText.parse(KIND, text);
    return new VerifyKey(key.suite(), key.id(), key.material());
  }

  public String suite() {
    return suite;
  }

  public String id() {
    return id;
  }

  public String text() {
    return KeyText.format(KIND, suite, id, material);
  }

  byte[] material() {
    return material;
  }

  @Override
  public String toString() {
    return "VerifyKey[" + suite + " " + id + "]";
  }
}
