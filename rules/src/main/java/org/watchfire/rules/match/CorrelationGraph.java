package org.watchfire.rules.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.sigma.SigmaRule;

/** Which correlation counts the matches of which rule. Immutable. */
final class CorrelationGraph {
  private final Map<String, CorrelationRule> correlations;
  private final Map<String, List<CorrelationLink>> links;
  private final Set<String> silent;

  private CorrelationGraph(
      Map<String, CorrelationRule> correlations,
      Map<String, List<CorrelationLink>> links,
      Set<String> silent) {
    this.correlations = Map.copyOf(correlations);
    this.links = Map.copyOf(links);
    this.silent = Set.copyOf(silent);
  }

  /**
   * A correlation is rejected when a rule it names is missing, ambiguous, named twice or rejected,
   * when it counts itself through others, when its chain is too long, or when an alias is for a
   * rule that it does not name. Rejected ones silence nothing.
   *
   * @param detections rules in force, in order
   * @param correlations as written, in order, with distinct ids
   * @param reject takes each correlation that cannot be used, and why
   */
  static CorrelationGraph build(
      List<DetectionRule> detections,
      List<CorrelationRule> correlations,
      BiConsumer<SigmaRule, String> reject) {
    return new Builder(detections, correlations, reject).build();
  }

  /** By id, unordered. */
  Map<String, CorrelationRule> correlations() {
    return correlations;
  }

  /** Correlations that count what this rule, a detection or a correlation, finds. */
  List<CorrelationLink> linksOf(String ruleId) {
    return links.getOrDefault(ruleId, List.of());
  }

  /** Whether what the rule finds is an alert of its own. */
  boolean alerts(String ruleId) {
    return !silent.contains(ruleId);
  }

  /** One building; a correlation's place in {@code targets} says that it is sound so far. */
  private static final class Builder {
    private final Map<String, CorrelationRule> byId = new LinkedHashMap<>();
    private final Map<String, Set<String>> idsByReference = new HashMap<>();
    private final BiConsumer<SigmaRule, String> reject;
    private final Map<String, List<String>> targets = new LinkedHashMap<>();
    private final Map<String, Integer> levels = new HashMap<>();
    private final Map<String, List<Use>> uses = new HashMap<>();

    /** That the correlation {@code by} names a rule at a step. */
    private record Use(CorrelationRule by, int step) {}

    Builder(
        List<DetectionRule> detections,
        List<CorrelationRule> correlations,
        BiConsumer<SigmaRule, String> reject) {
      this.reject = reject;
      detections.forEach(this::reference);
      correlations.forEach(this::reference);
      correlations.forEach(c -> byId.put(c.header().id(), c));
    }

    private void reference(SigmaRule rule) {
      String id = rule.header().id();
      idsByReference.computeIfAbsent(id, k -> new LinkedHashSet<>()).add(id);
      if (!rule.header().name().isEmpty()) {
        idsByReference.computeIfAbsent(rule.header().name(), k -> new LinkedHashSet<>()).add(id);
      }
    }

    CorrelationGraph build() {
      Map<String, String> problems = new LinkedHashMap<>();
      for (CorrelationRule c : byId.values()) {
        String problem = resolve(c);
        if (problem != null) {
          problems.put(c.header().id(), problem);
        }
      }
      for (String id : byId.keySet()) {
        List<String> cycle = problems.containsKey(id) ? List.of() : cycle(id);
        if (!cycle.isEmpty()) {
          problems.put(id, "correlations count each other in a cycle: " + names(cycle));
        }
      }
      spread(problems);
      byId.keySet().forEach(id -> measure(id, problems));
      // A chain that is too long takes those that build on it along.
      spread(problems);
      problems.forEach((id, problem) -> reject.accept(byId.get(id), problem));
      byId.keySet().removeAll(problems.keySet());
      return link();
    }

    /** What is wrong with the names in a correlation, or null. */
    private String resolve(CorrelationRule c) {
      List<String> ids = new ArrayList<>();
      for (String reference : c.rules()) {
        Set<String> found = idsByReference.getOrDefault(reference, Set.of());
        if (found.size() != 1) {
          return found.isEmpty()
              ? "rule '" + reference + "' does not exist or is switched off"
              : "rule name '" + reference + "' is not unique";
        }
        String id = found.iterator().next();
        if (ids.contains(id)) {
          return "'" + c.rules().get(ids.indexOf(id)) + "' and '" + reference + "' are one rule";
        }
        ids.add(id);
      }
      targets.put(c.header().id(), List.copyOf(ids));
      for (Map.Entry<String, Map<String, String>> alias : new TreeMap<>(c.aliases()).entrySet()) {
        for (String reference : alias.getValue().keySet()) {
          if (stepOf(c, reference) < 0) {
            return "alias '"
                + alias.getKey()
                + "' names rule '"
                + reference
                + "', which is not in 'rules'";
          }
        }
      }
      return null;
    }

    /** Place of the rule that an alias means, by id, name or as written; -1 when there is none. */
    private int stepOf(CorrelationRule c, String reference) {
      int written = c.rules().indexOf(reference);
      Set<String> found = idsByReference.getOrDefault(reference, Set.of());
      return written >= 0 || found.size() != 1
          ? written
          : targets.get(c.header().id()).indexOf(found.iterator().next());
    }

    /** The way from a correlation back to itself, empty when there is none. */
    private List<String> cycle(String id) {
      Map<String, String> cameFrom = new HashMap<>();
      List<String> next = new ArrayList<>(List.of(id));
      for (int i = 0; i < next.size(); i++) {
        String at = next.get(i);
        for (String target : targets.getOrDefault(at, List.of())) {
          if (target.equals(id)) {
            List<String> way = new ArrayList<>(List.of(id));
            for (String back = at; !back.equals(id); back = cameFrom.get(back)) {
              way.add(0, back);
            }
            way.add(0, id);
            return way;
          }
          if (byId.containsKey(target) && cameFrom.putIfAbsent(target, at) == null) {
            next.add(target);
          }
        }
      }
      return List.of();
    }

    private String names(List<String> ids) {
      List<String> names = new ArrayList<>();
      for (String id : ids) {
        String name = byId.get(id).header().name();
        names.add(name.isEmpty() ? id : name);
      }
      return String.join(" → ", names);
    }

    /** What counts a rejected correlation is rejected too. */
    private void spread(Map<String, String> problems) {
      boolean more = true;
      while (more) {
        more = false;
        for (CorrelationRule c : byId.values()) {
          String id = c.header().id();
          List<String> ids = targets.getOrDefault(id, List.of());
          for (int step = 0; step < ids.size() && !problems.containsKey(id); step++) {
            if (problems.containsKey(ids.get(step))) {
              problems.put(id, "correlation '" + c.rules().get(step) + "' is rejected");
              more = true;
            }
          }
        }
      }
    }

    private int measure(String id, Map<String, String> problems) {
      if (!byId.containsKey(id) || problems.containsKey(id)) {
        return 0;
      }
      Integer known = levels.get(id);
      if (known != null) {
        return known;
      }
      int level = 0;
      for (String target : targets.get(id)) {
        level = Math.max(level, measure(target, problems));
      }
      level++;
      levels.put(id, level);
      if (level == CorrelationLink.MAX_LEVEL + 1) {
        problems.put(
            id,
            "a chain has at most " + CorrelationLink.MAX_LEVEL + " correlations, this has more");
      }
      return level;
    }

    private CorrelationGraph link() {
      Set<String> silent = new HashSet<>();
      Set<String> generated = new HashSet<>();
      for (CorrelationRule c : byId.values()) {
        List<String> ids = targets.get(c.header().id());
        for (int step = 0; step < ids.size(); step++) {
          uses.computeIfAbsent(ids.get(step), k -> new ArrayList<>()).add(new Use(c, step));
          (c.generate() ? generated : silent).add(ids.get(step));
        }
      }
      silent.removeAll(generated);
      Map<String, List<CorrelationLink>> links = new HashMap<>();
      uses.forEach(
          (id, all) -> links.put(id, all.stream().map(u -> link(u.by(), u.step())).toList()));
      return new CorrelationGraph(byId, links, silent);
    }

    private CorrelationLink link(CorrelationRule c, int step) {
      Map<String, String> fields = new LinkedHashMap<>();
      c.groupBy().forEach(name -> fields.put(name, field(c, name, step)));
      c.valueFields().forEach(name -> fields.put(name, field(c, name, step)));
      Map<String, String> carried = new LinkedHashMap<>();
      asked(c).forEach(name -> carried.put(name, field(c, name, step)));
      Set<CorrelationRule> audience = new LinkedHashSet<>();
      audience(c, audience);
      return new CorrelationLink(
          c,
          step,
          c.rules().get(step),
          levels.get(c.header().id()),
          fields,
          carried,
          List.copyOf(audience));
    }

    /** The field of the rule at a step that stands for a name in a correlation. */
    private String field(CorrelationRule c, String name, int step) {
      for (Map.Entry<String, String> e : c.aliases().getOrDefault(name, Map.of()).entrySet()) {
        if (stepOf(c, e.getKey()) == step) {
          return e.getValue();
        }
      }
      return name;
    }

    /** Names that others ask of a correlation's fires and that its group does not answer. */
    private Set<String> asked(CorrelationRule c) {
      Set<String> names = new LinkedHashSet<>();
      for (Use use : uses.getOrDefault(c.header().id(), List.of())) {
        List<String> wanted = new ArrayList<>(use.by().groupBy());
        wanted.addAll(use.by().valueFields());
        wanted.addAll(asked(use.by()));
        wanted.forEach(name -> names.add(field(use.by(), name, use.step())));
      }
      c.groupBy().forEach(names::remove);
      return names;
    }

    private void audience(CorrelationRule c, Set<CorrelationRule> out) {
      if (out.add(c)) {
        uses.getOrDefault(c.header().id(), List.of()).forEach(u -> audience(u.by(), out));
      }
    }
  }
}
