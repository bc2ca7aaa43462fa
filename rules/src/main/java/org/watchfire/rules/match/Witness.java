package org.watchfire.rules.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.Fold;
import org.watchfire.rules.sigma.Predicate;
import org.watchfire.rules.sigma.TextPattern;

/**
 * What to look out for so as not to miss a rule: a set of simple signs of which at least one is
 * there whenever the rule holds. The signs of an "and" are those of its most telling part, the
 * signs of an "or" those of all parts; a "not" has none.
 *
 * @param signs never empty
 * @param cost how often one of the signs is there by estimate: lower is better
 */
record Witness(List<Sign> signs, double cost) {
  /**
   * @param field null for keyword searches
   * @param shape EQUALS, STARTS_WITH, ENDS_WITH, CONTAINS, or ANY when the presence of the field is
   *     all there is to see
   * @param text folded; empty for ANY
   */
  record Sign(String field, TextPattern.Shape shape, String text) {}

  /**
   * Signs of an expression.
   *
   * @param costs how telling a sign is
   * @return empty when the expression can hold without any sign
   */
  static Optional<Witness> of(Expression e, SignCosts costs) {
    if (e instanceof Expression.Test t) {
      return of(t.predicate(), costs);
    }
    if (e instanceof Expression.Not n) {
      return n.part() instanceof Expression.Not inner ? of(inner.part(), costs) : Optional.empty();
    }
    if (e instanceof Expression.And and) {
      return and.parts().stream()
          .flatMap(p -> of(p, costs).stream())
          .reduce((a, b) -> a.cost() <= b.cost() ? a : b);
    }
    if (e instanceof Expression.Or or) {
      return union(or.parts().stream().map(p -> of(p, costs)).toList());
    }
    // Of n parts k hold, so at least one of any n - k + 1.
    Expression.AtLeast some = (Expression.AtLeast) e;
    List<Optional<Witness>> parts =
        some.parts().stream()
            .map(p -> of(p, costs))
            .sorted((a, b) -> Double.compare(costOf(a), costOf(b)))
            .toList();
    return union(parts.subList(0, parts.size() - some.count() + 1));
  }

  private static double costOf(Optional<Witness> w) {
    return w.map(Witness::cost).orElse(Double.MAX_VALUE);
  }

  private static Optional<Witness> union(List<Optional<Witness>> parts) {
    List<Sign> signs = new ArrayList<>();
    double cost = 0;
    for (Optional<Witness> part : parts) {
      if (part.isEmpty()) {
        return Optional.empty();
      }
      signs.addAll(part.get().signs());
      cost += part.get().cost();
    }
    return signs.isEmpty() ? Optional.empty() : Optional.of(new Witness(signs, cost));
  }

  private static Optional<Witness> of(Predicate p, SignCosts costs) {
    if (p instanceof Predicate.IsNull || (p instanceof Predicate.Exists e && !e.present())) {
      return Optional.empty();
    }
    Stream<Optional<Witness>> found = Stream.empty();
    if (p instanceof Predicate.Text t) {
      found = Stream.of(text(t, costs));
    } else if (p instanceof Predicate.Regex r) {
      found =
          r.pattern().needs().texts().stream()
              .map(
                  set ->
                      union(
                          set.stream()
                              .map(text -> sign(r.field(), TextPattern.Shape.CONTAINS, text, costs))
                              .toList()))
              .sorted(Comparator.comparingDouble(Witness::costOf));
    }
    return found.flatMap(Optional::stream).findFirst().or(() -> presence(p.field(), costs));
  }

  private static Optional<Witness> presence(String field, SignCosts costs) {
    return field == null ? Optional.empty() : sign(field, TextPattern.Shape.ANY, "", costs);
  }

  private static Optional<Witness> text(Predicate.Text t, SignCosts costs) {
    TextPattern pattern = t.pattern();
    List<String> pieces = pattern.pieces().stream().map(Fold::fold).toList();
    if (pattern.shape() == TextPattern.Shape.ANY || !pieces.stream().allMatch(Utf8::wellFormed)) {
      return Optional.empty();
    }
    if (pattern.shape() == TextPattern.Shape.EQUALS && t.field() != null) {
      return sign(t.field(), pattern.shape(), Fold.fold(pattern.literal()), costs);
    }
    Optional<Witness> best = Optional.empty();
    for (int i = 0; i < pieces.size(); i++) {
      // Keyword searches have one structure, which finds what is contained.
      TextPattern.Shape shape =
          t.field() == null
              ? TextPattern.Shape.CONTAINS
              : i == 0 && pattern.anchoredStart()
                  ? TextPattern.Shape.STARTS_WITH
                  : i == pieces.size() - 1 && pattern.anchoredEnd()
                      ? TextPattern.Shape.ENDS_WITH
                      : TextPattern.Shape.CONTAINS;
      Optional<Witness> w = sign(t.field(), shape, pieces.get(i), costs);
      best = costOf(w) < costOf(best) ? w : best;
    }
    return best;
  }

  private static Optional<Witness> sign(
      String field, TextPattern.Shape shape, String text, SignCosts costs) {
    Sign sign = new Sign(field, shape, text);
    return Optional.of(new Witness(List.of(sign), costs.of(sign)));
  }
}
