package org.watchfire.store.retention;

/** An act is refused; the message says by which hold or rule, and what to do. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
