package org.watchfire.rules.tool;

import java.util.ArrayList;
import java.util.List;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.Rejection;

/**
 * Rules that were compiled, and what could not be, sorted by what is to be done about it.
 *
 * @param rules what compiled
 * @param rejected rules that must change
 * @param waiting rules that only need values for their placeholders
 * @param unrouted rules whose log source the routing has no events for
 */
public record RulesCheck(
    RuleSet rules, List<Rejection> rejected, List<Rejection> waiting, List<Rejection> unrouted) {
  public RulesCheck {
    rejected = List.copyOf(rejected);
    waiting = List.copyOf(waiting);
    unrouted = List.copyOf(unrouted);
  }

  public static RulesCheck of(RuleFiles.Found found, CompileOptions options) {
    RuleSet rules = RuleSet.compile(found.rules(), options);
    List<Rejection> rejected = new ArrayList<>(found.unreadable());
    List<Rejection> waiting = new ArrayList<>();
    List<Rejection> unrouted = new ArrayList<>();
    for (Rejection r : rules.rejections()) {
      switch (r.kind()) {
        case PLACEHOLDER -> waiting.add(r);
        case NO_ROUTE -> unrouted.add(r);
        case INVALID -> rejected.add(r);
      }
    }
    return new RulesCheck(rules, rejected, waiting, unrouted);
  }

  /** {@code rules 3757, rejected 0, waiting for placeholders 23, without a route 4}. */
  public String summary() {
    StringBuilder out =
        new StringBuilder("rules " + rules.size() + ", rejected " + rejected.size());
    if (!waiting.isEmpty()) {
      out.append(", waiting for placeholders ").append(waiting.size());
    }
    if (!unrouted.isEmpty()) {
      out.append(", without a route ").append(unrouted.size());
    }
    return out.toString();
  }
}
