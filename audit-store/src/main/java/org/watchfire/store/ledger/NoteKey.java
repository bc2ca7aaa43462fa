package org.watchfire.store.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What both halves of a note key share: names, key ids and the text forms of Go's {@code
 * sumdb/note}.
 *
 * @param name of the key
 * @param id first four bytes of its hash, as a number
 * @param type of the key
 * @param key the key itself, public or private, as its algorithm encodes it
 */
record NoteKey(String name, int id, KeyType type, byte[] key) {
  /** First four bytes of SHA-256(name || newline || type || public key), as a number. */
  static int id(String name, byte[] typedPublicKey) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    data.write('\n');
    data.writeBytes(typedPublicKey);
    return ByteBuffer.wrap(Rfc6962.sha256(data.toByteArray())).getInt();
  }

  static String hex(int id) {
    return HexFormat.of().toHexDigits(id);
  }

  static void requireName(String name) throws NoteException {
    if (name.isEmpty() || name.indexOf('+') >= 0 || name.chars().anyMatch(NoteKey::isSpace)) {
      throw new NoteException("a key name must not be empty or have spaces or a plus sign");
    }
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }

  /** The text form, one line without its newline. */
  String text() {
    return name + "+" + hex(id) + "+" + Base64.getEncoder().encodeToString(type.typed(key));
  }

  /**
   * Reads {@code <name>+<hash>+<base64 of type and key>}; the hash is not looked at.
   *
   * @param isPrivate whether the key has the length of a private one
   */
  static NoteKey parse(String text, boolean isPrivate) throws NoteException {
    int first = text.indexOf('+');
    int second = text.indexOf('+', first + 1);
    if (first < 0 || second < 0) {
      throw new NoteException("a note key has the form name+hash+base64");
    }
    String name = text.substring(0, first);
    requireName(name);
    String hash = text.substring(first + 1, second);
    if (!hash.matches("[0-9a-f]{8}")) {
      throw new NoteException("the hash of a note key has 8 hex digits");
    }
    byte[] typed = strictBase64(text.substring(second + 1), "key");
    for (KeyType type : KeyType.values()) {
      Optional<byte[]> key = type.untyped(typed);
      int length = isPrivate ? SignatureAlgorithm.PRIVATE_LENGTH : type.algorithm().publicLength();
      if (key.isPresent() && key.get().length == length) {
        return new NoteKey(name, HexFormat.fromHexDigits(hash), type, key.get());
      }
    }
    throw new NoteException(
        "note key "
            + name
            + " is of an unknown type or length: expected Ed25519 (1), a cosigner's Ed25519 (4) or"
            + " ML-DSA-44 (6), or SM2 (255 watchfire.org/sm2)");
  }

  /** Base64 in its one canonical form: a changed bit in the padding must not go unnoticed. */
  static byte[] strictBase64(String text, String what) throws NoteException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new NoteException(what + " is not base64", e);
    }
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new NoteException(what + " is not canonical base64");
    }
    return bytes;
  }
}
