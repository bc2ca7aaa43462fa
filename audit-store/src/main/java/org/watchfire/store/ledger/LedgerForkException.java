package org.watchfire.store.ledger;

/**
 * Going on would sign a second history: a smaller size, or another root for a size already signed.
 */
public final class LedgerForkException extends LedgerException {
  private static final long serialVersionUID = 1L;

  public LedgerForkException(String message) {
    super(message);
  }
}
