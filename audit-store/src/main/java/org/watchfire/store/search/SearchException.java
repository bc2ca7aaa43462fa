package org.watchfire.store.search;

/** A search that gave no answer. */
public class SearchException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Something beside the query is wrong, such as the field whose values were asked for. */
    REQUEST,
    /** It asks for more than one search may cost; the message says what to narrow. */
    TOO_BROAD,
    /** Elasticsearch cannot be reached, or the ledger not be read. */
    UNAVAILABLE,
    /** It took too long. */
    TIMEOUT,
    /** Somebody cancelled it. */
    CANCELLED
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
