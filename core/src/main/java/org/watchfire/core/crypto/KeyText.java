package org.watchfire.core.crypto;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** One-line text of a key: {@code watchfire-<kind>:<suite>:<id>:<base64url material>}. */
record KeyText(String suite, String id, byte[] material) {
  static final SecureRandom RANDOM = new SecureRandom();

  static String newId() {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static String format(String kind, String suite, String id, byte[] material) {
    return "watchfire-"
        + kind
        + ":"
        + suite
        + ":"
        + id
        + ":"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(material);
  }

  static KeyText parse(String kind, String text) {
    String[] parts = text.strip().split(":", -1);
    if (parts.length != 4 || !parts[0].equals("watchfire-" + kind)) {
      throw new IllegalArgumentException(
          "not a " + kind + " key: expected watchfire-" + kind + ":…");
    }
    requireId(kind, parts[2]);
    CryptoSuites.named(parts[1]);
    try {
      return new KeyText(parts[1], parts[2], Base64.getUrlDecoder().decode(parts[3]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the material of a " + kind + " key is not base64url", e);
    }
  }

  static void requireId(String kind, String id) {
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("the id of a " + kind + " key is malformed");
    }
  }

  static void requireLength(String kind, byte[] material, int length) {
    if (material.length != length) {
      throw new IllegalArgumentException("a " + kind + " key has the wrong length");
    }
  }
}
