package org.watchfire.deploy.standalone;

import java.io.IOException;

/** A process could not be started or ended too early; the message quotes its last log lines. */
public final class ProcessException extends IOException {
  private static final long serialVersionUID = 1L;

  ProcessException(String message) {
    super(message);
  }

  ProcessException(String message, Throwable cause) {
    super(message, cause);
  }
}
