package org.watchfire.collector.spool;

import java.io.IOException;

/** Another process writes to this spool. */
public final class SpoolLockedException extends IOException {

  private static final long serialVersionUID = 1L;

  public SpoolLockedException(String message) {
    super(message);
  }
}
