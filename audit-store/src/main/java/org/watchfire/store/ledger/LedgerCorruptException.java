package org.watchfire.store.ledger;

/**
 * A file of the ledger is missing, unreadable or does not fit the others. The message names the
 * file.
 */
public final class LedgerCorruptException extends LedgerException {
  private static final long serialVersionUID = 1L;

  private final String file;

  public LedgerCorruptException(String file, String message) {
    super(file + ": " + message);
    this.file = file;
  }

  public LedgerCorruptException(String file, String message, Throwable cause) {
    super(file + ": " + message, cause);
    this.file = file;
  }

  /** Path of the file inside the ledger directory. */
  public String file() {
    return file;
  }
}
