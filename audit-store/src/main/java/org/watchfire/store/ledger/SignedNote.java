package org.watchfire.store.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A C2SP signed-note: text, an empty line, and signature lines {@code — <name> base64(key id ||
 * signature)}.
 *
 * @param text what is signed; ends in a newline
 * @param signatures in the order of the note; unknown ones are kept
 */
public record SignedNote(String text, List<Signature> signatures) {
  /** More than any checkpoint with all its cosignatures needs. */
  public static final int MAX_BYTES = 1 << 16;

  private static final int MAX_SIGNATURES = 100;
  private static final String MARK = "\u2014 ";

  /**
   * One signature line.
   *
   * @param name of the key
   * @param keyId first four bytes of the key's hash, as a number
   * @param bytes the signature, in the form of the key's type
   */
  public record Signature(String name, int keyId, byte[] bytes) {
    /** The signature line, with its newline. */
    public String line() {
      byte[] blob = ByteBuffer.allocate(4 + bytes.length).putInt(keyId).put(bytes).array();
      return MARK + name + " " + Base64.getEncoder().encodeToString(blob) + "\n";
    }
  }

  /** Copies the list. */
  public SignedNote {
    signatures = List.copyOf(signatures);
  }

  /** The note as bytes to be stored. */
  public byte[] bytes() {
    StringBuilder out = new StringBuilder(text).append('\n');
    signatures.forEach(s -> out.append(s.line()));
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a note strictly.
   *
   * @throws NoteException when it is not UTF-8, has control characters, no signature, or a
   *     malformed one
   */
  public static SignedNote parse(byte[] bytes) throws NoteException {
    if (bytes.length > MAX_BYTES) {
      throw new NoteException("note has " + bytes.length + " bytes, at most " + MAX_BYTES);
    }
    String note = decode(bytes);
    for (int i = 0; i < note.length(); i++) {
      char c = note.charAt(i);
      if ((c < 0x20 && c != '\n') || c == 0x7f) {
        throw new NoteException("control character at " + i);
      }
    }
    int split = note.lastIndexOf("\n\n");
    if (split < 0) {
      throw new NoteException("no empty line between text and signatures");
    }
    String lines = note.substring(split + 2);
    if (!lines.endsWith("\n")) {
      throw new NoteException("last signature line does not end in a newline");
    }
    List<Signature> signatures = new ArrayList<>();
    for (String line : lines.split("\n", -1)) {
      if (!line.isEmpty()) {
        signatures.add(signature(line));
      } else if (signatures.isEmpty()) {
        throw new NoteException("no signature");
      }
      if (signatures.size() > MAX_SIGNATURES) {
        throw new NoteException("more than " + MAX_SIGNATURES + " signatures");
      }
    }
    return new SignedNote(note.substring(0, split + 1), signatures);
  }

  private static String decode(byte[] bytes) throws NoteException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new NoteException("note is not UTF-8", e);
    }
  }

  private static Signature signature(String line) throws NoteException {
    int space = line.indexOf(' ', MARK.length());
    if (!line.startsWith(MARK) || space < 0) {
      throw new NoteException("malformed signature line");
    }
    String name = line.substring(MARK.length(), space);
    NoteKey.requireName(name);
    byte[] blob = NoteKey.strictBase64(line.substring(space + 1), "signature");
    if (blob.length < 5) {
      throw new NoteException("signature of " + name + " is too short");
    }
    return new Signature(
        name, ByteBuffer.wrap(blob).getInt(), Arrays.copyOfRange(blob, 4, blob.length));
  }
}
