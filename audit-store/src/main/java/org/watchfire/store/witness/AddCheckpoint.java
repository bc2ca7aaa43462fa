package org.watchfire.store.witness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.SignedNote;

/**
 * Body of an {@code add-checkpoint} request:
 *
 * <pre>
 * old &lt;decimal&gt;
 * &lt;base64 hash&gt;        0 to 63 lines: consistency proof of RFC 6962 section 2.1.2
 *
 * &lt;checkpoint with its signatures&gt;
 * </pre>
 *
 * @param oldSize size of the checkpoint that the witness cosigned last
 * @param proof from {@code oldSize} to the size of the checkpoint
 * @param checkpoint bytes of the signed note
 */
public record AddCheckpoint(long oldSize, List<byte[]> proof, byte[] checkpoint) {
  static final int MAX_PROOF = 63;

  /** No well-formed request is longer. */
  static final int MAX_BYTES = SignedNote.MAX_BYTES + 64 * (MAX_PROOF + 2);

  private static final String OLD = "old ";

  /** Copies the list. */
  public AddCheckpoint {
    proof = List.copyOf(proof);
  }

  /** The body as it is sent. */
  public byte[] bytes() {
    StringBuilder head = new StringBuilder(OLD).append(oldSize).append('\n');
    proof.forEach(h -> head.append(Base64.getEncoder().encodeToString(h)).append('\n'));
    head.append('\n');
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(checkpoint);
    return out.toByteArray();
  }

  /**
   * Reads a body strictly; the note is not looked into.
   *
   * @throws NoteException when it is malformed
   */
  public static AddCheckpoint parse(byte[] body) throws NoteException {
    if (body.length > MAX_BYTES) {
      throw new NoteException("the request is longer than " + MAX_BYTES + " bytes");
    }
    int at = 0;
    String line = line(body, at);
    at += line.length() + 1;
    if (!line.matches(OLD + "(0|[1-9][0-9]{0,17})")) {
      throw new NoteException("the request does not begin with 'old <decimal>'");
    }
    long oldSize = Long.parseLong(line.substring(OLD.length()));
    List<byte[]> proof = new ArrayList<>();
    for (line = line(body, at); !line.isEmpty(); line = line(body, at)) {
      at += line.length() + 1;
      proof.add(hash(line));
      if (proof.size() > MAX_PROOF) {
        throw new NoteException("the request has more than " + MAX_PROOF + " proof lines");
      }
    }
    return new AddCheckpoint(oldSize, proof, Arrays.copyOfRange(body, at + 1, body.length));
  }

  private static String line(byte[] body, int from) throws NoteException {
    for (int end = from; end < body.length; end++) {
      if (body[end] == '\n') {
        return new String(body, from, end - from, StandardCharsets.ISO_8859_1);
      }
    }
    throw new NoteException("the request ends before its checkpoint");
  }

  private static byte[] hash(String line) throws NoteException {
    try {
      byte[] hash = Base64.getDecoder().decode(line);
      if (hash.length == Rfc6962.HASH_LENGTH
          && Base64.getEncoder().encodeToString(hash).equals(line)) {
        return hash;
      }
    } catch (IllegalArgumentException e) {
      throw new NoteException("a proof line is not base64", e);
    }
    throw new NoteException("a proof line is not one hash in base64");
  }
}
