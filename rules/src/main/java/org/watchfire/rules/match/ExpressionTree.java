package org.watchfire.rules.match;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.Predicate;

/**
 * The condition of a rule with what became of each part on one event, for people to read. Evaluated
 * without any index. Of parts with many alternatives (long lists of values) only the telling ones
 * are kept.
 */
public final class ExpressionTree {
  /** Most parts of one node that are kept. */
  public static final int MAX_PARTS = 20;

  private static final int MAX_VALUES = 3;
  private static final int MAX_SHOWN = 200;

  /**
   * One part of a condition.
   *
   * @param name search identifier when the part is one, else empty
   * @param text the test, or how the parts are combined
   * @param observed for a test: the values of the event, or that it has none; else empty
   * @param hidden parts that are not among {@code parts}
   */
  public record Node(
      boolean holds, String name, String text, String observed, List<Node> parts, int hidden) {}

  /**
   * A way in which the event may belong to the log source of the rule.
   *
   * @param belongs what the routing asks for
   * @param condition the rule under the names of these events
   */
  public record Way(Node belongs, Node condition) {
    public boolean matches() {
      return belongs.holds() && condition.holds();
    }
  }

  private final FieldView view;
  private final Map<Expression, String> names = new IdentityHashMap<>();

  private ExpressionTree(FieldView view) {
    this.view = view;
  }

  /**
   * @param zone as the rules are run with
   * @return one for each route of the rule's log source
   */
  public static List<Way> explain(
      DetectionRule rule, Routing routing, RawEvent event, ZoneId zone) {
    ExpressionTree tree = new ExpressionTree(new FieldView(event, zone));
    rule.searches().forEach((name, e) -> tree.names.putIfAbsent(e, name));
    List<Way> ways = new ArrayList<>();
    for (Route route : routing.routes(rule.logSource())) {
      Expression mapped = FieldMapping.apply(rule.expression(), route);
      ways.add(
          new Way(tree.node(route.when(), route.when()), tree.node(rule.expression(), mapped)));
    }
    return ways;
  }

  /** The two have the same shape: the mapping only changes names of fields. */
  private Node node(Expression written, Expression mapped) {
    String name = names.getOrDefault(written, "");
    boolean holds = Evaluation.holds(mapped, view);
    if (mapped instanceof Expression.Test t) {
      Predicate own = ((Expression.Test) written).predicate();
      return new Node(
          holds,
          name,
          text(own, t.predicate()),
          observed(mapped, t.predicate(), holds),
          List.of(),
          0);
    }
    if (mapped instanceof Expression.Not not) {
      Node part = node(((Expression.Not) written).part(), not.part());
      return new Node(holds, name, "not", "", List.of(part), 0);
    }
    List<Expression> from = parts(written);
    List<Expression> to = parts(mapped);
    List<Integer> kept = telling(to, mapped instanceof Expression.And);
    List<Node> nodes = kept.stream().map(i -> node(from.get(i), to.get(i))).toList();
    return new Node(holds, name, combined(mapped), "", nodes, to.size() - nodes.size());
  }

  private static String combined(Expression e) {
    if (e instanceof Expression.And and) {
      return and.parts().isEmpty() ? "every event" : "all of";
    }
    return e instanceof Expression.AtLeast some ? some.count() + " of" : "one of";
  }

  private static List<Expression> parts(Expression e) {
    if (e instanceof Expression.And and) {
      return and.parts();
    }
    return e instanceof Expression.Or or ? or.parts() : ((Expression.AtLeast) e).parts();
  }

  /** Places of the parts to show: of many, first those that decide. */
  private List<Integer> telling(List<Expression> parts, boolean all) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      places.add(i);
    }
    if (places.size() <= MAX_PARTS) {
      return places;
    }
    return places.stream()
        .sorted(Comparator.comparing(i -> Evaluation.holds(parts.get(i), view) == all))
        .limit(MAX_PARTS)
        .sorted()
        .toList();
  }

  private static String text(Predicate own, Predicate mapped) {
    if (own.field() == null) {
      return "any value " + own.operator() + " " + quoted(own.expected());
    }
    String field =
        own.field().equals(mapped.field())
            ? own.field()
            : own.field() + " (" + mapped.field() + ")";
    boolean bare = own instanceof Predicate.IsNull || own instanceof Predicate.Exists;
    return field + " " + own.operator() + " " + (bare ? own.expected() : quoted(own.expected()));
  }

  private String observed(Expression test, Predicate p, boolean holds) {
    if (p.field() == null) {
      return holds ? quoted(Evaluation.explain(test, view).get(0).observed()) : "in no value";
    }
    String[] values = view.values(p.field()).plain();
    if (values.length == 0) {
      return "absent";
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(values.length, MAX_VALUES); i++) {
      out.append(i == 0 ? "" : ", ").append(quoted(values[i]));
    }
    return values.length > MAX_VALUES
        ? out.append(" and ").append(values.length - MAX_VALUES).append(" more").toString()
        : out.toString();
  }

  private static String quoted(String text) {
    boolean whole = text.length() <= MAX_SHOWN;
    String shown = whole ? text : text.substring(0, MAX_SHOWN) + "…";
    StringBuilder out = new StringBuilder("'");
    shown
        .chars()
        .forEach(c -> out.append(c < 0x20 || c == 0x7f ? String.format("\\x%02x", c) : (char) c));
    return out.append('\'').toString();
  }
}
