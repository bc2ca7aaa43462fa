package org.watchfire.store.ledger;

import java.io.IOException;

/**
 * Somebody outside the log who remembers what it has signed, such as a witness. Asked when a log is
 * opened, before anything is signed: an older copy that was put back must not go on as if the
 * records after it had never been.
 */
@FunctionalInterface
public interface RollbackGuard {
  /** Nobody remembers anything. */
  RollbackGuard NONE = (head, history) -> {};

  /** What the log holds now, for comparing with what was seen before. */
  @FunctionalInterface
  interface History {
    /**
     * Root of its first {@code size} entries, computed from the tiles.
     *
     * @param size 0 up to the committed size
     */
    byte[] root(long size) throws IOException, LedgerCorruptException;
  }

  /**
   * Lets the log be written, or refuses.
   *
   * @param head origin, committed size and root of the log
   * @throws LedgerForkException when a greater size was seen, or another root at a size of it; the
   *     message says who saw what
   * @throws IOException when it cannot be found out and must be; the opening fails and may be tried
   *     again
   */
  void opening(Checkpoint head, History history)
      throws IOException, LedgerCorruptException, LedgerForkException;
}
