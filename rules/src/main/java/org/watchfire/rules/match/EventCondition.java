package org.watchfire.rules.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.Predicate;
import org.watchfire.rules.sigma.TextPattern;

/** An {@link Expression} in the form that is evaluated on {@link EventValues}. Immutable. */
abstract class EventCondition {
  abstract boolean holds(EventValues e, EventMemo memo);

  /** Rough cost of one evaluation, to do cheap parts first. */
  abstract int cost();

  /** Shares equal tests among all rules. */
  static final class Compiler {
    /** From this many plain texts of one shape on one field on, one structure looks for all. */
    private static final int MANY = 4;

    private final FieldSlots slots;
    private final Map<Predicate, Leaf> tests = new HashMap<>();
    private final Map<Expression, EventCondition> conditions = new HashMap<>();
    private int count;

    Compiler(FieldSlots slots) {
      this.slots = slots;
    }

    /** How many tests there are to remember. */
    int tests() {
      return count;
    }

    EventCondition compile(Expression e) {
      if (e instanceof Expression.Test t) {
        return leaf(t.predicate());
      }
      if (e instanceof Expression.Not n) {
        return new Not(compile(n.part()));
      }
      EventCondition known = conditions.get(e);
      if (known == null) {
        known = group(e);
        conditions.put(e, known);
      }
      return known;
    }

    private EventCondition group(Expression e) {
      if (e instanceof Expression.And and) {
        return new All(byCost(and.parts()));
      }
      if (e instanceof Expression.Or or) {
        return new Any(collapsed(or.parts()));
      }
      Expression.AtLeast some = (Expression.AtLeast) e;
      return new AtLeast(
          some.count(), some.parts().stream().map(this::compile).toArray(EventCondition[]::new));
    }

    private Leaf leaf(Predicate p) {
      return tests.computeIfAbsent(p, k -> new Leaf(count++, EventTest.of(p, slots)));
    }

    private EventCondition[] byCost(List<Expression> parts) {
      return parts.stream()
          .map(this::compile)
          .sorted(Comparator.comparingInt(EventCondition::cost))
          .toArray(EventCondition[]::new);
    }

    private record Kind(String field, TextPattern.Shape shape) {}

    private EventCondition[] collapsed(List<Expression> parts) {
      Map<Kind, List<Predicate.Text>> groups = new LinkedHashMap<>();
      List<EventCondition> out = new ArrayList<>();
      for (Expression part : parts) {
        if (part instanceof Expression.Test t
            && t.predicate() instanceof Predicate.Text text
            && plain(text)) {
          groups
              .computeIfAbsent(
                  new Kind(text.field(), text.pattern().shape()), k -> new ArrayList<>())
              .add(text);
        } else {
          out.add(compile(part));
        }
      }
      groups.forEach(
          (kind, texts) -> {
            if (texts.size() < MANY) {
              texts.forEach(t -> out.add(leaf(t)));
            } else {
              int slot = kind.field() == null ? EventValues.EVERYTHING : slots.slot(kind.field());
              List<byte[]> bytes =
                  texts.stream().map(t -> Utf8.bytes(t.pattern().literal())).toList();
              out.add(new Leaf(count++, new EventTest.AnyOf(slot, kind.shape(), bytes)));
            }
          });
      out.sort(Comparator.comparingInt(EventCondition::cost));
      return out.toArray(EventCondition[]::new);
    }

    private static boolean plain(Predicate.Text t) {
      return switch (t.pattern().shape()) {
        case EQUALS, STARTS_WITH, ENDS_WITH, CONTAINS ->
            !t.cased()
                && !t.pattern().literal().isEmpty()
                && Utf8.wellFormed(t.pattern().literal());
        default -> false;
      };
    }
  }

  private static final class Leaf extends EventCondition {
    private final int number;
    private final EventTest test;

    Leaf(int number, EventTest test) {
      this.number = number;
      this.test = test;
    }

    @Override
    boolean holds(EventValues e, EventMemo memo) {
      return memo.holds(number, test, e);
    }

    @Override
    int cost() {
      return test.cost();
    }
  }

  private static final class Not extends EventCondition {
    private final EventCondition part;

    Not(EventCondition part) {
      this.part = part;
    }

    @Override
    boolean holds(EventValues e, EventMemo memo) {
      return !part.holds(e, memo);
    }

    @Override
    int cost() {
      return part.cost();
    }
  }

  private abstract static class Group extends EventCondition {
    final EventCondition[] parts;
    private final int cost;

    Group(EventCondition[] parts) {
      this.parts = parts;
      long sum = 1;
      for (EventCondition p : parts) {
        sum += p.cost();
      }
      this.cost = (int) Math.min(sum, 1_000_000);
    }

    @Override
    int cost() {
      return cost;
    }
  }

  private static final class All extends Group {
    /** The part that failed last time: it is tried first. Threads may overwrite one another. */
    private int hint;

    All(EventCondition[] parts) {
      super(parts);
    }

    @Override
    boolean holds(EventValues e, EventMemo memo) {
      int first = hint;
      if (first < parts.length && !parts[first].holds(e, memo)) {
        return false;
      }
      for (int i = 0; i < parts.length; i++) {
        if (i != first && !parts[i].holds(e, memo)) {
          hint = i;
          return false;
        }
      }
      return true;
    }
  }

  private static final class Any extends Group {
    /** The part that held last time: it is tried first. Threads may overwrite one another. */
    private int hint;

    Any(EventCondition[] parts) {
      super(parts);
    }

    @Override
    boolean holds(EventValues e, EventMemo memo) {
      int first = hint;
      if (first < parts.length && parts[first].holds(e, memo)) {
        return true;
      }
      for (int i = 0; i < parts.length; i++) {
        if (i != first && parts[i].holds(e, memo)) {
          hint = i;
          return true;
        }
      }
      return false;
    }
  }

  private static final class AtLeast extends Group {
    private final int count;

    AtLeast(int count, EventCondition[] parts) {
      super(parts);
      this.count = count;
    }

    @Override
    boolean holds(EventValues e, EventMemo memo) {
      int n = 0;
      for (EventCondition p : parts) {
        if (p.holds(e, memo) && ++n >= count) {
          return true;
        }
      }
      return false;
    }
  }
}
