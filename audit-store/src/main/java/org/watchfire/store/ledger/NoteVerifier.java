package org.watchfire.store.ledger;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/**
 * Checks the signatures of one key on notes, for every {@link KeyType}. The text form is that of
 * Go's {@code sumdb/note} (a C2SP vkey): {@code <name>+<hash>+<base64>}. Thread-safe.
 */
public final class NoteVerifier {
  private final NoteKey note;
  private final AsymmetricKeyParameter key;

  /**
   * @throws IllegalArgumentException when the bytes are no key of that type
   */
  NoteVerifier(String name, KeyType type, byte[] publicKey) throws NoteException {
    NoteKey.requireName(name);
    this.key = type.algorithm().publicKey(publicKey);
    this.note = new NoteKey(name, NoteKey.id(name, type.typed(publicKey)), type, publicKey);
  }

  /**
   * Reads the text form; surrounding white space is ignored.
   *
   * @throws NoteException when it is malformed or its hash does not fit its key
   */
  public static NoteVerifier parse(String text) throws NoteException {
    NoteKey parsed = NoteKey.parse(text.strip(), false);
    NoteVerifier verifier;
    try {
      verifier = new NoteVerifier(parsed.name(), parsed.type(), parsed.key());
    } catch (IllegalArgumentException e) {
      throw new NoteException(
          "note key " + parsed.name() + " is not a public key of " + parsed.type().id(), e);
    }
    if (verifier.id() != parsed.id()) {
      throw new NoteException("the hash of note key " + parsed.name() + " is wrong");
    }
    return verifier;
  }

  /** The text form, one line without its newline. */
  public String text() {
    return note.text();
  }

  /** Key name. */
  public String name() {
    return note.name();
  }

  /** Key type. */
  public KeyType type() {
    return note.type();
  }

  /** Key id. */
  int id() {
    return note.id();
  }

  /** Whether both have the same key, whatever its name and type. */
  boolean sameKey(NoteVerifier other) {
    return Arrays.equals(note.key(), other.note.key());
  }

  /** The same key under another name; see {@link NoteSigner#named}. */
  public NoteVerifier named(String other) throws NoteException {
    return new NoteVerifier(other, note.type(), note.key());
  }

  /**
   * Requires a good signature by this key. Signatures of other keys are ignored, as the
   * specification asks.
   *
   * @throws NoteException when there is none, or one of this key is wrong
   */
  public void verify(SignedNote note) throws NoteException {
    if (!hasSigned(note)) {
      throw new NoteException("not signed by " + name() + "+" + NoteKey.hex(id()));
    }
  }

  /**
   * Whether the note has a good signature by this key.
   *
   * @throws NoteException when it has a wrong one by this key
   */
  boolean hasSigned(SignedNote note) throws NoteException {
    boolean found = false;
    for (SignedNote.Signature signature : note.signatures()) {
      if (signature.keyId() != id() || !signature.name().equals(name())) {
        continue;
      }
      if (!isGood(note.text(), signature.bytes())) {
        throw new NoteException("wrong signature of " + name());
      }
      found = true;
    }
    return found;
  }

  private boolean isGood(String text, byte[] signature) throws NoteException {
    int timeLength = type().timeLength();
    if (signature.length <= timeLength) {
      return false;
    }
    long seconds = timeLength == 0 ? 0 : ByteBuffer.wrap(signature).getLong();
    return seconds >= 0
        && type()
            .algorithm()
            .verify(
                key,
                type().message(name(), text, seconds),
                Arrays.copyOfRange(signature, timeLength, signature.length));
  }

  @Override
  public String toString() {
    return "NoteVerifier[" + name() + "+" + NoteKey.hex(id()) + "]";
  }
}
