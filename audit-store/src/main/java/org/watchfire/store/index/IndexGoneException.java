package org.watchfire.store.index;

import java.io.IOException;

/** The indices are not as the layout says: it has to be read again. */
final class IndexGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  IndexGoneException(String message) {
    super(message);
  }
}
