package org.watchfire.rules.match;

import java.util.List;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.Predicate;

/** Puts a rule under the field names of a route. */
final class FieldMapping {
  private FieldMapping() {}

  static Expression apply(Expression e, Route route) {
    if (route.fields().isEmpty()) {
      return e;
    }
    if (e instanceof Expression.Test t) {
      return new Expression.Test(apply(t.predicate(), route));
    }
    if (e instanceof Expression.Not n) {
      return new Expression.Not(apply(n.part(), route));
    }
    if (e instanceof Expression.And a) {
      return new Expression.And(apply(a.parts(), route));
    }
    if (e instanceof Expression.Or o) {
      return new Expression.Or(apply(o.parts(), route));
    }
    Expression.AtLeast some = (Expression.AtLeast) e;
    return new Expression.AtLeast(some.count(), apply(some.parts(), route));
  }

  private static List<Expression> apply(List<Expression> parts, Route route) {
    return parts.stream().map(p -> apply(p, route)).toList();
  }

  private static Predicate apply(Predicate p, Route route) {
    if (p.field() == null) {
      return p;
    }
    String field = route.field(p.field());
    if (p instanceof Predicate.Text t) {
      return new Predicate.Text(field, t.pattern(), t.cased());
    }
    if (p instanceof Predicate.Regex r) {
      return new Predicate.Regex(field, r.pattern());
    }
    if (p instanceof Predicate.Cidr c) {
      return new Predicate.Cidr(field, c.network());
    }
    if (p instanceof Predicate.Compare c) {
      return new Predicate.Compare(field, c.comparison(), c.limit());
    }
    if (p instanceof Predicate.TimePart t) {
      return new Predicate.TimePart(field, t.unit(), t.comparison(), t.limit());
    }
    if (p instanceof Predicate.Exists e) {
      return new Predicate.Exists(field, e.present());
    }
    if (p instanceof Predicate.IsNull) {
      return new Predicate.IsNull(field);
    }
    Predicate.FieldRef ref = (Predicate.FieldRef) p;
    return new Predicate.FieldRef(field, route.field(ref.other()), ref.affix(), ref.cased());
  }
}
