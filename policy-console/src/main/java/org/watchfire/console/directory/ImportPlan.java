package org.watchfire.console.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.json.CanonicalJson;

/**
 * The end of a comparison: what can only be said of all rows together, and the batches in which
 * they will be applied, each with the digest of its rows in a sealed row.
 */
final class ImportPlan {
  static final ProtectedTable BATCHES =
      ProtectedTable.of("import_batches", "import_id", "batch").columns("digest", "state");

  /** Rows of a batch: others who write wait for one batch at most. */
  static final int BATCH = 400;

  private static final int STEP = 10_000;
  private static final int MAX_DEPARTMENTS = 20_000;

  private final ProtectedRows rows;
  private final CryptoSuite suite;

  ImportPlan(ProtectedRows rows, CryptoSuite suite) {
    this.rows = rows;
    this.suite = suite;
  }

  /** The key of a batch. */
  static String name(int batch) {
    return "%06d".formatted(batch);
  }

  /** What the rows of a batch say, in 64 hex digits. */
  String digest(String importId, String kind, List<ImportStore.Pending> batch) {
    List<Object> all = new ArrayList<>(List.of(importId, kind));
    for (ImportStore.Pending row : batch) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("number", row.number());
      tree.put("id", row.id());
      tree.put("change", row.change());
      tree.put("expected", row.expected());
      tree.put("body", row.body());
      all.add(tree);
    }
    return HexFormat.of().formatHex(suite.hash(CanonicalJson.bytes(all)));
  }

  /**
   * Finishes a comparison.
   *
   * @return why nothing of it may be applied; null when it may
   */
  RowProblem finish(Handle handle, String id, String kind, boolean replace, Instant now) {
    // What was just written has no statistics yet, and every plan below depends on them.
    handle.execute("ANALYZE import_rows");
    // Found by objects and accounts that occur more than once: the first is right, the others are
    // not, or the order of a file would decide who somebody is.
    problem(
        handle,
        id,
        "SELECT number FROM (SELECT number, row_number() OVER (PARTITION BY object_id"
            + " ORDER BY number) AS n FROM import_rows WHERE import_id = :i AND object_id <> ''"
            + " AND change <> 'error') d WHERE d.n > 1",
        new RowProblem(
            "id", "repeated", "同一 id 在文件中出现多次", "the same id is in the file more than once"));
    RowProblem refused = replace ? removals(handle, id, kind) : null;
    Map<Integer, Integer> depths = Map.of();
    if (kind.equals(Person.TYPE)) {
      accounts(handle, id);
    } else if (kind.equals(Department.TYPE)) {
      depths = tree(handle, id);
    }
    count(handle, id);
    if (refused == null) {
      batches(handle, id, kind, depths);
    }
    handle
        .createUpdate("UPDATE imports SET state = 'ready', touched_at = :now WHERE id = :i")
        .bind("now", ImportStore.utc(now))
        .bind("i", id)
        .execute();
    return refused;
  }

  private static RowProblem removals(Handle handle, String id, String kind) {
    long nameless =
        handle
            .createQuery(
                "SELECT count(*) FROM import_rows WHERE import_id = :i AND change = 'error'"
                    + " AND problems @> '[{\"column\": \"id\", \"code\": \"invalid\"}]'")
            .bind("i", id)
            .mapTo(Long.class)
            .one();
    if (nameless > 0) {
      return new RowProblem(
          "id",
          "removals",
          nameless + " 行没有可用的 id，无法确定应移除谁",
          nameless + " rows have no usable id: who would be removed is not certain");
    }
    boolean asset = kind.equals(Asset.TYPE);
    handle
        .createUpdate(
            "INSERT INTO import_rows (import_id, number, object_id, change, expected, problems)"
                + " SELECT :i, (SELECT coalesce(max(number), 0) FROM import_rows WHERE import_id ="
                + " :i) + row_number() OVER (ORDER BY p.id), p.id, CASE WHEN :asset THEN 'error'"
                + " ELSE 'removed' END, p.version, CASE WHEN :asset THEN '[{\"column\": \"\","
                + " \"code\": \"approval-required\", \"zh\": \"移除资产须经审批：level.lower\", \"en\": \"an"
                + " asset is removed with approval: ask for level.lower\"}]'::jsonb END FROM"
                + " policy_objects p WHERE p.type = :t AND NOT p.deleted AND NOT EXISTS (SELECT 1"
                + " FROM import_rows r WHERE r.import_id = :i AND r.object_id = p.id)")
        .bind("i", id)
        .bind("t", kind)
        .bind("asset", asset)
        .execute();
    if (kind.equals(Person.TYPE)) {
      problem(
          handle,
          id,
          "SELECT r.number FROM import_rows r WHERE r.import_id = :i AND r.change = 'removed'"
              + " AND EXISTS (SELECT 1 FROM policy_objects a WHERE a.owner = r.object_id"
              + " AND NOT a.deleted)",
          new RowProblem(
              "",
              "in-use",
              "此人是资产的负责人，先改由他人负责",
              "the person answers for assets: give them to another first"));
    }
    return null;
  }

  private static void accounts(Handle handle, String id) {
    problem(
        handle,
        id,
        "SELECT number FROM (SELECT r.number, row_number() OVER (PARTITION BY a.account"
            + " ORDER BY r.number, a.place) AS n FROM import_rows r, unnest(r.accounts)"
            + " WITH ORDINALITY AS a(account, place) WHERE r.import_id = :i"
            + " AND r.change <> 'error') d WHERE d.n > 1",
        new RowProblem(
            "accounts",
            "account-taken",
            "账号在文件中已列给前面的人",
            "an account is listed before, for this person or another"));
    problem(
        handle,
        id,
        "SELECT r.number FROM import_rows r, unnest(r.accounts) AS a(account)"
            + " JOIN person_accounts o ON o.account = a.account WHERE r.import_id = :i"
            + " AND r.change <> 'error' AND o.person_id <> r.object_id AND NOT EXISTS"
            + " (SELECT 1 FROM import_rows g WHERE g.import_id = :i AND g.change = 'removed'"
            + " AND g.object_id = o.person_id)",
        new RowProblem(
            "accounts",
            "account-taken",
            "账号属于另一个人；先在那里去掉，再导入",
            "an account is another person's: take it away there first, then import again"));
  }

  /**
   * The tree as it would be: no rings, nothing that hangs in the air.
   *
   * @return depth by number of the row: parents are written before their children
   */
  private static Map<Integer, Integer> tree(Handle handle, String id) {
    Map<String, String> parents = new HashMap<>();
    handle
        .createQuery(
            "SELECT id, coalesce(body ->> 'parent', '') AS parent FROM policy_objects"
                + " WHERE type = 'department' AND NOT deleted LIMIT :max")
        .bind("max", MAX_DEPARTMENTS)
        .map((rs, c) -> Map.entry(rs.getString("id"), rs.getString("parent")))
        .forEach(e -> parents.put(e.getKey(), e.getValue()));
    Map<Integer, String> named = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT number, object_id, coalesce(body::jsonb ->> 'parent', '') AS parent"
                + " FROM import_rows WHERE import_id = :i AND change IN ('created', 'changed')"
                + " ORDER BY number LIMIT :max")
        .bind("i", id)
        .bind("max", MAX_DEPARTMENTS)
        .map(
            (rs, c) -> {
              parents.put(rs.getString("object_id"), rs.getString("parent"));
              return Map.entry(rs.getInt("number"), rs.getString("object_id"));
            })
        .forEach(e -> named.put(e.getKey(), e.getValue()));
    List<Integer> wrong = new ArrayList<>();
    Map<Integer, Integer> depths = new HashMap<>();
    named.forEach(
        (number, department) -> {
          int depth = 0;
          String at = department;
          while (at != null && !at.isEmpty() && depth <= DepartmentTree.MAX_DEPTH) {
            depth++;
            at = parents.get(at);
          }
          if (at == null || depth > DepartmentTree.MAX_DEPTH) {
            wrong.add(number);
          } else {
            depths.put(number, depth);
          }
        });
    if (!wrong.isEmpty()) {
      problem(
          handle,
          id,
          "SELECT unnest(ARRAY" + wrong + "::integer[]) AS number",
          new RowProblem(
              "parent",
              "ring",
              "上级不存在、形成环，或超过 " + DepartmentTree.MAX_DEPTH + " 层",
              "its parents end nowhere, form a ring, or are more than "
                  + DepartmentTree.MAX_DEPTH));
    }
    return depths;
  }

  private static void problem(Handle handle, String id, String numbers, RowProblem problem) {
    handle
        .createUpdate(
            "UPDATE import_rows SET change = 'error', body = NULL, diff = NULL, raised = '{}',"
                + " accounts = '{}', problems = coalesce(problems, '[]'::jsonb) || :p::jsonb"
                + " WHERE import_id = :i AND number IN (SELECT number FROM ("
                + numbers
                + ") w)")
        .bind("i", id)
        .bind(
            "p",
            new String(org.watchfire.console.web.StrictJson.write(List.of(problem.tree())), UTF_8))
        .execute();
  }

  private static void count(Handle handle, String id) {
    handle
        .createUpdate(
            "UPDATE imports i SET created = c.created, changed = c.changed,"
                + " unchanged = c.unchanged, removed = c.removed, errors = c.errors,"
                + " raised = c.raised FROM (SELECT"
                + " count(*) FILTER (WHERE change = 'created') AS created,"
                + " count(*) FILTER (WHERE change = 'changed') AS changed,"
                + " count(*) FILTER (WHERE change = 'unchanged') AS unchanged,"
                + " count(*) FILTER (WHERE change = 'removed') AS removed,"
                + " count(*) FILTER (WHERE change = 'error') AS errors,"
                + " count(*) FILTER (WHERE raised <> '{}') AS raised"
                + " FROM import_rows WHERE import_id = :i) c WHERE i.id = :i")
        .bind("i", id)
        .execute();
  }

  /** Removals first, they free accounts; the rest so that one batch touches few seals. */
  private void batches(Handle handle, String id, String kind, Map<Integer, Integer> depths) {
    record Row(int number, boolean removed, int depth, int group) {}

    List<Row> order =
        new ArrayList<>(
            handle
                .createQuery(
                    "SELECT number, object_id, change FROM import_rows WHERE import_id = :i"
                        + " AND change IN ('created', 'changed', 'removed')")
                .bind("i", id)
                .map(
                    (rs, c) ->
                        new Row(
                            rs.getInt("number"),
                            rs.getString("change").equals("removed"),
                            depths.getOrDefault(rs.getInt("number"), 0),
                            rows.group(
                                PolicyStore.TABLE,
                                PolicyStore.TABLE.keyOf(kind, rs.getString("object_id")))))
                .list());
    order.sort(
        java.util.Comparator.comparing((Row r) -> !r.removed())
            .thenComparingInt(Row::depth)
            .thenComparingInt(Row::group)
            .thenComparingInt(Row::number));
    int count = (order.size() + BATCH - 1) / BATCH;
    for (int from = 0; from < order.size(); from += STEP) {
      List<Row> part = order.subList(from, Math.min(order.size(), from + STEP));
      List<Integer> batch = new ArrayList<>(part.size());
      for (int i = 0; i < part.size(); i++) {
        batch.add((from + i) / BATCH + 1);
      }
      handle
          .createUpdate(
              "UPDATE import_rows r SET batch = n.batch FROM unnest(:numbers, :batches)"
                  + " AS n(number, batch) WHERE r.import_id = :i AND r.number = n.number")
          .bind("i", id)
          .bindArray("numbers", Integer.class, part.stream().map(Row::number).toList())
          .bindArray("batches", Integer.class, batch)
          .execute();
    }
    Map<String, String> digests = new LinkedHashMap<>();
    for (int number = 1; number <= count; number++) {
      digests.put(name(number), digest(id, kind, ImportStore.batch(handle, id, number)));
    }
    if (digests.isEmpty()) {
      return;
    }
    Set<String> keys = new java.util.TreeSet<>();
    digests.keySet().forEach(batch -> keys.add(BATCHES.keyOf(id, batch)));
    rows.changeMany(
        handle,
        BATCHES,
        keys,
        before -> {
          PreparedBatch insert =
              handle.prepareBatch(
                  "INSERT INTO import_batches (import_id, batch, digest, state)"
                      + " VALUES (:i, :b, :d, 'waiting')");
          digests.forEach(
              (batch, digest) -> insert.bind("i", id).bind("b", batch).bind("d", digest).add());
          insert.execute();
          return null;
        });
  }
}
