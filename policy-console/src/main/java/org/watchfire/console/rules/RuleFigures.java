package org.watchfire.console.rules;

import static org.watchfire.console.web.Access.holds;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.watchfire.console.health.Detail;
import org.watchfire.console.health.RemoteProbe;
import org.watchfire.console.web.Route;

/** What each rule has cost and brought in the engine, since its rules were compiled. */
public final class RuleFigures {
  private static final Pattern SAMPLE =
      Pattern.compile("watchfire_engine_(rule_\\w+)\\{rule=\"([^\"]+)\"\\}");

  private final URI engine;
  private final RemoteProbe probe = new RemoteProbe();

  /**
   * @param evaluated events for which the index could not rule it out
   * @param hits events it held for
   * @param nanos time spent on it, extrapolated from a sample of events
   */
  record Figures(String id, Long evaluated, Long hits, Long nanos) {}

  /**
   * @param engine address of its health port, null when it is not configured
   */
  public RuleFigures(URI engine) {
    this.engine = engine;
  }

  public List<Route> routes() {
    return List.of(Route.get("/rules/figures", holds("rule:read"), call -> call.json(figures())));
  }

  private Map<String, Object> figures() {
    Detail problem = engine == null ? RemoteProbe.NO_ADDRESS : null;
    List<Figures> items = new ArrayList<>();
    if (engine != null) {
      try {
        items.addAll(read(probe.metrics(engine)));
      } catch (IOException e) {
        problem = RemoteProbe.away(e);
      }
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("problem", problem);
    view.put("items", items);
    return view;
  }

  private static List<Figures> read(Map<String, Long> metrics) {
    Map<String, Map<String, Long>> byRule = new TreeMap<>();
    metrics.forEach(
        (name, value) -> {
          Matcher sample = SAMPLE.matcher(name);
          if (sample.matches()) {
            byRule
                .computeIfAbsent(sample.group(2), rule -> new TreeMap<>())
                .put(sample.group(1), value);
          }
        });
    return byRule.entrySet().stream()
        .map(
            r ->
                new Figures(
                    r.getKey(),
                    r.getValue().get("rule_evaluated_total"),
                    r.getValue().get("rule_hits_total"),
                    r.getValue().get("rule_ns_total")))
        .toList();
  }
}
