package org.watchfire.console.keys.lifecycle;

/** A step that the life cycle does not have. */
public final class TransitionException extends Exception {
  private static final long serialVersionUID = 1L;

  public TransitionException(String message) {
    super(message);
  }
}
