package org.watchfire.store.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Proof that an entry is in a log, to be checked offline (C2SP {@code tlog-proof}, file extension
 * {@code .tlog-proof}):
 *
 * <pre>
 * c2sp.org/tlog-proof@v1
 * extra &lt;base64&gt;              only when there is extra data
 * index &lt;decimal&gt;
 * &lt;base64 hash&gt;               the audit path, lowest first
 *
 * &lt;checkpoint with its signatures, as it was published&gt;
 * </pre>
 *
 * @param extra not authenticated, to be believed by nobody; empty for none
 * @param index of the entry in its log, from 0
 * @param hashes audit path of RFC 6962 section 2.1.1
 * @param checkpoint bytes of the signed note
 */
public record TlogProof(byte[] extra, long index, List<byte[]> hashes, byte[] checkpoint) {
  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /** No tree of fewer than 2^63 entries has a longer path. */
  private static final int MAX_HASHES = 63;

  private static final int MAX_EXTRA = 1 << 16;
  private static final int MAX_BYTES = SignedNote.MAX_BYTES + MAX_EXTRA * 2 + 64 * (MAX_HASHES + 3);

  /** Copies the list. */
  public TlogProof {
    if (index < 0) {
      throw new IllegalArgumentException("index " + index);
    }
    hashes = List.copyOf(hashes);
  }

  /** What the checkpoint says; its signatures are not looked at. */
  public Checkpoint unverifiedCheckpoint() throws NoteException {
    return Checkpoint.parse(SignedNote.parse(checkpoint).text());
  }

  /** A proof without extra data. */
  public static TlogProof of(long index, List<byte[]> hashes, byte[] checkpoint) {
    return new TlogProof(new byte[0], index, hashes, checkpoint);
  }

  /** The text form. */
  public byte[] bytes() {
    StringBuilder head = new StringBuilder(HEADER).append('\n');
    if (extra.length > 0) {
      head.append(EXTRA).append(Base64.getEncoder().encodeToString(extra)).append('\n');
    }
    head.append(INDEX).append(index).append('\n');
    hashes.forEach(h -> head.append(Rfc6962.base64(h)).append('\n'));
    head.append('\n');
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(checkpoint);
    return out.toByteArray();
  }

  /**
   * Reads the text form strictly; signatures are not looked at.
   *
   * @throws NoteException when it is malformed; says where
   */
  public static TlogProof parse(byte[] bytes) throws NoteException {
    if (bytes.length > MAX_BYTES) {
      throw new NoteException("the proof has " + bytes.length + " bytes, at most " + MAX_BYTES);
    }
    Lines lines = new Lines(bytes);
    if (!lines.next().equals(HEADER)) {
      throw new NoteException("a proof begins with the line " + HEADER);
    }
    String line = lines.next();
    byte[] extra = new byte[0];
    if (line.startsWith(EXTRA)) {
      extra = NoteKey.strictBase64(line.substring(EXTRA.length()), "extra data of the proof");
      if (extra.length == 0 || extra.length > MAX_EXTRA) {
        throw new NoteException("extra data has 1 to " + MAX_EXTRA + " bytes");
      }
      line = lines.next();
    }
    if (!line.matches(INDEX + "(0|[1-9][0-9]{0,17})")) {
      throw new NoteException("the proof has no line 'index <decimal>' where it belongs");
    }
    long index = Long.parseLong(line.substring(INDEX.length()));
    List<byte[]> hashes = hashes(lines);
    byte[] checkpoint = lines.rest();
    Checkpoint.parse(SignedNote.parse(checkpoint).text());
    return new TlogProof(extra, index, hashes, checkpoint);
  }

  private static List<byte[]> hashes(Lines lines) throws NoteException {
    List<byte[]> hashes = new ArrayList<>();
    for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
      byte[] hash = NoteKey.strictBase64(line, "hash " + hashes.size() + " of the proof");
      if (hash.length != Rfc6962.HASH_LENGTH) {
        throw new NoteException(
            "hash " + hashes.size() + " of the proof has " + hash.length + " bytes, expected 32");
      }
      hashes.add(hash);
      if (hashes.size() > MAX_HASHES) {
        throw new NoteException("the proof has more than " + MAX_HASHES + " hashes");
      }
    }
    return hashes;
  }

  /**
   * Checks that {@code entry} is entry {@link #index} of the log with this origin.
   *
   * @param entry the bytes that the log holds
   * @param policy who must have signed the checkpoint
   * @return the checkpoint it is proven under
   * @throws NoteException when the checkpoint is not signed as the policy asks
   * @throws InvalidProofException when the entry is not what was recorded there
   */
  public Checkpoint verify(byte[] entry, TrustPolicy policy, String origin)
      throws NoteException, InvalidProofException {
    return verify(entry, policy.open(checkpoint, origin));
  }

  /** As {@link #verify(byte[], TrustPolicy, String)} for any log that the policy knows. */
  public Checkpoint verify(byte[] entry, TrustPolicy policy)
      throws NoteException, InvalidProofException {
    return verify(entry, policy.open(checkpoint));
  }

  /**
   * Checks that {@code entry} is entry {@link #index} of a tree.
   *
   * @param trusted a checkpoint that is believed already: this proof's own, or an equal one
   */
  public Checkpoint verify(byte[] entry, Checkpoint trusted) throws InvalidProofException {
    Rfc6962.verifyInclusion(Rfc6962.leafHash(entry), index, trusted.size(), hashes, trusted.root());
    return trusted;
  }

  /** Lines of ASCII up to the note. */
  private static final class Lines {
    private final byte[] bytes;
    private int at;

    Lines(byte[] bytes) {
      this.bytes = bytes;
    }

    String next() throws NoteException {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (end == bytes.length) {
        throw new NoteException("the proof ends before its checkpoint");
      }
      String line = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
      at = end + 1;
      return line;
    }

    byte[] rest() {
      return Arrays.copyOfRange(bytes, at, bytes.length);
    }
  }
}
