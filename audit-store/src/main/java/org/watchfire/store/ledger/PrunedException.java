package org.watchfire.store.ledger;

/** What was asked for is gone by the published retention policy; nothing is damaged. */
public final class PrunedException extends LedgerException {
  private static final long serialVersionUID = 1L;

  PrunedException(String message) {
    super(message);
  }
}
