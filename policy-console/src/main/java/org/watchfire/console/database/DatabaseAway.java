package org.watchfire.console.database;

/** PostgreSQL cannot be used at this moment; the same request may succeed a few seconds later. */
public final class DatabaseAway extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseAway(String message, Throwable cause) {
    super(message, cause);
  }
}
