package org.watchfire.store.reconcile;

import java.io.IOException;
import java.util.List;

/** Where tampering is made known. */
@FunctionalInterface
public interface TamperSink {
  /** Returns when the notices cannot be lost any more; some may be there when it fails. */
  void raise(List<TamperNotice> notices) throws IOException;
}
