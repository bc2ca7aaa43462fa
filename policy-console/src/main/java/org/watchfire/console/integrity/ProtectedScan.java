package org.watchfire.console.integrity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.BitSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.Finding.Kind;

/**
 * Reads a whole protected table row by row, each verified before it is handed over, with a small
 * part of it in memory. Readers do not wait for writers: one that met a change reads again.
 * Thread-safe.
 */
public final class ProtectedScan {
  private static final int TRIES = 3;

  private final SealArithmetic seals;
  private final RevisionAnchor anchor;
  private final Consumer<Finding> alarm;

  ProtectedScan(SealArithmetic seals, RevisionAnchor anchor, Consumer<Finding> alarm) {
    this.seals = seals;
    this.anchor = anchor;
    this.alarm = alarm;
  }

  /**
   * What a table was at one moment: another content has another MAC, whatever was changed.
   *
   * @param revision rises with every change
   */
  public record State(long revision, String mac) {}

  /** Takes the rows of one attempt, by their keys. */
  @FunctionalInterface
  public interface Rows {
    /**
     * @param content a JSON object of the sealed members
     */
    void row(String key, byte[] content);
  }

  private record Root(State state, byte[] digests) {}

  /** As the table says it is, not verified: good to see whether it changed. Empty: never sealed. */
  public static Optional<State> state(Handle handle, ProtectedTable table) {
    return handle
        .createQuery("SELECT revision, mac FROM table_seals WHERE table_name = :t")
        .bind("t", table.name())
        .map((rs, c) -> new State(rs.getLong("revision"), rs.getString("mac")))
        .findOne();
  }

  /**
   * Reads every row.
   *
   * @param fresh gives what takes the rows, once for each attempt; only the last one counts
   * @return what the table was
   * @throws TamperedRowException when one row is not as it was sealed, or one is missing
   */
  public State read(Handle handle, ProtectedTable table, Supplier<Rows> fresh) {
    for (int attempt = 1; ; attempt++) {
      if (attempt == TRIES) {
        ProtectedRows.lockShared(handle);
      }
      Root root = root(handle, table);
      boolean same = walk(handle, table, root, fresh.get());
      if (state(handle, table).filter(root.state()::equals).isEmpty()) {
        continue;
      }
      if (!same) {
        throw tampered(
            new Finding(table.name(), "", Kind.SET_BACK, seals.fingerprint(root.state().mac())));
      }
      return root.state();
    }
  }

  /** Whether every bucket is what the table's seal says. Only then its rows are handed over. */
  private boolean walk(Handle handle, ProtectedTable table, Root root, Rows rows) {
    String name = table.name();
    BitSet seen = new BitSet(SealArithmetic.BUCKETS);
    boolean[] same = {true};
    TableWalk.buckets(
        handle,
        table,
        bucket -> {
          bucket.rows().forEach((key, row) -> verify(name, key, bucket.manifest().get(key), row));
          bucket.manifest().keySet().stream()
              .filter(key -> !bucket.rows().containsKey(key))
              .findFirst()
              .ifPresent(key -> verify(name, key, bucket.manifest().get(key), null));
          seen.set(bucket.number());
          if (SealArithmetic.same(
              root.digests(), bucket.number(), seals.digest(bucket.manifest()))) {
            bucket.rows().forEach((key, row) -> rows.row(key, row.getBytes(UTF_8)));
          } else {
            same[0] = false;
          }
        });
    for (int b = seen.nextClearBit(0); b < SealArithmetic.BUCKETS; b = seen.nextClearBit(b + 1)) {
      same[0] &= SealArithmetic.same(root.digests(), b, seals.digest(new TreeMap<>()));
    }
    return same[0];
  }

  private void verify(String table, String key, String mac, String row) {
    if (row == null) {
      throw tampered(new Finding(table, key, Kind.REMOVED, seals.fingerprint(mac)));
    }
    if (mac == null) {
      throw tampered(new Finding(table, key, Kind.ADDED, seals.fingerprint(row)));
    }
    if (!seals.row(table, key, row).equals(mac)) {
      throw tampered(new Finding(table, key, Kind.ALTERED, seals.fingerprint(row)));
    }
  }

  private Root root(Handle handle, ProtectedTable table) {
    String name = table.name();
    long floor = anchor.highest(name);
    Root root =
        handle
            .createQuery("SELECT revision, mac, digests FROM table_seals WHERE table_name = :t")
            .bind("t", name)
            .map(
                (rs, c) ->
                    new Root(
                        new State(rs.getLong("revision"), rs.getString("mac")),
                        rs.getBytes("digests")))
            .findOne()
            .orElseThrow(() -> tampered(new Finding(name, "", Kind.TABLE_SEAL, "missing")));
    State state = root.state();
    if (root.digests().length != SealArithmetic.BUCKETS * SealArithmetic.DIGEST
        || !seals.table(name, state.revision(), root.digests()).equals(state.mac())) {
      throw tampered(new Finding(name, "", Kind.TABLE_SEAL, seals.fingerprint(state.mac())));
    }
    if (state.revision() < floor) {
      throw tampered(new Finding(name, "", Kind.TABLE_SET_BACK, Long.toString(state.revision())));
    }
    return root;
  }

  private TamperedRowException tampered(Finding finding) {
    alarm.accept(finding);
    return new TamperedRowException(finding);
  }
}
