package org.watchfire.rules.access;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Parts of a policy as a JSON tree; what is empty is left out, sets are sorted. */
final class Trees {
  private Trees() {}

  static void texts(Map<String, Object> tree, String name, Collection<String> texts) {
    if (!texts.isEmpty()) {
      tree.put(name, List.copyOf(new TreeSet<>(texts)));
    }
  }

  static void departments(
      Map<String, Object> tree, String name, Collection<DepartmentScope> departments) {
    if (!departments.isEmpty()) {
      tree.put(
          name,
          new TreeSet<>(departments)
              .stream()
                  .map(d -> Map.<String, Object>of("id", d.id(), "subtree", d.subtree()))
                  .toList());
    }
  }

  static void text(Map<String, Object> tree, String name, Object value) {
    if (value != null && !value.toString().isEmpty()) {
      tree.put(name, value.toString());
    }
  }

  static void flag(Map<String, Object> tree, String name, boolean value) {
    if (value) {
      tree.put(name, true);
    }
  }
}
