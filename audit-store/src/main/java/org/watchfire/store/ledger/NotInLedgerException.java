package org.watchfire.store.ledger;

/** No entry with that number, or none that a checkpoint covers yet. */
public final class NotInLedgerException extends LedgerException {
  private static final long serialVersionUID = 1L;

  NotInLedgerException(String message) {
    super(message);
  }
}
