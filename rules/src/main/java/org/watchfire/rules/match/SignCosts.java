package org.watchfire.rules.match;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.Fold;
import org.watchfire.rules.sigma.Predicate;
import org.watchfire.rules.sigma.TextPattern;

/**
 * How often a {@link Witness.Sign} is there, by estimate. Nothing is known of the events, so it
 * goes by what is true of most logs: long texts are rarer than short ones, a text that many rules
 * ask for is a common one, and {@code event.*} fields have few different values.
 */
final class SignCosts {
  private static final double PRESENT = 0.8;
  private static final double CONSTANT = 0.9;

  private final Set<String> constant;
  private final Map<Witness.Sign, Integer> asked = new HashMap<>();

  /**
   * @param constant fields that have one and the same value in all events that are met
   */
  SignCosts(Set<String> constant) {
    this.constant = Set.copyOf(constant);
  }

  /** Takes a rule into account. */
  void add(Expression e) {
    Set<Witness.Sign> signs = new HashSet<>();
    collect(e, signs);
    signs.forEach(s -> asked.merge(s, 1, Integer::sum));
  }

  private static void collect(Expression e, Set<Witness.Sign> out) {
    if (e instanceof Expression.Test t) {
      if (t.predicate() instanceof Predicate.Text text
          && text.field() != null
          && !text.pattern().literal().isEmpty()) {
        TextPattern p = text.pattern();
        out.add(new Witness.Sign(text.field(), p.shape(), Fold.fold(p.literal())));
      }
    } else if (e instanceof Expression.And and) {
      and.parts().forEach(p -> collect(p, out));
    } else if (e instanceof Expression.Or or) {
      or.parts().forEach(p -> collect(p, out));
    } else if (e instanceof Expression.AtLeast some) {
      some.parts().forEach(p -> collect(p, out));
    }
    // What a rule must not have is no sign of it.
  }

  double of(Witness.Sign sign) {
    if (sign.shape() == TextPattern.Shape.ANY) {
      return PRESENT;
    }
    if (sign.field() != null && constant.contains(sign.field())) {
      return CONSTANT;
    }
    int n = sign.text().length();
    double seen =
        switch (sign.shape()) {
          case EQUALS -> 0.02 + 0.3 * Math.pow(0.7, n);
          // Windows paths begin alike, and programs end alike.
          case STARTS_WITH, ENDS_WITH -> 0.02 + 0.5 * Math.pow(0.62, n);
          default -> 0.0005 + Math.pow(0.55, n);
        };
    if (sign.field() != null && sign.field().startsWith("event.")) {
      seen *= 5;
    }
    int others = asked.getOrDefault(sign, 1) - 1;
    return Math.min(PRESENT, seen * (1 + others / 8.0));
  }
}
