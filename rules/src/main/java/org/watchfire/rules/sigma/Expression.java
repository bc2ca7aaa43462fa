package org.watchfire.rules.sigma;

import java.util.List;

/**
 * A normalised boolean tree over {@link Predicate}s. Equal trees are equal objects, so that they
 * can be interned.
 */
public sealed interface Expression {
  record And(List<Expression> parts) implements Expression {}

  record Or(List<Expression> parts) implements Expression {}

  record Not(Expression part) implements Expression {}

  /** At least {@code count} of the parts hold. */
  record AtLeast(int count, List<Expression> parts) implements Expression {}

  record Test(Predicate predicate) implements Expression {}

  static Expression and(List<Expression> parts) {
    return parts.size() == 1 ? parts.get(0) : new And(List.copyOf(parts));
  }

  static Expression or(List<Expression> parts) {
    return parts.size() == 1 ? parts.get(0) : new Or(List.copyOf(parts));
  }
}
