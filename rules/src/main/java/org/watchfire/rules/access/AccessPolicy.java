package org.watchfire.rules.access;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.watchfire.rules.alert.Bilingual;

/**
 * One rule of access: whoever is meant may, or may not, do this with that while the conditions
 * hold.
 *
 * @param actions at least one
 * @param obligations of an allow; a deny has none
 */
public record AccessPolicy(
    String id,
    Bilingual title,
    Effect effect,
    Subjects subjects,
    Resources resources,
    Set<AccessAction> actions,
    Conditions conditions,
    Obligations obligations) {

  public AccessPolicy {
    requireNonNull(id, "id");
    requireNonNull(title, "title");
    requireNonNull(effect, "effect");
    requireNonNull(subjects, "subjects");
    requireNonNull(resources, "resources");
    requireNonNull(conditions, "conditions");
    actions = Set.copyOf(actions);
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("policy " + id + " needs an action");
    }
    if (effect == Effect.DENY && !obligations.equals(Obligations.NONE)) {
      throw new IllegalArgumentException("policy " + id + " denies and so asks nothing in return");
    }
  }

  /** Whether both decide the same, whatever they are called. */
  boolean sameRule(AccessPolicy other) {
    return effect == other.effect
        && subjects.equals(other.subjects)
        && resources.equals(other.resources)
        && actions.equals(other.actions)
        && conditions.equals(other.conditions)
        && obligations.equals(other.obligations);
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("id", id);
    tree.put("title", Map.of("zh", title.zh(), "en", title.en()));
    tree.put("effect", effect.text());
    tree.put("subjects", subjects.tree());
    tree.put("resources", resources.tree());
    Set<String> names = new TreeSet<>();
    actions.forEach(a -> names.add(a.text()));
    tree.put("actions", List.copyOf(names));
    part(tree, "conditions", conditions.tree());
    part(tree, "obligations", obligations.tree());
    return tree;
  }

  private static void part(Map<String, Object> tree, String name, Map<String, Object> part) {
    if (!part.isEmpty()) {
      tree.put(name, part);
    }
  }
}
