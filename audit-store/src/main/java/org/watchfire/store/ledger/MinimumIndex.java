package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a log no longer holds (C2SP tlog-tiles, pruning): entries below the minimum index are gone
 * by a published policy. A signed note in the file {@code minimum-index} beside the checkpoint,
 * with the lines
 *
 * <pre>
 * watchfire.org/minimum-index/v1
 * &lt;origin&gt;
 * &lt;minimum index&gt;
 * &lt;size of the log&gt;
 * &lt;base64 root at that size&gt;
 * &lt;event.id of the record of the pruning&gt;
 * &lt;number of that record in the audit stream, or -&gt;
 * &lt;RFC 3339 time&gt;
 * &lt;the policy, one line for people&gt;
 * </pre>
 *
 * signed by the log's keys. Whoever deletes entries without them cannot make it.
 *
 * @param origin of the log
 * @param index entries below it are gone
 * @param size of the log when it was pruned
 * @param root at that size
 * @param record {@code event.id} in the audit stream
 * @param seq number of that record in the audit stream; -1 when it was not there yet
 * @param when RFC 3339
 * @param policy one line
 */
public record MinimumIndex(
    String origin,
    long index,
    long size,
    byte[] root,
    String record,
    long seq,
    String when,
    String policy) {
  /** Name of the file in the directory of the log. */
  public static final String FILE = "minimum-index";

  private static final String HEAD = "watchfire.org/minimum-index/v1";
  private static final int LINES = 9;

  /** Checks the shape. */
  public MinimumIndex {
    for (String line : List.of(origin, record, when, policy)) {
      if (line.isEmpty() || line.indexOf('\n') >= 0) {
        throw new IllegalArgumentException("a minimum index consists of lines that are not empty");
      }
    }
    if (index < 0 || index > size || root.length != Rfc6962.HASH_LENGTH || seq < -1) {
      throw new IllegalArgumentException("no minimum index " + index + " of a log of " + size);
    }
  }

  private String text() {
    return String.join(
        "\n",
        HEAD,
        origin,
        Long.toString(index),
        Long.toString(size),
        Rfc6962.base64(root),
        record,
        seq < 0 ? "-" : Long.toString(seq),
        when,
        policy,
        "");
  }

  /** Writes it into the directory of its log, durably. */
  public void write(Disk disk, Path log, LogSigner signer) throws IOException {
    disk.replace(log.resolve(FILE), signer.sign(text()).bytes());
  }

  /**
   * Reads it from the directory of a log; empty when nothing was pruned.
   *
   * @param own decides whether the log has signed it
   * @throws LedgerCorruptException when the file is not what the log has signed
   */
  static Optional<MinimumIndex> read(Disk disk, Path log, String origin, LedgerReader.Own own)
      throws IOException, LedgerCorruptException {
    byte[] bytes;
    try {
      bytes = disk.read(log.resolve(FILE));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(open(bytes, origin, own));
    } catch (NoteException | IllegalArgumentException e) {
      throw new LedgerCorruptException(FILE, e.getMessage(), e);
    }
  }

  /**
   * Reads and checks the note.
   *
   * @throws NoteException when it is malformed, of another log, or not signed by it
   */
  static MinimumIndex open(byte[] note, String origin, LedgerReader.Own own) throws NoteException {
    SignedNote signed = SignedNote.parse(note);
    String[] lines = signed.text().split("\n", -1);
    if (lines.length != LINES + 1 || !lines[0].equals(HEAD)) {
      throw new NoteException("a minimum index has " + LINES + " lines and begins with " + HEAD);
    }
    for (int i : new int[] {2, 3}) {
      if (!lines[i].matches("0|[1-9][0-9]{0,17}")) {
        throw new NoteException("line " + (i + 1) + " of the minimum index is not a number");
      }
    }
    if (!lines[6].matches("-|0|[1-9][0-9]{0,17}")) {
      throw new NoteException("line 7 of the minimum index is neither a number nor -");
    }
    if (!lines[1].equals(origin)) {
      throw new NoteException("the minimum index is of log " + lines[1] + ", expected " + origin);
    }
    own.verify(signed);
    try {
      return new MinimumIndex(
          lines[1],
          Long.parseLong(lines[2]),
          Long.parseLong(lines[3]),
          NoteKey.strictBase64(lines[4], "root"),
          lines[5],
          lines[6].equals("-") ? -1 : Long.parseLong(lines[6]),
          lines[7],
          lines[8]);
    } catch (IllegalArgumentException e) {
      throw new NoteException(e.getMessage(), e);
    }
  }

  /** Why it cannot be about a log with that checkpoint; empty when it can. */
  Optional<String> contradiction(Checkpoint checkpoint) {
    return size == checkpoint.size() && Arrays.equals(root, checkpoint.root())
        ? Optional.empty()
        : Optional.of(FILE + ": is about another state of the log than its checkpoint");
  }

  /** For people: that entries are gone, why, and where that is on record. */
  public String reason() {
    return "pruned by policy on "
        + when
        + " below index "
        + index
        + ", record of pruning "
        + (seq < 0 ? "with event.id " + record : seq + " of the audit stream");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MinimumIndex m && text().equals(m.text());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(text().getBytes(StandardCharsets.UTF_8));
  }
}
