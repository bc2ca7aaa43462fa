package org.watchfire.deploy.bench;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * That engines find the same rules in each event.
 *
 * @param matches over all events
 * @param eventsWithMatch events in which at least one rule holds
 */
record Agreement(int events, int eventsWithMatch, long matches) {

  /**
   * Compares every engine with the first one.
   *
   * @param rules what the engines were given, for the message
   * @throws Disagreement at the first difference, with the rule and the event; also when no rule
   *     matched anything, because then nothing was compared
   */
  static Agreement of(
      List<Engine> engines, List<PlainRule> rules, List<String> events, Allowance allowance)
      throws Disagreement, TooExpensive {
    Engine first = engines.get(0);
    int withMatch = 0;
    long matches = 0;
    for (int event = 0; event < events.size(); event++) {
      allowance.check("compared " + event + " of " + events.size() + " events");
      SortedSet<String> expected = first.matching(event);
      for (Engine other : engines.subList(1, engines.size())) {
        SortedSet<String> found = other.matching(event);
        if (!found.equals(expected)) {
          throw difference(first, expected, other, found, rules, event + ": " + events.get(event));
        }
      }
      withMatch += expected.isEmpty() ? 0 : 1;
      matches += expected.size();
    }
    if (matches == 0) {
      throw new Disagreement("none of " + rules.size() + " rules matched: nothing was compared");
    }
    return new Agreement(events.size(), withMatch, matches);
  }

  private static Disagreement difference(
      Engine first,
      SortedSet<String> expected,
      Engine other,
      SortedSet<String> found,
      List<PlainRule> rules,
      String event) {
    Map<String, PlainRule> byId = new TreeMap<>();
    rules.forEach(r -> byId.put(r.id(), r));
    SortedSet<String> onlyFirst = new TreeSet<>(expected);
    onlyFirst.removeAll(found);
    SortedSet<String> onlyOther = new TreeSet<>(found);
    onlyOther.removeAll(expected);
    boolean here = !onlyFirst.isEmpty();
    String id = here ? onlyFirst.first() : onlyOther.first();
    return new Disagreement(
        "%s finds, %s does not: rule %s in event %s"
            .formatted(
                here ? first.name() : other.name(),
                here ? other.name() : first.name(),
                byId.containsKey(id) ? byId.get(id) : id,
                event));
  }
}
