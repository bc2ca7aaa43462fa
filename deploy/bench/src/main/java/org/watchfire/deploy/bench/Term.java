package org.watchfire.deploy.bench;

/**
 * One condition on a text field, in words that both engines have.
 *
 * @param field path of the field in the event, with dots
 * @param value folded ({@link org.watchfire.rules.sigma.Fold}), printable ASCII
 */
record Term(String field, Op op, String value) {
  enum Op {
    EQUALS,
    STARTS_WITH,
    ENDS_WITH,
    CONTAINS
  }

  Term {
    if (value.isEmpty() || !value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(field + ": not printable ASCII: '" + value + "'");
    }
  }
}
