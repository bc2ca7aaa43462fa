package org.watchfire.deploy.load;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.tool.AccessWorld;

/** The made-up city administration of {@link AccessWorld} in the forms of the console's API. */
final class ConsoleWorld {
  private static final long SEED = 20_261_122;
  private static final String TOP = "city";

  private final AccessWorld world = new AccessWorld(SEED);
  private final Map<String, Object> policies;
  private final List<Person> people;
  private final List<Asset> assets;

  ConsoleWorld(int policies, int people, int assets) throws JsonFormatException {
    // In this order: each takes its share of the same random numbers.
    this.policies = Json.parseObject(world.set(policies).canonicalBytes());
    this.people = world.people(people);
    this.assets = world.assets(assets);
  }

  /** The policies, as a draft has them. */
  Object policies() {
    return policies.get("policies");
  }

  /** One JSON object a line, as an import takes it. */
  byte[] departments() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    line(out, Map.of("id", TOP, "name", "市政府"));
    AccessWorld.parents()
        .forEach((id, parent) -> line(out, Map.of("id", id, "name", "部门 " + id, "parent", parent)));
    return out.toByteArray();
  }

  byte[] people() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Person p : people) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", p.id());
      row.put("name", p.name());
      row.put("accounts", List.copyOf(p.accounts()));
      row.put("department", p.department());
      row.put("clearance", p.clearance());
      row.put("compartments", List.copyOf(p.compartments()));
      row.put("status", p.status().text());
      row.put("roles", List.copyOf(p.roles()));
      Map<String, Object> attributes = new LinkedHashMap<>();
      p.attributes().forEach((name, values) -> attributes.put(name, List.copyOf(values)));
      row.put("attributes", attributes);
      line(out, row);
    }
    return out.toByteArray();
  }

  byte[] assets() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Asset a : assets) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", a.id());
      row.put("name", a.name());
      row.put("kind", a.kind());
      row.put(
          "selectors",
          a.selectors().stream().map(s -> "path:/" + String.join("/", s.segments())).toList());
      if (a.graded()) {
        row.put("level", a.rank());
      }
      row.put("compartments", List.copyOf(a.compartments()));
      row.put("departments", List.copyOf(a.departments()));
      row.put("tags", List.copyOf(a.tags()));
      line(out, row);
    }
    return out.toByteArray();
  }

  private static void line(ByteArrayOutputStream out, Map<String, Object> row) {
    out.writeBytes(Json.write(row));
    out.write('\n');
  }
}
