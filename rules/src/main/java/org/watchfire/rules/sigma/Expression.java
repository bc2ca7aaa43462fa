package org.watchfire.rules.sigma;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A normalised boolean tree over {@link Predicate}s. Equal trees are equal objects, so that they
 * can be interned.
 */
public sealed interface Expression {
  /** Names of the fields that it looks at; keyword searches name none. */
  default Set<String> fields() {
    Set<String> fields = new HashSet<>();
    collect(this, fields);
    return fields;
  }

  private static void collect(Expression expression, Set<String> fields) {
    if (expression instanceof Test test) {
      if (test.predicate().field() != null) {
        fields.add(test.predicate().field());
      }
      if (test.predicate() instanceof Predicate.FieldRef reference) {
        fields.add(reference.other());
      }
    } else if (expression instanceof Not not) {
      collect(not.part(), fields);
    } else if (expression instanceof And and) {
      and.parts().forEach(part -> collect(part, fields));
    } else if (expression instanceof Or or) {
      or.parts().forEach(part -> collect(part, fields));
    } else if (expression instanceof AtLeast some) {
      some.parts().forEach(part -> collect(part, fields));
    }
  }

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
