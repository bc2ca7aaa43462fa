package org.watchfire.store.index;

import java.io.IOException;
import org.watchfire.store.ledger.Stream;

/**
 * What the index holds of a record: the JSON that is indexed for the bytes in the ledger. Must
 * always give the same for the same record as long as the index is to stay as it is, because the
 * index is compared with it. Implementations are thread-safe.
 */
@FunctionalInterface
public interface IndexForm {
  /** The index holds each record as it was recorded. */
  IndexForm AS_RECORDED = (stream, seq, record) -> record;

  /**
   * The JSON to index.
   *
   * @param record bytes of the record in the ledger; not changed
   * @throws IOException when what is needed to make it cannot be read now
   */
  byte[] of(Stream stream, long seq, byte[] record) throws IOException;
}
