package org.watchfire.store.ledger;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A statement about a whole log (C2SP tlog-checkpoint): its first {@code size} entries have this
 * root.
 *
 * @param origin identity of the log, {@code <site>/<stream>}
 * @param size number of entries
 * @param root 32 bytes
 */
public record Checkpoint(String origin, long size, byte[] root) {
  /** Checks the shape. */
  public Checkpoint {
    if (origin.isEmpty() || origin.indexOf('\n') >= 0 || size < 0 || root.length != 32) {
      throw new IllegalArgumentException("a checkpoint needs an origin, a size and a root");
    }
  }

  /** The text to be signed. */
  public String text() {
    return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
  }

  /** The note with the signature of {@code signer}. */
  SignedNote sign(NoteSigner signer) {
    return signer.sign(new SignedNote(text(), List.of()));
  }

  /** Root as it stands in the checkpoint. */
  public String rootBase64() {
    return Base64.getEncoder().encodeToString(root);
  }

  /**
   * Reads and checks a checkpoint: form, origin (which is the key's name) and signature.
   *
   * @throws NoteException when any of them is wrong
   */
  public static Checkpoint open(byte[] bytes, NoteVerifier key) throws NoteException {
    SignedNote note = SignedNote.parse(bytes);
    Checkpoint checkpoint = parse(note.text());
    if (!checkpoint.origin.equals(key.name())) {
      throw new NoteException(
          "checkpoint is of log " + checkpoint.origin + ", expected " + key.name());
    }
    key.verify(note);
    return checkpoint;
  }

  /** Reads the text of a checkpoint without looking at signatures; extension lines are ignored. */
  public static Checkpoint parse(String text) throws NoteException {
    String[] lines = text.split("\n", 4);
    if (lines.length < 4 || lines[0].isEmpty()) {
      throw new NoteException("a checkpoint has the lines origin, size and root");
    }
    if (!lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new NoteException("size of the checkpoint is not a decimal number");
    }
    byte[] root = NoteKey.strictBase64(lines[2], "root");
    if (root.length != Rfc6962.HASH_LENGTH) {
      throw new NoteException("root of the checkpoint has " + root.length + " bytes, expected 32");
    }
    return new Checkpoint(lines[0], Long.parseLong(lines[1]), root);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoint c
        && origin.equals(c.origin)
        && size == c.size
        && Arrays.equals(root, c.root);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(root) * 31 + Long.hashCode(size);
  }

  @Override
  public String toString() {
    return origin + "@" + size + ":" + rootBase64();
  }
}
