package org.watchfire.store.ledger;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Reads a stream from its beginning to its last checkpoint. */
public final class LedgerScan {
  private static final long READ_BYTES = 8 << 20;

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param done records that were read
     * @param total of how many
     * @return false to stop
     */
    boolean at(long done, long total);
  }

  private LedgerScan() {}

  /**
   * Gives every record in order; what is recorded meanwhile is left out, and so are the checkpoints
   * that logs begin with. Holds a few megabytes at a time.
   *
   * @return false when it was stopped
   * @throws LedgerException when the ledger is damaged
   */
  public static boolean run(StreamReader ledger, Consumer<byte[]> sink, Progress progress)
      throws IOException, LedgerException {
    long size = ledger.size();
    for (long at = 0; at < size; ) {
      if (!progress.at(at, size)) {
        return false;
      }
      List<byte[]> entries = ledger.entries(at, READ_BYTES);
      if (entries.isEmpty()) {
        throw new IOException("the ledger gives no records from " + at + " of " + size);
      }
      for (byte[] entry : entries) {
        if (at++ < size && StreamReader.closingCheckpoint(entry).isEmpty()) {
          sink.accept(entry);
        }
      }
    }
    return progress.at(size, size);
  }
}
