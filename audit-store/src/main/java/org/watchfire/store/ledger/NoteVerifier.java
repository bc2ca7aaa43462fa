package org.watchfire.store.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Checks Ed25519 signatures on notes. The text form is that of Go's {@code sumdb/note}: {@code
 * <name>+<hash>+<base64>}. Thread-safe.
 */
public final class NoteVerifier {
  private final String name;
  private final Ed25519PublicKeyParameters key;
  private final int id;

  NoteVerifier(String name, Ed25519PublicKeyParameters key) throws NoteException {
    NoteKey.requireName(name);
    this.name = name;
    this.key = key;
    this.id = NoteKey.id(name, NoteKey.typed(key.getEncoded()));
  }

  /**
   * Reads the text form; surrounding white space is ignored.
   *
   * @throws NoteException when it is malformed or its hash does not fit its key
   */
  public static NoteVerifier parse(String text) throws NoteException {
    NoteKey.Parts parts = NoteKey.parse(text.strip());
    NoteVerifier verifier;
    try {
      verifier = new NoteVerifier(parts.name(), new Ed25519PublicKeyParameters(parts.key(), 0));
    } catch (IllegalArgumentException e) {
      throw new NoteException("note key " + parts.name() + " is not a point of Ed25519", e);
    }
    if (verifier.id != parts.id()) {
      throw new NoteException("the hash of note key " + parts.name() + " is wrong");
    }
    return verifier;
  }

  /** The text form, one line without its newline. */
  public String text() {
    byte[] typed = NoteKey.typed(key.getEncoded());
    return name + "+" + NoteKey.hex(id) + "+" + Base64.getEncoder().encodeToString(typed);
  }

  /** Key name. */
  public String name() {
    return name;
  }

  /** Key id. */
  int id() {
    return id;
  }

  /** The same key under another name; see {@link NoteSigner#named}. */
  public NoteVerifier named(String other) throws NoteException {
    return new NoteVerifier(other, key);
  }

  /**
   * Requires a good signature by this key. Signatures of other keys are ignored, as the
   * specification asks.
   *
   * @throws NoteException when there is none, or one of this key is wrong
   */
  public void verify(SignedNote note) throws NoteException {
    byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (SignedNote.Signature signature : note.signatures()) {
      if (signature.keyId() != id || !signature.name().equals(name)) {
        continue;
      }
      Ed25519Signer signer = new Ed25519Signer();
      signer.init(false, key);
      signer.update(text, 0, text.length);
      if (!signer.verifySignature(signature.bytes())) {
        throw new NoteException("wrong signature of " + name);
      }
      found = true;
    }
    if (!found) {
      throw new NoteException("not signed by " + name + "+" + NoteKey.hex(id));
    }
  }

  @Override
  public String toString() {
    return "NoteVerifier[" + name + "+" + NoteKey.hex(id) + "]";
  }
}
