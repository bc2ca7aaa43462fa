package org.watchfire.console.directory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.watchfire.rules.directory.Employment;

/**
 * The body of a {@code person} object (docs/contracts.md §6): somebody whose access is watched.
 *
 * @param accounts his accounts on the monitored systems
 * @param clearance rank of the highest level he may read; 0 for none
 * @param compartments need-to-know scopes he has
 * @param admin whether administrator's acts are expected of him
 * @param roles what he does in the organisation, for access policies
 * @param attributes further facts that access policies name
 * @param employed the days on which he is employed, null for no bounds
 */
record Person(
    String name,
    List<String> accounts,
    String department,
    Integer clearance,
    List<String> compartments,
    String status,
    Boolean admin,
    List<String> roles,
    Map<String, List<String>> attributes,
    Employed employed)
    implements PolicyBody {
  static final String TYPE = "person";

  private static final Set<String> STATUSES = Set.of("active", "suspended", "left");
  private static final int MAX_ATTRIBUTES = 50;

  /**
   * First and last day, ISO-8601 dates; null for none.
   *
   * @param zone whose days they are, null for {@link Employment#ZONE}
   */
  record Employed(String from, String until, String zone) {
    Employed {
      from = Texts.absent("employed.from", from);
      until = Texts.absent("employed.until", until);
      zone = Texts.absent("employed.zone", zone);
      try {
        Employment.parse(from, until, zone);
      } catch (IllegalArgumentException e) {
        throw new BodyProblem(
            "employed",
            "应为先后有序的日期（如 2026-11-21）和时区名",
            "expects dates such as 2026-11-21, the first not after the last, and a zone");
      }
    }

    private Map<String, Object> tree() {
      Map<String, Object> tree = new LinkedHashMap<>();
      Texts.put(tree, "from", from);
      Texts.put(tree, "until", until);
      if (!tree.isEmpty()) {
        Texts.put(tree, "zone", zone);
      }
      return tree;
    }
  }

  Person {
    name = Texts.required("name", name);
    accounts = Texts.list("accounts", accounts);
    department = Texts.optional("department", department);
    compartments = Texts.list("compartments", compartments);
    if (clearance == null) {
      throw new BodyProblem("clearance", "为必填项：级别序号，或 0", "is required: the rank of a level, or 0");
    }
    if (!STATUSES.contains(status)) {
      throw new BodyProblem(
          "status", "应为 active、suspended 或 left", "expects active, suspended or left");
    }
    if (admin == null) {
      admin = false;
    }
    roles = Texts.list("roles", roles);
    attributes = attributes(attributes);
  }

  private static Map<String, List<String>> attributes(Map<String, List<String>> given) {
    Map<String, List<String>> attributes = new TreeMap<>();
    if (given == null) {
      return attributes;
    }
    if (given.size() > MAX_ATTRIBUTES) {
      throw new BodyProblem(
          "attributes",
          "多于 " + MAX_ATTRIBUTES + " 项",
          "has more than " + MAX_ATTRIBUTES + " entries");
    }
    given.forEach(
        (name, values) -> {
          List<String> texts = Texts.list("attributes", values);
          if (!texts.isEmpty()) {
            attributes.put(Texts.required("attributes", name), texts);
          }
        });
    return attributes;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", name);
    tree.put("accounts", accounts);
    tree.put("department", department);
    tree.put("clearance", clearance);
    tree.put("compartments", compartments);
    tree.put("status", status);
    tree.put("admin", admin);
    Texts.put(tree, "roles", roles);
    if (!attributes.isEmpty()) {
      tree.put("attributes", attributes);
    }
    Map<String, Object> days = employed == null ? Map.of() : employed.tree();
    if (!days.isEmpty()) {
      tree.put("employed", days);
    }
    return tree;
  }

  /**
   * Which rights he has afterwards that he did not have before: a higher clearance, a compartment,
   * role or account more, administrator's acts, work begun or taken up again.
   *
   * @param before body as it stands
   */
  Set<String> raised(Map<String, Object> before) {
    Set<String> raised = new TreeSet<>();
    if (before.get("clearance") instanceof Number was && clearance > was.longValue()) {
      raised.add("clearance");
    }
    if (!Texts.of(before, "compartments").containsAll(compartments)) {
      raised.add("compartments");
    }
    if (!Texts.of(before, "roles").containsAll(roles)) {
      raised.add("roles");
    }
    if (!Texts.of(before, "accounts").containsAll(accounts)) {
      raised.add("accounts");
    }
    if (admin && !Boolean.TRUE.equals(before.get("admin"))) {
      raised.add("admin");
    }
    if (status.equals("active") && !"active".equals(before.get("status"))) {
      raised.add("status");
    }
    if (longer(before.get("employed"))) {
      raised.add("employed");
    }
    return raised;
  }

  private boolean longer(Object before) {
    if (!(before instanceof Map<?, ?> was)) {
      return false;
    }
    String from = employed == null ? null : employed.from();
    String until = employed == null ? null : employed.until();
    boolean earlier =
        was.get("from") instanceof String first && (from == null || from.compareTo(first) < 0);
    boolean later =
        was.get("until") instanceof String last && (until == null || until.compareTo(last) > 0);
    return earlier || later;
  }
}
