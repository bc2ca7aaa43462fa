package org.watchfire.store.search;

/** A search that gave no answer. */
public class SearchException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It asks for more than one search may cost; the message says what to narrow. */
    TOO_BROAD,
    /** Elasticsearch cannot be reached, or the ledger not be read. */
    UNAVAILABLE,
    /** It took too long. */
    TIMEOUT
  }

  private final Reason reason;

  SearchException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why there is no answer. */
  public Reason reason() {
    return reason;
  }
}
