package org.watchfire.store.reconcile;

import java.util.List;
import org.watchfire.store.ledger.Stream;

/**
 * One thing that is wrong with the index.
 *
 * @param seq number of the record that the document claims to be, -1 when it claims none
 * @param index where the document is; empty when it is missing
 * @param id {@code _id} of the document
 * @param fields names of the fields that differ from the record, no values
 * @param digest hex SHA-256 of the document as it was found; empty when it is missing
 */
public record Finding(
    Kind kind,
    Stream stream,
    long seq,
    String index,
    String id,
    List<String> fields,
    String digest) {
  /** What is wrong. */
  public enum Kind {
    /** The ledger has the record, the index has no document of it. */
    MISSING,
    /** The index has a document that is of no record, or the second of one. */
    SURPLUS,
    /** The document is not what was recorded. */
    ALTERED
  }

  /** Copies the list. */
  public Finding {
    fields = List.copyOf(fields);
  }

  /** Whether nothing but a hand can have done it. */
  public boolean tampering() {
    return kind != Kind.MISSING;
  }

  /** One line for people, without values. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT)
        + " "
        + stream.id()
        + (seq < 0 ? "" : "/" + seq)
        + (index.isEmpty() ? "" : " " + index + "/" + id)
        + (fields.isEmpty() ? "" : " " + fields);
  }
}
