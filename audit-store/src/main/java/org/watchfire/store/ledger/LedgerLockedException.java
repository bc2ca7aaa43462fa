package org.watchfire.store.ledger;

/** Another process writes this ledger. */
public final class LedgerLockedException extends LedgerException {
  private static final long serialVersionUID = 1L;

  LedgerLockedException(String message) {
    super(message);
  }
}
