package org.watchfire.console.directory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.core.label.Marking;
import org.watchfire.rules.directory.Selector;

/**
 * The body of an {@code asset} object (docs/contracts.md §6): data whose reading is watched.
 *
 * @param selectors which accesses are accesses to it: {@code path:…}, {@code db:…}, {@code url:…},
 *     {@code host:…}
 * @param level rank of its level
 * @param compartments need-to-know scopes a reader must have
 * @param departments whose it is; empty for anybody's
 * @param marking a state secret's mark on it, null for none; never compared with the level
 */
record Asset(
    String name,
    String kind,
    List<String> selectors,
    Integer level,
    List<String> compartments,
    List<String> departments,
    String marking)
    implements PolicyBody {
  static final String TYPE = "asset";

  private static final Set<String> KINDS =
      Set.of("share", "path", "database", "api", "host", "system");

  Asset {
    name = Texts.required("name", name);
    selectors = Texts.list("selectors", selectors);
    compartments = Texts.list("compartments", compartments);
    departments = Texts.list("departments", departments);
    if (!KINDS.contains(kind)) {
      throw new IllegalArgumentException("kind expects share, path, database, api, host or system");
    }
    for (String selector : selectors) {
      if (Selector.parse(selector).isEmpty()) {
        throw new IllegalArgumentException(
            "selectors expects path:/…, db:…, url:… or host:… in every entry");
      }
    }
    if (level == null) {
      throw new IllegalArgumentException("level is required: the rank of a level");
    }
    if (marking != null) {
      requireMarking(marking);
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public int rank() {
    return level;
  }

  @Override
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", name);
    tree.put("kind", kind);
    tree.put("selectors", selectors);
    tree.put("level", level);
    tree.put("compartments", compartments);
    tree.put("departments", departments);
    tree.put("marking", marking);
    return tree;
  }

  private static void requireMarking(String marking) {
    for (Marking known : Marking.values()) {
      if (known.name().equals(marking)) {
        return;
      }
    }
    throw new IllegalArgumentException("marking expects TOP_SECRET, SECRET, CONFIDENTIAL or null");
  }
}
