package org.watchfire.store.ledger;

/** A Merkle proof that does not prove what it claims. */
public final class InvalidProofException extends LedgerException {
  private static final long serialVersionUID = 1L;

  public InvalidProofException(String message) {
    super(message);
  }
}
