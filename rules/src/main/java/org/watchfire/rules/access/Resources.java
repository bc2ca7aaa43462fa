package org.watchfire.rules.access;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.watchfire.rules.directory.Selector;

/**
 * What a policy is about. A part that is empty asks nothing; an asset must pass every other part:
 * be of one of the kinds, be one of the ids, carry one of the tags, have a level in the range, lie
 * in one of the patterns, belong to one of the departments.
 *
 * <p>A pattern is held against the very thing that is accessed, where the request names it, else
 * against the places of the asset: covered wholly, it holds; touched in part, it is not known.
 * Whether a level lies in a range is not known of an asset that nobody graded.
 *
 * @param patterns see {@link Selector}
 */
public record Resources(
    Set<String> kinds,
    Set<String> ids,
    Set<String> tags,
    LevelRange levels,
    Set<Selector> patterns,
    Set<DepartmentScope> departments) {

  /** Every asset. */
  public static final Resources ANY =
      new Resources(Set.of(), Set.of(), Set.of(), LevelRange.ALL, Set.of(), Set.of());

  public Resources {
    kinds = Set.copyOf(kinds);
    ids = Set.copyOf(ids);
    tags = Set.copyOf(tags);
    patterns = Set.copyOf(patterns);
    departments = Set.copyOf(departments);
  }

  /** Whether everything is meant. */
  public boolean any() {
    return equals(ANY);
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new TreeMap<>();
    if (any()) {
      tree.put("any", true);
    }
    Trees.texts(tree, "kinds", kinds);
    Trees.texts(tree, "ids", ids);
    Trees.texts(tree, "tags", tags);
    if (!levels.equals(LevelRange.ALL)) {
      tree.put("levels", Map.of("min", (long) levels.min(), "max", (long) levels.max()));
    }
    Trees.texts(tree, "patterns", patterns.stream().map(Selector::text).toList());
    Trees.departments(tree, "departments", departments);
    return tree;
  }
}
