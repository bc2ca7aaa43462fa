package org.watchfire.rules.match;

import java.util.List;
import java.util.Optional;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.FilterRule;

/**
 * A rule ready to be matched.
 *
 * @param alerts whether its matches are alerts
 * @param ways an event matches when one of them holds; the first one that does explains it
 */
record RoutedRule(DetectionRule rule, boolean alerts, List<Way> ways) {
  /**
   * @param expression the rule under the field names of the route
   * @param exceptions in order
   */
  record Way(Route route, Expression expression, List<Exemption> exceptions) {}

  /**
   * @param expression the filter's condition under the field names of the route
   */
  record Exemption(FilterRule filter, Expression expression) {}

  /**
   * The match of an event for which one of the ways holds. Why it holds is told of alerts only:
   * what just feeds correlations is far more frequent, and nobody reads it.
   */
  Match match(Way way, FieldView view) {
    return new Match(
        rule,
        alerts,
        alerts ? Evaluation.explain(way.expression(), view) : List.of(),
        way.route(),
        suppression(way, view));
  }

  /** The first exception in force whose condition does not hold. */
  private static Optional<Suppression> suppression(Way way, FieldView view) {
    for (Exemption e : way.exceptions()) {
      FilterRule f = e.filter();
      if (view.isBefore(f.expires()) && !Evaluation.holds(e.expression(), view)) {
        return Optional.of(
            new Suppression(
                f.header().id(),
                f.header().title(),
                f.owner(),
                f.reason(),
                f.approval(),
                f.expires()));
      }
    }
    return Optional.empty();
  }
}
