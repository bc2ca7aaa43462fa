package org.watchfire.collector.spool;

import java.io.IOException;

/** The beginning of a segment file is not what a spool writes. */
final class DamagedSegmentException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedSegmentException(String message) {
    super(message);
  }
}
