package org.watchfire.console.integrity;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Reads whole protected tables without holding them in memory, in the caller's transaction.
 * Stateless.
 */
final class TableWalk {
  /** Rows that the driver fetches at a time. */
  private static final int FETCH = 1000;

  /** Number of the bucket of rows without a seal. */
  static final int UNSEALED = -1;

  private TableWalk() {}

  /**
   * Rows and seals of one bucket, as the seals say it; rows without a seal are in a bucket of their
   * own, {@link #UNSEALED}.
   */
  record Bucket(int number, SortedMap<String, String> manifest, Map<String, String> rows) {}

  /** Gives one bucket after the other, so that one is in memory and not the table. */
  static void buckets(Handle handle, ProtectedTable table, Consumer<Bucket> eater) {
    String sql =
        "SELECT COALESCE(s.bucket, "
            + UNSEALED
            + ") AS bucket, COALESCE(r.row_key, s.row_key) AS row_key, s.mac, r.content FROM"
            + " (SELECT "
            + table.keyText()
            + " AS row_key, "
            + table.content()
            + " AS content FROM "
            + table.name()
            + " t) r FULL JOIN (SELECT row_key, bucket, mac FROM row_seals"
            + " WHERE table_name = :t) s ON s.row_key = r.row_key ORDER BY 1, 2";
    Bucket[] open = new Bucket[1];
    handle
        .createQuery(sql)
        .bind("t", table.name())
        .setFetchSize(FETCH)
        .map(
            (rs, c) -> {
              int number = rs.getInt("bucket");
              if (open[0] == null || open[0].number() != number) {
                if (open[0] != null) {
                  eater.accept(open[0]);
                }
                open[0] = new Bucket(number, new TreeMap<>(), new TreeMap<>());
              }
              String key = rs.getString("row_key");
              String mac = rs.getString("mac");
              String content = rs.getString("content");
              if (mac != null) {
                open[0].manifest().put(key, mac);
              }
              if (content != null) {
                open[0].rows().put(key, content);
              }
              return number;
            })
        .forEach(number -> {});
    if (open[0] != null) {
      eater.accept(open[0]);
    }
  }

  /** Every row by its key, as text. */
  static void rows(Handle handle, ProtectedTable table, BiConsumer<String, String> eater) {
    handle
        .createQuery(
            "SELECT "
                + table.keyText()
                + " AS row_key, "
                + table.content()
                + " AS content FROM "
                + table.name()
                + " t ORDER BY 1")
        .setFetchSize(FETCH)
        .map((rs, c) -> Map.entry(rs.getString("row_key"), rs.getString("content")))
        .forEach(row -> eater.accept(row.getKey(), row.getValue()));
  }
}
