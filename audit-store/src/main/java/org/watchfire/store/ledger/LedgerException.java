package org.watchfire.store.ledger;

/**
 * The ledger cannot be trusted or used as it is. Trouble of the disk itself is an {@link
 * java.io.IOException}.
 */
public abstract sealed class LedgerException extends Exception
    permits InvalidProofException,
        LedgerCorruptException,
        LedgerForkException,
        LedgerLockedException,
        PrunedException,
        NoteException,
        NotInLedgerException {
  private static final long serialVersionUID = 1L;

  LedgerException(String message) {
    super(message);
  }

  LedgerException(String message, Throwable cause) {
    super(message, cause);
  }
}
