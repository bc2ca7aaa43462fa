package org.watchfire.store.query;

import java.util.Optional;
import java.util.Set;
import org.watchfire.store.ledger.Stream;

/**
 * Fields whose values the index holds sealed. What can still be looked for is a whole value, by the
 * token that stands for it in {@link #TOKENS}; nothing about them is counted. Implementations are
 * thread-safe.
 */
public interface SealedFields {
  /** The field of a document that holds the tokens of its sealed values. */
  String TOKENS = "gov.sealed";

  /** What ends the name of the field in a token. */
  String END = ":";

  /** Nothing is sealed. */
  SealedFields NONE =
      new SealedFields() {
        @Override
        public boolean covers(Stream stream, String field) {
          return false;
        }

        @Override
        public Optional<String> token(String field, String value) {
          return Optional.empty();
        }
      };

  /** Whether records of the stream have values of the field, or the field itself, sealed. */
  boolean covers(Stream stream, String field);

  /**
   * What stands for a value of a field: the field's name, {@link #END}, and a keyed hash.
   *
   * @param value as it is written in a query
   * @return empty when values of this field cannot be looked for
   */
  Optional<String> token(String field, String value);

  /**
   * As this one, but of these fields as well no more than whole values may be asked; the index has
   * them in the clear.
   */
  default SealedFields guarding(Set<String> fields) {
    SealedFields inner = this;
    return new SealedFields() {
      @Override
      public boolean covers(Stream stream, String field) {
        return fields.contains(field) || inner.covers(stream, field);
      }

      @Override
      public Optional<String> token(String field, String value) {
        Optional<String> token = inner.token(field, value);
        // No document holds a token without a hash.
        return token.isEmpty() && fields.contains(field) ? Optional.of(field + END) : token;
      }
    };
  }
}
