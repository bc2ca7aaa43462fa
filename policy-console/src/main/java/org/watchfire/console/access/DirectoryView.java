package org.watchfire.console.access;

import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.database.Database;
import org.watchfire.console.directory.PolicyStore;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedScan;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.DirectoryFormatException;

/**
 * The directory in memory, kept up with the database by the numbers of its changes. Read once from
 * verified rows, then object by object. Thread-safe.
 *
 * <p>It works in transactions of its own and must not be asked from within one that has taken the
 * lock of the protected rows, which it may have to wait for.
 */
final class DirectoryView {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryView.class);
  private static final List<String> TYPES =
      List.of("person", "asset", "department", "level-scheme");

  /** With more changes than this, reading everything again is quicker. */
  private static final int MANY = 2_000;

  /** Bringing it up to date takes at most this part of the time, while changes keep coming. */
  private static final int PAUSE_FACTOR = 10;

  private final Database database;
  private final ProtectedRows rows;
  private final LongSupplier nanoTime;
  private final ReentrantLock renewal = new ReentrantLock();
  private volatile Picture last;
  private volatile long madeAt;
  private volatile long madeIn;

  /**
   * @param nanoTime {@link System#nanoTime}
   */
  DirectoryView(Database database, ProtectedRows rows, LongSupplier nanoTime) {
    this.database = database;
    this.rows = rows;
    this.nanoTime = nanoTime;
  }

  /** As it stands in the database at this moment. */
  Picture now() {
    return database.inTransaction(handle -> current(handle, true));
  }

  /**
   * For what is asked often: while many changes come in, it may be behind by ten times the time
   * that the last reading took.
   */
  Picture lately() {
    return database.inTransaction(handle -> current(handle, false));
  }

  /** How many objects of the directory have changed since. */
  static long changedSince(Handle handle, long seq) {
    return handle
        .createQuery("SELECT count(*) FROM policy_history WHERE seq > :seq AND type = ANY (:types)")
        .bind("seq", seq)
        .bindArray("types", String.class, TYPES)
        .mapTo(Long.class)
        .one();
  }

  private Picture current(Handle handle, boolean exactly) {
    Picture known = last;
    if (known != null) {
      boolean same =
          ProtectedScan.state(handle, PolicyStore.TABLE).filter(known.state()::equals).isPresent();
      if (same || (!exactly && nanoTime.getAsLong() - madeAt < madeIn * PAUSE_FACTOR)) {
        return known;
      }
    }
    if (known != null && !exactly && renewal.isLocked()) {
      return known;
    }
    renewal.lock();
    try {
      return renewed(handle);
    } finally {
      renewal.unlock();
    }
  }

  private Picture renewed(Handle handle) {
    Picture known = last;
    ProtectedScan.State state =
        ProtectedScan.state(handle, PolicyStore.TABLE)
            .orElseThrow(() -> new IllegalStateException("the policy objects were never sealed"));
    if (known != null && known.state().equals(state)) {
      return known;
    }
    long start = nanoTime.getAsLong();
    Picture fresh = known == null ? readAll(handle) : follow(handle, known, state);
    last = fresh;
    madeAt = nanoTime.getAsLong();
    madeIn = madeAt - start;
    LOG.debug(
        "directory of revision {}: {} persons, {} assets, {} ms",
        fresh.state().revision(),
        fresh.persons().size(),
        fresh.assets().size(),
        madeIn / 1_000_000);
    return fresh;
  }

  private Picture readAll(Handle handle) {
    long seq = newest(handle);
    Directory.Builder[] builder = new Directory.Builder[1];
    ProtectedScan.State state =
        rows.scan()
            .read(
                handle,
                PolicyStore.TABLE,
                () -> {
                  Directory.Builder fresh = Directory.empty().toBuilder();
                  builder[0] = fresh;
                  return (key, row) -> put(fresh, row);
                });
    return Picture.of(state, seq, builder[0].build());
  }

  private record Key(String type, String id) {}

  private Picture follow(Handle handle, Picture known, ProtectedScan.State state) {
    long seq = newest(handle);
    List<Key> changed =
        handle
            .createQuery(
                "SELECT DISTINCT type, id FROM policy_history"
                    + " WHERE seq > :seq AND type = ANY (:types) LIMIT :many")
            .bind("seq", known.seq())
            .bindArray("types", String.class, TYPES)
            .bind("many", MANY)
            .map((rs, c) -> new Key(rs.getString("type"), rs.getString("id")))
            .list();
    if (changed.size() == MANY) {
      return readAll(handle);
    }
    if (changed.isEmpty()) {
      return new Picture(state, seq, known.directory(), known.persons(), known.assets());
    }
    Directory.Builder builder = known.directory().toBuilder();
    for (Key key : changed) {
      rows.find(handle, PolicyStore.TABLE, PolicyStore.TABLE.keyOf(key.type(), key.id()))
          .ifPresent(row -> put(builder, StrictJson.write(row)));
    }
    return Picture.of(state, seq, builder.build());
  }

  private static long newest(Handle handle) {
    return handle
        .createQuery("SELECT coalesce(max(seq), 0) FROM policy_history")
        .mapTo(Long.class)
        .one();
  }

  @SuppressWarnings("unchecked")
  private static void put(Directory.Builder builder, byte[] row) {
    String key = "?";
    try {
      Map<String, Object> members = Json.parseObject(row);
      String type = (String) members.get("type");
      if (!TYPES.contains(type)) {
        return;
      }
      String id = (String) members.get("id");
      key = type + "/" + id;
      builder.put(
          new PolicyObject(
              type,
              id,
              (Long) members.get("version"),
              "",
              "",
              "",
              Boolean.TRUE.equals(members.get("deleted")),
              (Map<String, Object>) members.get("body")));
    } catch (JsonFormatException | DirectoryFormatException e) {
      // As in the engine: what cannot be read is nobody and nothing, and so denied.
      LOG.warn("policy object {} is not used: {}", key, e.getMessage());
    }
  }
}
