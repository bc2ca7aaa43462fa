package org.watchfire.store.ledger;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Signs notes with Ed25519 (C2SP signed-note type 1). The text form is that of Go's {@code
 * sumdb/note}: {@code PRIVATE+KEY+<name>+<hash>+<base64>}; it is a secret and {@link #toString}
 * does not show it. Thread-safe.
 */
public final class NoteSigner {
  private static final String PREFIX = "PRIVATE+KEY+";

  private final String name;
  private final Ed25519PrivateKeyParameters key;
  private final NoteVerifier verifier;

  private NoteSigner(String name, Ed25519PrivateKeyParameters key) throws NoteException {
    NoteKey.requireName(name);
    this.name = name;
    this.key = key;
    this.verifier = new NoteVerifier(name, key.generatePublicKey());
  }

  /** A new key. */
  public static NoteSigner generate(String name, SecureRandom random) throws NoteException {
    return new NoteSigner(name, new Ed25519PrivateKeyParameters(random));
  }

  /**
   * Reads the text form; surrounding white space is ignored.
   *
   * @throws NoteException when it is malformed or its hash does not fit its key; never quotes the
   *     key
   */
  public static NoteSigner parse(String text) throws NoteException {
    String line = text.strip();
    if (!line.startsWith(PREFIX)) {
      throw new NoteException("a private note key begins with " + PREFIX);
    }
    NoteKey.Parts parts = NoteKey.parse(line.substring(PREFIX.length()));
    NoteSigner signer =
        new NoteSigner(parts.name(), new Ed25519PrivateKeyParameters(parts.key(), 0));
    if (signer.verifier.id() != parts.id()) {
      throw new NoteException("the hash of private note key " + parts.name() + " is wrong");
    }
    return signer;
  }

  /** The secret text form, one line without its newline. */
  public String text() {
    return PREFIX
        + name
        + "+"
        + NoteKey.hex(verifier.id())
        + "+"
        + Base64.getEncoder().encodeToString(NoteKey.typed(key.getEncoded()));
  }

  /** Key name; a checkpoint's key is named like its origin. */
  public String name() {
    return name;
  }

  /**
   * The same key under another name. A site has one key; the log of each stream signs under its
   * origin, so a checkpoint of one stream can never pass for another's.
   */
  public NoteSigner named(String other) throws NoteException {
    return new NoteSigner(other, key);
  }

  /** The public half. */
  public NoteVerifier verifier() {
    return verifier;
  }

  /** Adds this key's signature behind those that the note has. */
  public SignedNote sign(SignedNote note) {
    byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(text, 0, text.length);
    List<SignedNote.Signature> all = new ArrayList<>(note.signatures());
    all.add(new SignedNote.Signature(name, verifier.id(), signer.generateSignature()));
    return new SignedNote(note.text(), all);
  }

  @Override
  public String toString() {
    return "NoteSigner[" + name + "+" + NoteKey.hex(verifier.id()) + "]";
  }
}
