package org.watchfire.rules.match;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.EventFormatException;

/**
 * Evaluates every rule whose log source the event belongs to, one after the other. Slow and
 * obviously right: the oracle of the index.
 */
final class LinearMatcher implements Matcher {
  private final List<RoutedRule> rules;
  private final ZoneId zone;

  LinearMatcher(List<RoutedRule> rules, ZoneId zone) {
    this.rules = List.copyOf(rules);
    this.zone = zone;
  }

  @Override
  public List<Match> match(RawEvent event) {
    FieldView view = new FieldView(event, zone);
    Map<Object, Boolean> routes = new IdentityHashMap<>();
    List<Match> matches = new ArrayList<>();
    for (RoutedRule rule : rules) {
      for (RoutedRule.Way way : rule.ways()) {
        boolean here =
            routes.computeIfAbsent(
                way.route().when(), w -> Evaluation.holds(way.route().when(), view));
        if (here && Evaluation.holds(way.expression(), view)) {
          matches.add(rule.match(way, view));
          break;
        }
      }
    }
    return matches;
  }

  @Override
  public List<Match> match(byte[] json) throws EventFormatException {
    return match(RawEvent.decode(json));
  }

  @Override
  public EventSession session() {
    return new EventSession() {
      private RawEvent event;

      @Override
      public void read(byte[] json) throws EventFormatException {
        event = RawEvent.decode(json);
      }

      @Override
      public List<Match> match() {
        return LinearMatcher.this.match(event);
      }
    };
  }
}
