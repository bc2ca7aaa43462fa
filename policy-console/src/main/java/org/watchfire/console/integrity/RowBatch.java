package org.watchfire.console.integrity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Many rows of a protected table with the seals of their buckets, read by one statement, so that
 * they are of one moment.
 *
 * @param revision null when the table has no seal
 * @param manifests of every bucket that one of the keys belongs to
 * @param rows content by key; a key that no row has is missing
 */
record RowBatch(
    Long revision,
    String mac,
    byte[] digests,
    Map<Integer, SortedMap<String, String>> manifests,
    Map<String, String> rows) {

  private static final int ROOT = 0;
  private static final int SEAL = 1;

  static RowBatch read(
      Handle handle, ProtectedTable table, Collection<String> keys, SealArithmetic seals) {
    Map<Integer, SortedMap<String, String>> manifests = new HashMap<>();
    keys.forEach(
        key -> manifests.computeIfAbsent(seals.bucket(table.name(), key), b -> new TreeMap<>()));
    Map<String, String> rows = new LinkedHashMap<>();
    List<RowBatch> root = new ArrayList<>();
    var query =
        handle
            .createQuery(
                "SELECT "
                    + ROOT
                    + " AS part, '' AS row_key, s.mac AS text, s.revision AS number, s.digests"
                    + " FROM table_seals s WHERE s.table_name = :table UNION ALL SELECT "
                    + SEAL
                    + ", r.row_key, r.mac, r.bucket, NULL FROM row_seals r"
                    + " WHERE r.table_name = :table AND r.bucket = ANY(:buckets)"
                    + " UNION ALL SELECT 2, "
                    + table.keyText()
                    + ", "
                    + table.content()
                    + ", NULL, NULL FROM "
                    + table.name()
                    + " t "
                    + table.among())
            .bind("table", table.name())
            .bindArray("buckets", Integer.class, manifests.keySet());
    among(query, table, keys)
        .map(
            (rs, c) -> {
              switch (rs.getInt("part")) {
                case ROOT ->
                    root.add(
                        new RowBatch(
                            rs.getLong("number"),
                            rs.getString("text"),
                            rs.getBytes("digests"),
                            manifests,
                            rows));
                case SEAL ->
                    manifests
                        .get(rs.getInt("number"))
                        .put(rs.getString("row_key"), rs.getString("text"));
                default -> rows.put(rs.getString("row_key"), rs.getString("text"));
              }
              return null;
            })
        .forEach(nothing -> {});
    return root.isEmpty() ? new RowBatch(null, null, null, manifests, rows) : root.get(0);
  }

  /** Until the commit nobody else changes these rows, by SQL either. */
  static void lock(Handle handle, ProtectedTable table, Collection<String> keys) {
    among(
            handle.createQuery(
                "SELECT 1 FROM " + table.name() + " t " + table.among() + " FOR UPDATE OF t"),
            table,
            keys)
        .mapTo(Integer.class)
        .list();
  }

  /** Writes new seals, and removes those of rows that are gone. */
  static void store(
      Handle handle,
      ProtectedTable table,
      SealArithmetic seals,
      Map<String, String> macs,
      Set<String> gone) {
    if (!macs.isEmpty()) {
      List<String> keys = List.copyOf(macs.keySet());
      handle
          .createUpdate(
              "INSERT INTO row_seals (table_name, row_key, bucket, mac)"
                  + " SELECT :t, n.k, n.b, n.m FROM unnest(:keys, :buckets, :macs) AS n(k, b, m)"
                  + " ON CONFLICT (table_name, row_key) DO UPDATE SET mac = excluded.mac")
          .bind("t", table.name())
          .bindArray("keys", String.class, keys)
          .bindArray(
              "buckets",
              Integer.class,
              keys.stream().map(key -> seals.bucket(table.name(), key)).toList())
          .bindArray("macs", String.class, keys.stream().map(macs::get).toList())
          .execute();
    }
    if (!gone.isEmpty()) {
      handle
          .createUpdate("DELETE FROM row_seals WHERE table_name = :t AND row_key = ANY(:keys)")
          .bind("t", table.name())
          .bindArray("keys", String.class, new TreeSet<>(gone))
          .execute();
    }
  }

  private static <S extends SqlStatement<S>> S among(
      S statement, ProtectedTable table, Collection<String> keys) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    for (String key : keys) {
      table
          .parameters(key)
          .forEach(
              (name, value) -> columns.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }
    columns.forEach((name, values) -> statement.bindArray(name, String.class, values));
    return statement;
  }
}
