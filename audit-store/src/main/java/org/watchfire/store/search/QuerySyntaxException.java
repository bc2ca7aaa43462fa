package org.watchfire.store.search;

/** A query that is not one, or asks for what may not be asked for. */
public final class QuerySyntaxException extends SearchException {
  private static final long serialVersionUID = 1L;

  private final int column;

  QuerySyntaxException(String message, int column) {
    super(Reason.REQUEST, message + " (column " + column + ")", null);
    this.column = column;
  }

  /** Where, counting characters from 1. */
  public int column() {
    return column;
  }
}
