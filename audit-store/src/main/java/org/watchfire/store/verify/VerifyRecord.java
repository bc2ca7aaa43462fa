package org.watchfire.store.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NotInLedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.PrunedException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.Verification;

/** Verifies single records of a site's ledgers. Thread-safe. */
public final class VerifyRecord {
  private static final long READ_BYTES = 8 << 20;

  private final Path ledgers;
  private final NoteVerifier site;

  /**
   * @param ledgers directory that holds a ledger per stream
   * @param site the site's public key
   */
  public VerifyRecord(Path ledgers, NoteVerifier site) {
    this.ledgers = ledgers;
    this.site = site;
  }

  /** How a check ended. */
  public enum Outcome {
    /** The record is exactly what was recorded. */
    VERIFIED(0),
    /** Record, proof or checkpoint do not fit: something was changed. */
    TAMPERED(6),
    /** The record is gone by the published retention policy; nothing was changed. */
    PRUNED(3),
    /** There is no such record under the checkpoint. */
    NOT_FOUND(6);

    private final int exitCode;

    Outcome(int exitCode) {
      this.exitCode = exitCode;
    }

    /** Exit code of {@code watchfire verify}. */
    public int exitCode() {
      return exitCode;
    }
  }

  /**
   * What a check has shown.
   *
   * @param seq number of the record; -1 when it was not found
   * @param record its bytes; empty when they cannot be read
   * @param verification the steps of the proof; its reason says what does not fit
   */
  public record Result(
      Outcome outcome, Stream stream, long seq, byte[] record, Verification verification) {
    /** For people, in both languages; several lines. */
    public String report() {
      String verdict =
          switch (outcome) {
            case VERIFIED -> "VERIFIED  已验证：记录与封存时完全一致 (the record is what was recorded)";
            case TAMPERED -> "FAILED    验证失败：记录或账本被改动 (record or ledger was changed)";
            case PRUNED -> "PRUNED    已按保存策略清除 (gone by the published retention policy)";
            case NOT_FOUND -> "NOT FOUND 未找到：账本中没有该记录 (no such record in the ledger)";
          };
      StringBuilder out = new StringBuilder(verdict).append('\n');
      line(out, "stream     流", stream.id());
      line(out, "record     记录号", seq < 0 ? "-" : Long.toString(seq));
      line(out, "reason     原因", verification.reason());
      line(out, "tree size  账本大小", Long.toString(verification.treeSize()));
      line(out, "root       根哈希", verification.rootHash());
      line(out, "proof      证明步数", Integer.toString(verification.proof().size()));
      return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
      out.append("  ").append(name).append(": ").append(value).append('\n');
    }
  }

  /**
   * Checks a record by its number.
   *
   * @throws IOException when a file is there but cannot be read
   * @throws NoteException when the site's key has a name that cannot be an origin
   */
  public Result bySeq(Stream stream, long seq) throws IOException, NoteException {
    StreamReader ledger = StreamReader.of(ledgers, stream, site);
    Verification verification;
    try {
      verification = ledger.verify(seq);
    } catch (NotInLedgerException e) {
      return new Result(Outcome.NOT_FOUND, stream, seq, new byte[0], none(ledger, e.getMessage()));
    }
    Outcome outcome = verification.verified() ? Outcome.VERIFIED : Outcome.TAMPERED;
    byte[] record;
    try {
      record = ledger.entry(seq);
    } catch (PrunedException e) {
      record = new byte[0];
      outcome = Outcome.PRUNED;
    } catch (LedgerException e) {
      record = new byte[0];
    }
    return new Result(outcome, stream, seq, record, verification);
  }

  /**
   * Finds a record by its {@code event.id}, reading the whole ledger if need be, and checks it.
   * When it is not found the whole ledger is checked, because a record whose id was changed cannot
   * be found either.
   */
  public Result byEventId(Stream stream, String eventId) throws IOException, NoteException {
    StreamReader ledger = StreamReader.of(ledgers, stream, site);
    try {
      Optional<Long> seq = find(ledger, eventId);
      if (seq.isPresent()) {
        return bySeq(stream, seq.get());
      }
      Optional<String> damage = ledger.firstDamage();
      return new Result(
          damage.isPresent() ? Outcome.TAMPERED : Outcome.NOT_FOUND,
          stream,
          -1,
          new byte[0],
          none(ledger, damage.orElse("no record has event.id " + eventId)));
    } catch (LedgerException e) {
      Verification failed = new Verification(false, e.getMessage(), 0, "", List.of());
      return new Result(Outcome.TAMPERED, stream, -1, new byte[0], failed);
    }
  }

  private static Optional<Long> find(StreamReader ledger, String eventId)
      throws IOException, LedgerException {
    byte[] wanted = eventId.getBytes(StandardCharsets.UTF_8);
    long size = ledger.size();
    for (long at = ledger.firstKept(); at < size; ) {
      List<byte[]> records = ledger.entries(at, READ_BYTES);
      for (int i = 0; i < records.size(); i++) {
        if (contains(records.get(i), wanted) && eventId.equals(id(records.get(i)))) {
          return Optional.of(at + i);
        }
      }
      at += records.size();
    }
    return Optional.empty();
  }

  /** A quick look before reading the JSON; an id with escaped characters is not one of ours. */
  private static boolean contains(byte[] record, byte[] wanted) {
    outer:
    for (int i = 0; i <= record.length - wanted.length; i++) {
      for (int j = 0; j < wanted.length; j++) {
        if (record[i + j] != wanted[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }

  private static String id(byte[] record) {
    try {
      Event event = EventCodec.decode(record);
      return event.id();
    } catch (EventFormatException e) {
      return null;
    }
  }

  private static Verification none(StreamReader ledger, String reason) throws IOException {
    try {
      var checkpoint = ledger.checkpoint();
      return new Verification(false, reason, ledger.size(), checkpoint.rootBase64(), List.of());
    } catch (LedgerException e) {
      return new Verification(false, e.getMessage(), 0, "", List.of());
    }
  }
}
