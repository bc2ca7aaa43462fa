package org.watchfire.rules.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.RuleHeader;

/**
 * Which ATT&amp;CK tactics and techniques rules are about, by their tags.
 *
 * @param rules rules and correlations that were looked at
 * @param untagged those without a technique
 * @param tactics rules for each tactic, in the order of the ATT&amp;CK matrix; others after it
 * @param techniques rules for each technique or sub-technique, sorted by id
 */
public record Coverage(
    int rules, int untagged, Map<String, Integer> tactics, Map<String, Integer> techniques) {
  /** Tactics of ATT&amp;CK for enterprises, as its matrix shows them. */
  private static final List<String> MATRIX =
      List.of(
          "reconnaissance",
          "resource-development",
          "initial-access",
          "execution",
          "persistence",
          "privilege-escalation",
          "defense-evasion",
          "stealth",
          "defense-impairment",
          "credential-access",
          "discovery",
          "lateral-movement",
          "collection",
          "command-and-control",
          "exfiltration",
          "impact");

  /** Tags of ATT&CK that are ids of data sources, mitigations and the like. */
  private static final String OTHER_ID = "[a-z]+\\d{4}.*";

  public static Coverage of(RuleSet rules) {
    List<RuleHeader> headers =
        Stream.concat(
                rules.detections().stream().map(r -> r.header()),
                rules.correlations().values().stream().map(r -> r.header()))
            .toList();
    Map<String, Integer> tactics = new LinkedHashMap<>();
    MATRIX.forEach(t -> tactics.put(t, 0));
    Map<String, Integer> others = new TreeMap<>();
    Map<String, Integer> techniques = new TreeMap<>();
    int untagged = 0;
    for (RuleHeader h : headers) {
      for (String tactic : h.tactics()) {
        if (tactic.matches(OTHER_ID)) {
          continue;
        }
        (tactics.containsKey(tactic) ? tactics : others).merge(tactic, 1, Integer::sum);
      }
      h.techniques().forEach(t -> techniques.merge(t, 1, Integer::sum));
      untagged += h.techniques().isEmpty() ? 1 : 0;
    }
    tactics.putAll(others);
    return new Coverage(headers.size(), untagged, tactics, techniques);
  }

  /** As a tree for JSON. */
  public Map<String, Object> tree() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("rules", (long) rules);
    out.put("untagged", (long) untagged);
    out.put("tactics", list("tactic", tactics));
    out.put("techniques", list("technique", techniques));
    return out;
  }

  private static List<Object> list(String key, Map<String, Integer> counts) {
    List<Object> out = new ArrayList<>();
    counts.forEach(
        (name, count) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put(key, name);
          row.put("rules", (long) count);
          out.add(row);
        });
    return out;
  }
}
