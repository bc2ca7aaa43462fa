package org.watchfire.console.directory;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body of a {@code department} object (docs/contracts.md §6).
 *
 * @param parent id of the department it is part of, empty for a top one
 */
record Department(String name, String parent) implements PolicyBody {
  static final String TYPE = "department";

  Department {
    name = Texts.required("name", name);
    parent = Texts.optional("parent", parent);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", name);
    if (!parent.isEmpty()) {
      tree.put("parent", parent);
    }
    return tree;
  }
}
