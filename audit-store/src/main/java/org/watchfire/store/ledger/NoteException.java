package org.watchfire.store.ledger;

/** A note, checkpoint or note key that is malformed or not signed as required. */
public final class NoteException extends LedgerException {
  private static final long serialVersionUID = 1L;

  public NoteException(String message) {
    super(message);
  }

  public NoteException(String message, Throwable cause) {
    super(message, cause);
  }
}
