package org.watchfire.collector.replay;

/** A replay did not come to its end; the message says why and what is kept. */
public final class ReplayException extends Exception {

  private static final long serialVersionUID = 1L;

  public ReplayException(String message) {
    super(message);
  }

  public ReplayException(String message, Throwable cause) {
    super(message, cause);
  }
}
