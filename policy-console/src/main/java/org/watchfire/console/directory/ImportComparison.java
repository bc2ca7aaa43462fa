package org.watchfire.console.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.watchfire.core.json.CanonicalJson;
import org.watchfire.core.json.Json;

/**
 * Compares rows of a source with what is there: what would be created and changed, by how much, and
 * what is wrong. Looks at a few hundred rows at a time.
 */
final class ImportComparison {
  /** What a row would do. */
  enum Change {
    CREATED,
    CHANGED,
    UNCHANGED,
    REMOVED,
    ERROR;

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A row with what became of it.
   *
   * @param expected the version that it was compared with, 0 for none
   * @param body JSON of the object as it would be; null when nothing would be written
   * @param diff {@code {field: [before, after]}}; null when nothing changes
   * @param accounts of a person, as they are compared
   * @param raised rights that a person who is there would have in addition
   */
  record Staged(
      int number,
      Long line,
      String id,
      Change change,
      long expected,
      String body,
      Map<String, Object> diff,
      List<String> accounts,
      Set<String> raised,
      List<RowProblem> problems) {}

  private final String kind;
  private final boolean merge;

  /**
   * @param merge whether what a row does not say stays as it is
   */
  ImportComparison(String kind, boolean merge) {
    this.kind = kind;
    this.merge = merge;
  }

  /**
   * @param first number of the first row
   * @param ranks of the level scheme in force
   */
  List<Staged> compare(Handle handle, int first, List<RawRow> rows, Set<Integer> ranks) {
    Map<String, PolicyStore.Current> current = current(handle, rows);
    List<PolicyBody> bodies = new ArrayList<>();
    List<List<RowProblem>> problems = new ArrayList<>();
    for (RawRow row : rows) {
      List<RowProblem> of = new ArrayList<>(row.problems());
      bodies.add(body(row, current.get(row.id()), of));
      problems.add(of);
    }
    refer(handle, rows, bodies, problems, current, ranks);
    List<Staged> staged = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      staged.add(
          staged(
              first + i,
              rows.get(i),
              bodies.get(i),
              problems.get(i),
              current.get(rows.get(i).id())));
    }
    return staged;
  }

  private PolicyBody body(RawRow row, PolicyStore.Current before, List<RowProblem> problems) {
    if (!ObjectId.valid(kind, row.id())) {
      problems.add(
          RowProblem.wrong(
              Columns.ID,
              "应为 1 至 64 个字母、数字或 . _ @ -，且以字母或数字开头",
              "expects 1 to 64 letters, digits and . _ @ -, beginning with one of the first two"));
      return null;
    }
    if (!problems.isEmpty()) {
      return null;
    }
    try {
      return RowBody.of(
          kind,
          merge && before != null ? RowBody.merged(before.body(), row.members()) : row.members());
    } catch (BodyProblem e) {
      problems.add(RowProblem.of(e));
      return null;
    }
  }

  /** What the objects name must be there; asked once for all rows. */
  private void refer(
      Handle handle,
      List<RawRow> rows,
      List<PolicyBody> bodies,
      List<List<RowProblem>> problems,
      Map<String, PolicyStore.Current> current,
      Set<Integer> ranks) {
    Set<String> departments = new HashSet<>();
    Set<String> owners = new HashSet<>();
    for (PolicyBody body : bodies) {
      if (body instanceof Person person) {
        departments.add(person.department());
      } else if (body instanceof Asset asset) {
        departments.addAll(asset.departments());
        if (asset.owner() != null) {
          owners.add(asset.owner());
        }
      }
    }
    Set<String> unknown = DepartmentTree.unknown(handle, departments);
    Set<String> people = owners.isEmpty() ? Set.of() : DirectoryChecks.people(handle, owners);
    for (int i = 0; i < rows.size(); i++) {
      List<RowProblem> of = problems.get(i);
      PolicyStore.Current before = current.get(rows.get(i).id());
      if (bodies.get(i) instanceof Person person) {
        rank("clearance", person.clearance() == 0 ? null : person.clearance(), ranks, of);
        departments(List.of(person.department()), unknown, before, of);
      } else if (bodies.get(i) instanceof Asset asset) {
        rank("level", asset.level(), ranks, of);
        departments(asset.departments(), unknown, before, of);
        if (asset.owner() != null && !people.contains(asset.owner())) {
          of.add(
              RowProblem.wrong(
                  "owner", "没有这个人员：" + asset.owner(), "names no person: " + asset.owner()));
        }
      }
    }
  }

  private static void rank(
      String field, Integer rank, Set<Integer> ranks, List<RowProblem> problems) {
    if (rank != null && !ranks.contains(rank)) {
      problems.add(
          new RowProblem(
              field, "level", "没有序号为 " + rank + " 的级别", "there is no level of rank " + rank));
    }
  }

  private static void departments(
      List<String> named,
      Set<String> unknown,
      PolicyStore.Current before,
      List<RowProblem> problems) {
    for (String name : named) {
      boolean stays =
          before != null
              && (name.equals(before.body().get("department"))
                  || Texts.of(before.body(), "departments").contains(name));
      if (unknown.contains(name) && !stays) {
        problems.add(
            new RowProblem(
                "department", "department", "没有这个部门：" + name, "there is no department " + name));
      }
    }
  }

  private Staged staged(
      int number,
      RawRow row,
      PolicyBody body,
      List<RowProblem> problems,
      PolicyStore.Current before) {
    Map<String, Object> was = before == null ? Map.of() : before.body();
    if (problems.isEmpty() && before != null && body instanceof Asset asset) {
      Set<String> weaker = asset.weakened(was);
      if (!weaker.isEmpty()) {
        String fields = String.join(", ", weaker);
        problems.add(
            new RowProblem(
                weaker.iterator().next(),
                "approval-required",
                "降低保护（" + fields + "）须经审批：level.lower",
                "protects less (" + fields + "): ask for the approval level.lower"));
      }
    }
    if (!problems.isEmpty()) {
      return new Staged(
          number,
          row.line(),
          cut(row.id()),
          Change.ERROR,
          0,
          null,
          null,
          List.of(),
          Set.of(),
          problems);
    }
    Map<String, Object> tree = body.tree();
    boolean same =
        before != null && Arrays.equals(CanonicalJson.bytes(tree), CanonicalJson.bytes(was));
    return new Staged(
        number,
        row.line(),
        row.id(),
        before == null ? Change.CREATED : same ? Change.UNCHANGED : Change.CHANGED,
        before == null ? 0 : before.version(),
        same ? null : new String(Json.write(tree), UTF_8),
        before == null || same ? null : diff(was, tree),
        body instanceof Person person ? AccountClaims.compared(person.accounts()) : List.of(),
        before != null && body instanceof Person person ? person.raised(was) : Set.of(),
        List.of());
  }

  private static Map<String, Object> diff(Map<String, Object> before, Map<String, Object> after) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    Map<String, Object> diff = new LinkedHashMap<>();
    for (String name : names) {
      Object was = before.get(name);
      Object is = after.get(name);
      if (!Arrays.equals(
          CanonicalJson.bytes(Arrays.asList(was)), CanonicalJson.bytes(Arrays.asList(is)))) {
        diff.put(name, Arrays.asList(was, is));
      }
    }
    return diff;
  }

  private Map<String, PolicyStore.Current> current(Handle handle, List<RawRow> rows) {
    Map<String, PolicyStore.Current> current = new HashMap<>();
    handle
        .createQuery(
            "SELECT id, version, body::text AS body FROM policy_objects"
                + " WHERE type = :t AND NOT deleted AND id = ANY(:ids)")
        .bind("t", kind)
        .bindArray(
            "ids",
            String.class,
            rows.stream().map(RawRow::id).filter(id -> ObjectId.valid(kind, id)).toList())
        .map(
            (rs, c) ->
                new PolicyStore.Current(
                    rs.getString("id"),
                    rs.getLong("version"),
                    false,
                    PolicyStore.body(rs.getString("id"), rs.getString("body").getBytes(UTF_8))))
        .forEach(c -> current.put(c.id(), c));
    return current;
  }

  /** What is no id may be anything, of any length. */
  static String cut(String id) {
    String clean = id.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
    return clean.substring(0, Math.min(64, clean.length()));
  }
}
