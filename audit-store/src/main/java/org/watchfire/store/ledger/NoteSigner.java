package org.watchfire.store.ledger;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/**
 * Signs notes with one key of any {@link KeyType}. The text form is that of Go's {@code
 * sumdb/note}: {@code PRIVATE+KEY+<name>+<hash>+<base64 of type and 32 bytes>}; it is a secret and
 * {@link #toString} does not show it. Thread-safe.
 */
public final class NoteSigner {
  private static final String PREFIX = "PRIVATE+KEY+";

  private final NoteVerifier verifier;
  private final byte[] secret;
  private final AsymmetricKeyParameter key;

  /**
   * @throws IllegalArgumentException when the bytes are no private key of that type
   */
  private NoteSigner(String name, KeyType type, byte[] secret) throws NoteException {
    this.secret = secret;
    this.key = type.algorithm().privateKey(secret);
    this.verifier = new NoteVerifier(name, type, type.algorithm().publicKeyOf(key));
  }

  /** A new Ed25519 key. */
  public static NoteSigner generate(String name, SecureRandom random) throws NoteException {
    return generate(name, KeyType.ED25519, random);
  }

  /** A new key. */
  public static NoteSigner generate(String name, KeyType type, SecureRandom random)
      throws NoteException {
    return new NoteSigner(name, type, type.algorithm().newPrivateKey(random));
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
    NoteKey parsed = NoteKey.parse(line.substring(PREFIX.length()), true);
    NoteSigner signer;
    try {
      signer = new NoteSigner(parsed.name(), parsed.type(), parsed.key());
    } catch (IllegalArgumentException e) {
      throw new NoteException(
          "note key " + parsed.name() + " is not a private key of " + parsed.type().id());
    }
    if (signer.verifier.id() != parsed.id()) {
      throw new NoteException("the hash of private note key " + parsed.name() + " is wrong");
    }
    return signer;
  }

  /** The secret text form, one line without its newline. */
  public String text() {
    return PREFIX + new NoteKey(name(), verifier.id(), type(), secret).text();
  }

  /** Key name; a checkpoint's key is named like its origin. */
  public String name() {
    return verifier.name();
  }

  /** Key type. */
  public KeyType type() {
    return verifier.type();
  }

  /**
   * The same key under another name. A site has one key of a type; the log of each stream signs
   * under its origin, so a checkpoint of one stream can never pass for another's.
   */
  public NoteSigner named(String other) throws NoteException {
    return new NoteSigner(other, type(), secret);
  }

  /** The public half. */
  public NoteVerifier verifier() {
    return verifier;
  }

  /**
   * Adds this key's signature behind those that the note has; one with a time says now.
   *
   * @throws IllegalArgumentException when this type cannot sign such a text
   */
  public SignedNote sign(SignedNote note) {
    return sign(note, Instant.now());
  }

  /** Adds this key's signature with the time of {@code at}, for types that have one. */
  public SignedNote sign(SignedNote note, Instant at) {
    List<SignedNote.Signature> all = new ArrayList<>(note.signatures());
    all.add(signature(note.text(), at));
    return new SignedNote(note.text(), all);
  }

  /** This key's signature of a note's text alone. */
  public SignedNote.Signature signature(String text, Instant at) {
    long seconds = Math.max(0, at.getEpochSecond());
    byte[] signature;
    try {
      signature = type().algorithm().sign(key, type().message(name(), text, seconds));
    } catch (NoteException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    int timeLength = type().timeLength();
    ByteBuffer bytes = ByteBuffer.allocate(timeLength + signature.length);
    if (timeLength > 0) {
      bytes.putLong(seconds);
    }
    return new SignedNote.Signature(name(), verifier.id(), bytes.put(signature).array());
  }

  @Override
  public String toString() {
    return "NoteSigner[" + name() + "+" + NoteKey.hex(verifier.id()) + "]";
  }
}
