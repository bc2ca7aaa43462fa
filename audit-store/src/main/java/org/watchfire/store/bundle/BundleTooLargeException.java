package org.watchfire.store.bundle;

import java.io.IOException;

/** What was asked for does not fit into one bundle. The message says what to do. */
public final class BundleTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  public BundleTooLargeException(String message) {
    super(message);
  }
}
