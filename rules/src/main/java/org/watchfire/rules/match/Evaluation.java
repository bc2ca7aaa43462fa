package org.watchfire.rules.match;

import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.Fold;
import org.watchfire.rules.sigma.Predicate;

/**
 * Evaluates expressions directly, without any index: the reference for every faster matcher.
 * Stateless.
 */
final class Evaluation {
  private static final int MAX_SHOWN = 512;

  private Evaluation() {}

  static boolean holds(Expression e, FieldView view) {
    if (e instanceof Expression.Test t) {
      return passing(t.predicate(), view) != null;
    }
    if (e instanceof Expression.And and) {
      for (Expression part : and.parts()) {
        if (!holds(part, view)) {
          return false;
        }
      }
      return true;
    }
    if (e instanceof Expression.Or or) {
      for (Expression part : or.parts()) {
        if (holds(part, view)) {
          return true;
        }
      }
      return false;
    }
    if (e instanceof Expression.Not not) {
      return !holds(not.part(), view);
    }
    Expression.AtLeast some = (Expression.AtLeast) e;
    int count = 0;
    for (Expression part : some.parts()) {
      if (holds(part, view) && ++count >= some.count()) {
        return true;
      }
    }
    return false;
  }

  /** The tests that made a true expression true. */
  static List<Condition> explain(Expression e, FieldView view) {
    Set<Condition> out = new LinkedHashSet<>();
    explain(e, view, false, out);
    return new ArrayList<>(out);
  }

  private static void explain(Expression e, FieldView view, boolean negated, Set<Condition> out) {
    if (out.size() >= Match.MAX_CONDITIONS) {
      return;
    }
    if (e instanceof Expression.Test t) {
      String value = passing(t.predicate(), view);
      if ((value != null) != negated) {
        out.add(condition(t.predicate(), value, negated, view));
      }
    } else if (e instanceof Expression.Not not) {
      explain(not.part(), view, !negated, out);
    } else {
      // Parts that do not stand for the result (an alternative that fails) explain nothing.
      for (Expression part : parts(e)) {
        if (holds(part, view) != negated) {
          explain(part, view, negated, out);
        }
      }
    }
  }

  private static List<Expression> parts(Expression e) {
    if (e instanceof Expression.And and) {
      return and.parts();
    }
    if (e instanceof Expression.Or or) {
      return or.parts();
    }
    return ((Expression.AtLeast) e).parts();
  }

  private static Condition condition(Predicate p, String value, boolean negated, FieldView view) {
    String observed = value;
    if (observed == null) {
      String[] values = p.field() == null ? new String[0] : view.values(p.field()).plain();
      observed = values.length == 0 ? "" : values[0];
    }
    return new Condition(
        p.field() == null ? "*" : p.field(),
        (negated ? "not " : "") + p.operator(),
        shorten(p.expected()),
        shorten(observed));
  }

  private static String shorten(String s) {
    return s.length() <= MAX_SHOWN ? s : s.substring(0, MAX_SHOWN) + "…";
  }

  /**
   * The value of the event for which the predicate holds ("" when it holds for the lack of one), or
   * null.
   */
  private static String passing(Predicate p, FieldView view) {
    if (p instanceof Predicate.Text t) {
      FieldView.Values values = view.values(t.field());
      String[] compared = t.cased() ? values.plain() : values.folded();
      for (int i = 0; i < compared.length; i++) {
        if (t.pattern().matches(compared[i])) {
          return values.plain()[i];
        }
      }
      return null;
    }
    if (p instanceof Predicate.Exists e) {
      boolean present = view.present(e.field());
      return present == e.present() ? first(view.values(e.field()).plain()) : null;
    }
    if (p instanceof Predicate.IsNull n) {
      return view.present(n.field()) ? null : "";
    }
    for (String value : view.values(p.field()).plain()) {
      if (passes(p, value, view)) {
        return value;
      }
    }
    return null;
  }

  private static String first(String[] values) {
    return values.length == 0 ? "" : values[0];
  }

  private static boolean passes(Predicate p, String value, FieldView view) {
    if (p instanceof Predicate.Regex r) {
      return r.pattern().find(value);
    }
    if (p instanceof Predicate.Cidr c) {
      return c.network().contains(value);
    }
    if (p instanceof Predicate.Compare c) {
      BigDecimal number = number(value);
      return number != null && c.comparison().holds(number.compareTo(c.limit()));
    }
    if (p instanceof Predicate.TimePart t) {
      ZonedDateTime time = view.time(value);
      return time != null && t.comparison().holds(Integer.compare(t.unit().of(time), t.limit()));
    }
    if (p instanceof Predicate.FieldRef ref) {
      return refers(ref, value, view);
    }
    throw new IllegalStateException("no evaluation for " + p.getClass().getSimpleName());
  }

  private static boolean refers(Predicate.FieldRef ref, String value, FieldView view) {
    String left = ref.cased() ? value : Fold.fold(value);
    FieldView.Values others = view.values(ref.other());
    for (String right : ref.cased() ? others.plain() : others.folded()) {
      if (refers(ref, left, right)) {
        return true;
      }
    }
    return false;
  }

  /** Both folded unless the reference is cased. */
  static boolean refers(Predicate.FieldRef ref, String left, String right) {
    return switch (ref.affix()) {
      case STARTS_WITH -> left.startsWith(right);
      case ENDS_WITH -> left.endsWith(right);
      case CONTAINS -> left.contains(right);
      default -> left.equals(right);
    };
  }

  /** Plain decimal notation only: an exponent in a log could ask for a number of any size. */
  static BigDecimal number(String text) {
    int n = text.length();
    if (n == 0 || n > 40) {
      return null;
    }
    boolean digit = false;
    boolean point = false;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digit = true;
      } else if (c == '.' && !point) {
        point = true;
      } else if (!((c == '-' || c == '+') && i == 0)) {
        return null;
      }
    }
    return digit ? new BigDecimal(text) : null;
  }
}
