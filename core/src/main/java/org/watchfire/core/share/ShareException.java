package org.watchfire.core.share;

/**
 * A share, or a set of shares, that cannot be used. The message names the place and the reason and
 * holds nothing of the secret.
 */
public final class ShareException extends Exception {
  private static final long serialVersionUID = 1L;

  public ShareException(String message) {
    super(message);
  }

  public ShareException(String message, Throwable cause) {
    super(message, cause);
  }
}
