package org.watchfire.console.directory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

  /**
   * Which parts protect less than before: a lower level, a compartment, mark or selector less, a
   * department more. Raising any of them needs nobody's approval.
   *
   * @param before body of the asset as it stands
   */
  Set<String> weakened(Map<String, Object> before) {
    Set<String> weaker = new TreeSet<>();
    if (before.get("level") instanceof Long was && level < was) {
      weaker.add("level");
    }
    if (!compartments.containsAll(list(before, "compartments"))) {
      weaker.add("compartments");
    }
    if (!selectors.containsAll(list(before, "selectors"))) {
      weaker.add("selectors");
    }
    List<?> owners = list(before, "departments");
    if (!owners.isEmpty() && (departments.isEmpty() || !owners.containsAll(departments))) {
      weaker.add("departments");
    }
    if (before.get("marking") != null && !before.get("marking").equals(marking)) {
      weaker.add("marking");
    }
    return weaker;
  }

  private static List<?> list(Map<String, Object> body, String field) {
    return body.get(field) instanceof List<?> values ? values : List.of();
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
