package org.watchfire.console.database;

/** The work of the first start could not be done; it is tried again. */
public final class FirstStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FirstStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
