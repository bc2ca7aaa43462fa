package org.watchfire.store.query;

import java.util.List;

/** A parsed query. Columns count characters from 1. */
sealed interface Kql {
  /** Everything; the empty query. */
  record All() implements Kql {}

  /** All parts hold. */
  record And(List<Kql> parts) implements Kql {}

  /** At least one part holds. */
  record Or(List<Kql> parts) implements Kql {}

  /** The part does not hold. */
  record Not(Kql part) implements Kql {}

  /** The field has any value. */
  record Exists(String field, int column) implements Kql {}

  /**
   * The field has the value; without a field, some text field has it.
   *
   * @param field null for free text
   * @param prefix the value was followed by a star
   * @param column of the field, or of the value when there is none
   * @param valueColumn of the value
   */
  record Match(
      String field, String value, boolean quoted, boolean prefix, int column, int valueColumn)
      implements Kql {}

  /** The field compares to the value. */
  record Range(String field, Operator operator, String value, int column, int valueColumn)
      implements Kql {}

  /** How a range compares. */
  enum Operator {
    LT,
    LTE,
    GT,
    GTE
  }
}
