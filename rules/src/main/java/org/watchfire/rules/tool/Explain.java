package org.watchfire.rules.tool;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.rules.match.ExpressionTree;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.sigma.DetectionRule;

/** Says, part by part, why a rule does or does not match an event. */
public final class Explain {
  private Explain() {}

  /**
   * @param matches whether the rule matches the event
   * @param lines the text
   */
  public record Explanation(boolean matches, List<String> lines) {}

  public static Explanation of(DetectionRule rule, Routing routing, RawEvent event, ZoneId zone) {
    List<ExpressionTree.Way> ways = ExpressionTree.explain(rule, routing, event, zone);
    List<String> lines = new ArrayList<>();
    lines.add("rule        " + rule.header().title() + " (" + rule.header().id() + ")");
    lines.add("level       " + rule.header().severity().text());
    List<ExpressionTree.Way> belongs = ways.stream().filter(w -> w.belongs().holds()).toList();
    lines.add(
        "log source  "
            + rule.logSource().text()
            + (ways.isEmpty()
                ? ": the routing knows no such events"
                : belongs.isEmpty() ? ": the event does not belong to it" : ""));
    boolean routed = ways.stream().anyMatch(w -> !w.belongs().text().equals("every event"));
    if (routed) {
      (belongs.isEmpty() ? ways : belongs).forEach(w -> tree(w.belongs(), 1, lines));
    }
    lines.add("condition   " + rule.condition());
    conditions(ways, belongs).forEach(c -> tree(c, 1, lines));
    boolean matches = ways.stream().anyMatch(ExpressionTree.Way::matches);
    lines.add("result      " + (matches ? "matches" : "does not match"));
    return new Explanation(matches, List.copyOf(lines));
  }

  /** Once for each way that the event belongs; for one that belongs nowhere, the first way. */
  private static List<ExpressionTree.Node> conditions(
      List<ExpressionTree.Way> ways, List<ExpressionTree.Way> belongs) {
    List<ExpressionTree.Way> shown =
        belongs.isEmpty() ? ways.subList(0, Math.min(1, ways.size())) : belongs;
    return shown.stream().map(ExpressionTree.Way::condition).distinct().toList();
  }

  private static void tree(ExpressionTree.Node node, int depth, List<String> lines) {
    String indent = "  ".repeat(depth);
    String name = node.name().isEmpty() ? "" : node.name() + ": ";
    String observed = node.observed().isEmpty() ? "" : "   <- " + node.observed();
    lines.add(indent + (node.holds() ? "true   " : "false  ") + name + node.text() + observed);
    node.parts().forEach(p -> tree(p, depth + 1, lines));
    if (node.hidden() > 0) {
      lines.add(indent + "  …      " + node.hidden() + " more that decide nothing");
    }
  }
}
