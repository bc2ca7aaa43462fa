package org.watchfire.store.index;

import java.util.OptionalLong;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.store.ledger.Stream;

/**
 * Under which id a record is indexed. A record has a document of its own, named by its number; the
 * revisions of an alert share one document, named by the alert, which holds the highest revision.
 *
 * @param id {@code _id} of the document
 * @param revision of the alert, from 0; empty when the document is this record's alone
 */
public record DocumentAddress(String id, OptionalLong revision) {
  /** The address of a record, from its bytes as they are indexed. */
  public static DocumentAddress of(Stream stream, long seq, byte[] record) {
    if (stream == Stream.ALERTS) {
      try {
        Event alert = EventCodec.decode(record);
        String id = alert.text("alert.id");
        if (id != null
            && id.matches("[0-9a-zA-Z_-]{1,128}")
            && alert.get("alert.revision") instanceof Long revision
            && revision >= 0) {
          return new DocumentAddress(id, OptionalLong.of(revision));
        }
      } catch (EventFormatException e) {
        // A record of the alert stream that is no alert, such as a checkpoint, stands for itself.
        return ofRecord(seq);
      }
    }
    return ofRecord(seq);
  }

  private static DocumentAddress ofRecord(long seq) {
    return new DocumentAddress(String.format("%016x", seq), OptionalLong.empty());
  }
}
