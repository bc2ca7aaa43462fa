package org.watchfire.console.keys.root;

/**
 * The root key cannot be had. The message is for the log and for keepers; it holds nothing of a
 * secret.
 */
public final class RootException extends Exception {
  private static final long serialVersionUID = 1L;

  public RootException(String message) {
    super(message);
  }

  public RootException(String message, Throwable cause) {
    super(message, cause);
  }
}
