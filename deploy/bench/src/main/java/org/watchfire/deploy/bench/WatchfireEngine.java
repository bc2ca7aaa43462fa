package org.watchfire.deploy.bench;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.Rejection;

/** Ours, without routing: event-ruler has none, so every rule is about every event. */
final class WatchfireEngine implements Engine {
  private final RuleSet rules;
  private final List<byte[]> events;

  /**
   * @throws IllegalArgumentException when a rule does not compile
   */
  WatchfireEngine(List<PlainRule> rules, List<byte[]> events) {
    this.rules =
        RuleSet.compile(
            rules.stream().map(RuleText::sigma).toList(), CompileOptions.of(Routing.none()));
    this.events = events;
    List<Rejection> rejected = this.rules.rejections();
    if (!rejected.isEmpty()) {
      throw new IllegalArgumentException(rejected.get(0).text());
    }
  }

  @Override
  public String name() {
    return "watchfire";
  }

  /** JSON in, matches out. */
  List<Match> match(int event) throws EventFormatException {
    return rules.match(events.get(event));
  }

  @Override
  public SortedSet<String> matching(int event) {
    try {
      SortedSet<String> ids = new TreeSet<>();
      match(event).forEach(m -> ids.add(m.rule().header().id()));
      return ids;
    } catch (EventFormatException e) {
      throw new IllegalStateException("event " + event + " was written by us", e);
    }
  }
}
