package org.watchfire.store.search;

import java.time.Instant;
import java.util.List;

/**
 * Which values of a field the records have that a query finds, the most frequent first. With a
 * query for one subject these are its objects, with one for an object its subjects.
 *
 * @param field name
 * @param values at most as many as were asked for
 * @param distinct about how many values there are altogether; exact up to about 3,000
 * @param others how often the values occur that are not among {@code values}
 */
public record TopValues(String field, List<Value> values, long distinct, long others) {
  /** Most values of one answer. */
  public static final int MAX_LIMIT = 1000;

  /**
   * One value.
   *
   * @param text as it is written in a query
   * @param count records that have it
   * @param first earliest {@code @timestamp} of these
   * @param last latest
   */
  public record Value(String text, long count, Instant first, Instant last) {}

  /** Copies the list. */
  public TopValues {
    values = List.copyOf(values);
  }
}
