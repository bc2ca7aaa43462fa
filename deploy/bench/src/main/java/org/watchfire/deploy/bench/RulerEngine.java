package org.watchfire.deploy.bench;

import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import software.amazon.event.ruler.Machine;

/**
 * event-ruler, with name states shared between rules: without that its memory grows with the
 * product of what the fields of a rule ask for.
 */
final class RulerEngine implements Engine {
  private final Machine machine;
  private final List<String> events;
  private final boolean structured;

  /**
   * @param structured walk the JSON tree along the fields in use, instead of sorting the flattened
   *     fields first; finds the same
   * @throws TooExpensive when the allowance ends before the last rule
   */
  RulerEngine(List<PlainRule> rules, List<String> events, boolean structured, Allowance allowance)
      throws TooExpensive {
    this.machine =
        Machine.builder()
            .withAdditionalNameStateReuse(true)
            .withStructuredMatching(structured)
            .build();
    this.events = events;
    this.structured = structured;
    for (int i = 0; i < rules.size(); i++) {
      allowance.check("event-ruler has compiled " + i + " of " + rules.size() + " rules");
      PlainRule rule = rules.get(i);
      try {
        machine.addRule(rule.id(), RuleText.ruler(rule));
      } catch (IOException e) {
        throw new IllegalArgumentException("rule " + rule.id() + ": " + e.getMessage(), e);
      }
    }
  }

  @Override
  public String name() {
    return structured ? "event-ruler, structured" : "event-ruler";
  }

  /** JSON in, names of rules out; throws what event-ruler declares. */
  List<String> match(int event) throws Exception {
    return machine.rulesForJSONEvent(events.get(event));
  }

  @Override
  public SortedSet<String> matching(int event) {
    try {
      return new TreeSet<>(match(event));
    } catch (Exception e) {
      throw new IllegalStateException("event-ruler failed on event " + event, e);
    }
  }
}
