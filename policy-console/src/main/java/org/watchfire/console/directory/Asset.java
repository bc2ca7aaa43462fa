package org.watchfire.console.directory;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
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
 * @param level rank of its level; null while nobody has graded it, it then counts as level 3
 * @param compartments need-to-know scopes a reader must have
 * @param departments whose it is; empty for anybody's
 * @param marking a state secret's mark on it, null for none; never compared with the level
 * @param tags what access policies may call it by
 * @param owner id of the person who answers for it, null for nobody
 * @param sharing {@code unconditional}, {@code conditional} or {@code none}; null while not decided
 * @param retention days it is kept, null while not decided
 * @param key id of the key it is sealed under, null for none
 * @param review ISO-8601 date on which its level is to be looked at again, null for none
 */
record Asset(
    String name,
    String kind,
    List<String> selectors,
    Integer level,
    List<String> compartments,
    List<String> departments,
    String marking,
    List<String> tags,
    String owner,
    String sharing,
    Integer retention,
    String key,
    String review)
    implements PolicyBody {
  static final String TYPE = "asset";

  private static final Set<String> KINDS =
      Set.of("share", "path", "database", "api", "host", "system");

  /** From the strictest on. */
  private static final List<String> SHARING = List.of("none", "conditional", "unconditional");

  private static final int MAX_RETENTION = 36_525;

  Asset {
    name = Texts.required("name", name);
    selectors = Texts.list("selectors", selectors);
    compartments = Texts.list("compartments", compartments);
    departments = Texts.list("departments", departments);
    tags = Texts.list("tags", tags);
    owner = Texts.absent("owner", owner);
    sharing = Texts.absent("sharing", sharing);
    key = Texts.absent("key", key);
    review = Texts.absent("review", review);
    if (kind == null || !KINDS.contains(kind)) {
      throw new BodyProblem(
          "kind",
          "应为 share、path、database、api、host 或 system",
          "expects share, path, database, api, host or system");
    }
    for (String selector : selectors) {
      if (Selector.parse(selector).isEmpty()) {
        throw new BodyProblem(
            "selectors",
            "每一项应为 path:/…、db:…、url:… 或 host:…",
            "expects path:/…, db:…, url:… or host:… in every entry");
      }
    }
    if (marking != null) {
      requireMarking(marking);
    }
    if (sharing != null && !SHARING.contains(sharing)) {
      throw new BodyProblem(
          "sharing",
          "应为 unconditional、conditional 或 none",
          "expects unconditional, conditional or none");
    }
    if (retention != null && (retention < 1 || retention > MAX_RETENTION)) {
      throw new BodyProblem(
          "retention", "应为 1 至 " + MAX_RETENTION + " 天", "expects 1 to " + MAX_RETENTION + " days");
    }
    if (review != null) {
      requireDate(review);
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", name);
    tree.put("kind", kind);
    tree.put("selectors", selectors);
    Texts.put(tree, "level", level);
    tree.put("compartments", compartments);
    tree.put("departments", departments);
    tree.put("marking", marking);
    Texts.put(tree, "tags", tags);
    Texts.put(tree, "owner", owner);
    Texts.put(tree, "sharing", sharing);
    Texts.put(tree, "retention", retention);
    Texts.put(tree, "key", key);
    Texts.put(tree, "review", review);
    return tree;
  }

  /**
   * Which parts protect less than before: a lower level or none any more, a compartment, mark,
   * selector or tag less, a department more, wider sharing, a shorter time of keeping. Raising any
   * of them needs nobody's approval, nor does deciding for the first time.
   *
   * @param before body of the asset as it stands
   */
  Set<String> weakened(Map<String, Object> before) {
    Set<String> weaker = new TreeSet<>();
    if (before.get("level") instanceof Number was && (level == null || level < was.longValue())) {
      weaker.add("level");
    }
    if (!compartments.containsAll(Texts.of(before, "compartments"))) {
      weaker.add("compartments");
    }
    if (!selectors.containsAll(Texts.of(before, "selectors"))) {
      weaker.add("selectors");
    }
    if (!tags.containsAll(Texts.of(before, "tags"))) {
      weaker.add("tags");
    }
    List<?> owners = Texts.of(before, "departments");
    if (!owners.isEmpty() && (departments.isEmpty() || !owners.containsAll(departments))) {
      weaker.add("departments");
    }
    if (before.get("marking") != null && !before.get("marking").equals(marking)) {
      weaker.add("marking");
    }
    // Taking the word back would let the next change say anything.
    if (before.get("sharing") instanceof String was
        && (sharing == null || SHARING.indexOf(sharing) > SHARING.indexOf(was))) {
      weaker.add("sharing");
    }
    if (before.get("retention") instanceof Number was
        && (retention == null || retention < was.longValue())) {
      weaker.add("retention");
    }
    return weaker;
  }

  private static void requireDate(String date) {
    try {
      LocalDate.parse(date);
    } catch (DateTimeParseException e) {
      throw new BodyProblem("review", "应为日期，如 2027-01-31", "expects a date such as 2027-01-31");
    }
  }

  private static void requireMarking(String marking) {
    for (Marking known : Marking.values()) {
      if (known.name().equals(marking)) {
        return;
      }
    }
    throw new BodyProblem(
        "marking",
        "应为 TOP_SECRET、SECRET、CONFIDENTIAL 或空",
        "expects TOP_SECRET, SECRET, CONFIDENTIAL or null");
  }
}
