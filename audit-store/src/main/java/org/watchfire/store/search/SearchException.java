package org.watchfire.store.search;

/** A search that gave no answer. */
public class SearchException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /**
     * The query, the cursor or another part of the request is wrong; see {@link
     * QuerySyntaxException}.
     */
    REQUEST,
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
