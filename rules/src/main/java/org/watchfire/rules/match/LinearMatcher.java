package org.watchfire.rules.match;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.Event;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.sigma.Expression;

/**
 * Evaluates every rule whose log source the event belongs to, one after the other. Slow and
 * obviously right: the oracle of any index. Rules with the same route share its evaluation.
 */
final class LinearMatcher implements Matcher {
  /** A rule with its route and whether its matches are alerts. */
  record Entry(DetectionRule rule, Expression route, boolean alerts) {}

  private record Numbered(int position, Entry entry) {}

  private final Map<Expression, List<Numbered>> buckets = new LinkedHashMap<>();
  private final ZoneId zone;

  LinearMatcher(List<Entry> entries, ZoneId zone) {
    this.zone = zone;
    for (int i = 0; i < entries.size(); i++) {
      Entry e = entries.get(i);
      buckets.computeIfAbsent(e.route(), r -> new ArrayList<>()).add(new Numbered(i, e));
    }
  }

  @Override
  public List<Match> match(Event event) {
    FieldView view = new FieldView(event, zone);
    List<Numbered> hits = null;
    for (Map.Entry<Expression, List<Numbered>> bucket : buckets.entrySet()) {
      if (!Evaluation.holds(bucket.getKey(), view)) {
        continue;
      }
      for (Numbered n : bucket.getValue()) {
        if (Evaluation.holds(n.entry().rule().expression(), view)) {
          hits = hits == null ? new ArrayList<>() : hits;
          hits.add(n);
        }
      }
    }
    if (hits == null) {
      return List.of();
    }
    return hits.stream()
        .sorted((a, b) -> Integer.compare(a.position(), b.position()))
        .map(
            n ->
                new Match(
                    n.entry().rule(),
                    n.entry().alerts(),
                    Evaluation.explain(n.entry().rule().expression(), view)))
        .toList();
  }
}
