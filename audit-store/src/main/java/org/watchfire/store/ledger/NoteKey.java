package org.watchfire.store.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What both halves of a note key share: names, key ids and the text forms of Go's {@code
 * sumdb/note}.
 */
final class NoteKey {
  /** Type byte of Ed25519 in C2SP signed-note. */
  static final byte ED25519 = 0x01;

  private NoteKey() {}

  /** First four bytes of SHA-256(name || newline || type || public key), as a number. */
  static int id(String name, byte[] typedPublicKey) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    data.write('\n');
    data.writeBytes(typedPublicKey);
    return ByteBuffer.wrap(Rfc6962.sha256(data.toByteArray())).getInt();
  }

  static byte[] typed(byte[] key) {
    return ByteBuffer.allocate(1 + key.length).put(ED25519).put(key).array();
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

  /**
   * The 32 bytes inside {@code <name>+<hash>+<base64 of type and key>}, which is returned as the
   * parts name, hash and key.
   */
  static Parts parse(String text) throws NoteException {
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
    if (typed.length != 33 || typed[0] != ED25519) {
      throw new NoteException("not an Ed25519 note key (type 1 and 32 bytes)");
    }
    return new Parts(name, HexFormat.fromHexDigits(hash), typed);
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

  record Parts(String name, int id, byte[] typed) {
    byte[] key() {
      byte[] key = new byte[typed.length - 1];
      System.arraycopy(typed, 1, key, 0, key.length);
      return key;
    }
  }
}
