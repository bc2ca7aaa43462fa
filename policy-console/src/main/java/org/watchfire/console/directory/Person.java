package org.watchfire.console.directory;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The body of a {@code person} object (docs/contracts.md §6): somebody whose access is watched.
 *
 * @param accounts his accounts on the monitored systems
 * @param clearance rank of the highest level he may read; 0 for none
 * @param compartments need-to-know scopes he has
 * @param admin whether administrator's acts are expected of him
 */
record Person(
    String name,
    List<String> accounts,
    String department,
    Integer clearance,
    List<String> compartments,
    String status,
    Boolean admin)
    implements PolicyBody {
  static final String TYPE = "person";

  private static final Set<String> STATUSES = Set.of("active", "suspended", "left");

  Person {
    name = Texts.required("name", name);
    accounts = Texts.list("accounts", accounts);
    department = Texts.optional("department", department);
    compartments = Texts.list("compartments", compartments);
    if (clearance == null) {
      throw new IllegalArgumentException("clearance is required: the rank of a level, or 0");
    }
    if (!STATUSES.contains(status)) {
      throw new IllegalArgumentException("status expects active, suspended or left");
    }
    if (admin == null) {
      admin = false;
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public int rank() {
    return clearance;
  }

  @Override
  public Map<String, Object> tree() {
    return Map.of(
        "name", name,
        "accounts", accounts,
        "department", department,
        "clearance", clearance,
        "compartments", compartments,
        "status", status,
        "admin", admin);
  }
}
