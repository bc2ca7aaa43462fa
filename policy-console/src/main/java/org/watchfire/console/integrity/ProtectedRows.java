package org.watchfire.console.integrity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.watchfire.console.database.FirstStartException;
import org.watchfire.console.integrity.Finding.Kind;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;

/**
 * Reads and writes protected rows. Every method works in the caller's transaction. Thread-safe; any
 * number of consoles may share the database.
 *
 * <p>Changes of protected rows are made one transaction at a time: {@link #lock} is taken by {@link
 * #change}. A transaction that takes other locks as well takes this one first.
 */
public final class ProtectedRows {
  private static final long LOCK = 0x5746_5345_414c_5331L;
  private static final int BATCH = 1000;

  private final SealArithmetic seals;
  private final RevisionAnchor anchor;
  private final Consumer<Finding> alarm;
  private final Map<String, Root> known = new ConcurrentHashMap<>();

  /** A table seal that was verified. */
  private record Root(long revision, String mac, byte[] digests) {}

  /**
   * What one statement reads, so that it is of one moment.
   *
   * @param floor revision that was committed before that moment
   * @param known the verified root that the statement compared with; null when there was none
   * @param digests null where they are those of {@code known}
   */
  private record Snapshot(
      long floor,
      Root known,
      Long revision,
      String mac,
      byte[] digests,
      SortedMap<String, String> manifest,
      String row) {}

  /**
   * @param key the MACs' key; its suite is used
   * @param alarm told of everything that is found, before it is refused
   */
  public ProtectedRows(MacKey key, RevisionAnchor anchor, Consumer<Finding> alarm) {
    this.seals = new SealArithmetic(CryptoSuites.named(key.suite()), key);
    this.anchor = anchor;
    this.alarm = alarm;
  }

  /** Until the commit nobody else changes a protected row, nor what depends on their sum. */
  public void lock(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock(?)", LOCK);
  }

  /**
   * The content of a row as it was sealed.
   *
   * @return empty when there is no such row and never was, or the console removed it
   * @throws TamperedRowException when the row, or its absence, is not the console's doing
   */
  public Optional<JsonNode> find(Handle handle, ProtectedTable table, String key) {
    Snapshot snapshot = read(handle, table, key);
    verify(handle, table, key, snapshot);
    return Optional.ofNullable(snapshot.row()).map(ProtectedRows::tree);
  }

  /**
   * Every row of a table, by key. Waits for changes that are under way.
   *
   * @throws TamperedRowException when one of them is not as it was sealed, or one is missing
   */
  public Map<String, JsonNode> all(Handle handle, ProtectedTable table) {
    Map<String, String> rows = new TreeMap<>();
    for (Finding finding : inspect(handle, table, rows::put)) {
      throw tampered(finding);
    }
    Map<String, JsonNode> trees = new LinkedHashMap<>();
    rows.forEach((key, row) -> trees.put(key, tree(row)));
    return trees;
  }

  /** Reads whole tables row by row. */
  public ProtectedScan scan() {
    return new ProtectedScan(seals, anchor, alarm);
  }

  /** Until the commit nobody changes a protected row. */
  static void lockShared(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock_shared(?)", LOCK);
  }

  /** As {@link #all}, for one row. */
  public <T> T change(Handle handle, ProtectedTable table, String key, Supplier<T> work) {
    return change(handle, table, List.of(key), work);
  }

  /**
   * Makes a change and seals what it leaves. What is there before is verified first, so that a
   * change of one column does not make another's alteration good.
   *
   * @param keys every row that the work adds, changes or removes
   * @throws TamperedRowException when one of them is not as it was sealed
   */
  public <T> T change(
      Handle handle, ProtectedTable table, Collection<String> keys, Supplier<T> work) {
    lock(handle);
    Set<String> distinct = new HashSet<>(keys);
    for (String key : distinct) {
      var query =
          handle.createQuery(
              "SELECT 1 FROM " + table.name() + " t WHERE " + table.where() + " FOR UPDATE");
      table.parameters(key).forEach(query::bind);
      query.mapTo(Integer.class).findOne();
      verify(handle, table, key, read(handle, table, key));
    }
    T result = work.get();
    reseal(handle, table, distinct);
    return result;
  }

  /**
   * As {@link #change}, for many rows at the price of few: each of their buckets is read once
   * before and once after. Rows of one {@link #group} share a bucket.
   *
   * @param work is given the content of those rows that exist, as it was sealed
   */
  public <T> T changeMany(
      Handle handle,
      ProtectedTable table,
      Collection<String> keys,
      Function<Map<String, JsonNode>, T> work) {
    lock(handle);
    Set<String> distinct = new TreeSet<>(keys);
    RowBatch.lock(handle, table, distinct);
    RowBatch before = RowBatch.read(handle, table, distinct, seals);
    verify(handle, table, distinct, before);
    Map<String, JsonNode> content = new LinkedHashMap<>();
    before.rows().forEach((key, row) -> content.put(key, tree(row)));
    T result = work.apply(content);
    resealMany(handle, table, distinct);
    return result;
  }

  /**
   * The content of many rows as they were sealed; keys that no row has are missing.
   *
   * @throws TamperedRowException as {@link #find}
   */
  public Map<String, JsonNode> findMany(
      Handle handle, ProtectedTable table, Collection<String> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    Set<String> distinct = new TreeSet<>(keys);
    RowBatch batch = RowBatch.read(handle, table, distinct, seals);
    verify(handle, table, distinct, batch);
    Map<String, JsonNode> content = new LinkedHashMap<>();
    batch.rows().forEach((key, row) -> content.put(key, tree(row)));
    return content;
  }

  /** Which rows are cheap to change together, 0 to 255. */
  public int group(ProtectedTable table, String key) {
    return seals.bucket(table.name(), key);
  }

  private Root verify(
      Handle handle, ProtectedTable table, Collection<String> keys, RowBatch batch) {
    String name = table.name();
    Snapshot seal =
        new Snapshot(
            anchor.highest(name), null, batch.revision(), batch.mac(), batch.digests(), null, null);
    Root root = root(handle, table, seal);
    batch
        .manifests()
        .forEach(
            (bucket, manifest) -> {
              if (!SealArithmetic.same(root.digests(), bucket, seals.digest(manifest))) {
                throw tampered(setBack(name, bucket, manifest, Set.of()));
              }
            });
    for (String key : keys) {
      String mac = batch.manifests().get(seals.bucket(name, key)).get(key);
      finding(table, key, mac, batch.rows().get(key))
          .ifPresent(
              finding -> {
                throw tampered(finding);
              });
    }
    return root;
  }

  private void resealMany(Handle handle, ProtectedTable table, Collection<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    String name = table.name();
    RowBatch after = RowBatch.read(handle, table, keys, seals);
    Snapshot seal =
        new Snapshot(
            anchor.highest(name), null, after.revision(), after.mac(), after.digests(), null, null);
    Root root = root(handle, table, seal);
    byte[] digests = root.digests().clone();
    Map<String, String> macs = new LinkedHashMap<>();
    Set<String> gone = new TreeSet<>();
    after
        .manifests()
        .forEach(
            (bucket, manifest) -> {
              if (!SealArithmetic.same(digests, bucket, seals.digest(manifest))) {
                throw tampered(setBack(name, bucket, manifest, Set.of()));
              }
            });
    for (String key : keys) {
      SortedMap<String, String> manifest = after.manifests().get(seals.bucket(name, key));
      String row = after.rows().get(key);
      if (row == null) {
        manifest.remove(key);
        gone.add(key);
      } else {
        String mac = seals.row(name, key, row);
        manifest.put(key, mac);
        macs.put(key, mac);
      }
    }
    after
        .manifests()
        .forEach((bucket, manifest) -> SealArithmetic.put(digests, bucket, seals.digest(manifest)));
    RowBatch.store(handle, table, seals, macs, gone);
    writeRoot(handle, table, root.revision() + 1, digests);
  }

  /**
   * Everything that is wrong with a table, without refusing or telling anybody. Waits for changes
   * that are under way.
   */
  public List<Finding> check(Handle handle, ProtectedTable table) {
    return inspect(handle, table, (key, row) -> {});
  }

  /** Rows of a table, as it stands. */
  long count(Handle handle, ProtectedTable table) {
    return handle.createQuery("SELECT count(*) FROM " + table.name()).mapTo(Long.class).one();
  }

  /**
   * Seals the rows of a table that has never been sealed.
   *
   * @throws FirstStartException when its seals were there and are gone
   */
  public void adopt(Handle handle, ProtectedTable table) {
    lock(handle);
    boolean sealed =
        handle
                .createQuery("SELECT count(*) FROM table_seals WHERE table_name = :t")
                .bind("t", table.name())
                .mapTo(Long.class)
                .one()
            > 0;
    if (sealed) {
      return;
    }
    if (anchor.highest(table.name()) > 0) {
      throw new FirstStartException(
          "the seals of table "
              + table.name()
              + " are gone; restore the database, or remove the integrity anchor if it was restored"
              + " to an older state on purpose",
          null);
    }
    String name = table.name();
    handle.execute("DELETE FROM row_seals WHERE table_name = ?", name);
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO row_seals (table_name, row_key, bucket, mac) VALUES (:t, :k, :b, :m)");
    TableWalk.rows(
        handle,
        table,
        (key, content) -> {
          batch
              .bind("t", name)
              .bind("k", key)
              .bind("b", seals.bucket(name, key))
              .bind("m", seals.row(name, key, content))
              .add();
          if (batch.size() >= BATCH) {
            batch.execute();
          }
        });
    if (batch.size() > 0) {
      batch.execute();
    }
    byte[] digests = new byte[SealArithmetic.BUCKETS * SealArithmetic.DIGEST];
    TableWalk.buckets(
        handle,
        table,
        bucket -> SealArithmetic.put(digests, bucket.number(), seals.digest(bucket.manifest())));
    writeRoot(handle, table, 1, digests);
  }

  private Snapshot read(Handle handle, ProtectedTable table, String key) {
    long floor = anchor.highest(table.name());
    Root root = known.get(table.name());
    var query =
        handle
            .createQuery(
                "SELECT s.revision, s.mac,"
                    + " CASE WHEN s.revision = :revision AND s.mac = :mac THEN NULL"
                    + "   ELSE s.digests END AS digests,"
                    + " (SELECT jsonb_object_agg(r.row_key, r.mac)::text FROM row_seals r"
                    + "   WHERE r.table_name = :table AND r.bucket = :bucket) AS manifest,"
                    + " (SELECT "
                    + table.content()
                    + " FROM "
                    + table.name()
                    + " t WHERE "
                    + table.where()
                    + ") AS content"
                    + " FROM (SELECT 1) one LEFT JOIN table_seals s ON s.table_name = :table")
            .bind("revision", root == null ? -1L : root.revision())
            .bind("mac", root == null ? "" : root.mac())
            .bind("table", table.name())
            .bind("bucket", seals.bucket(table.name(), key));
    table.parameters(key).forEach(query::bind);
    return query
        .map(
            (rs, c) ->
                new Snapshot(
                    floor,
                    root,
                    rs.getObject("revision", Long.class),
                    rs.getString("mac"),
                    rs.getBytes("digests"),
                    manifest(rs.getString("manifest")),
                    rs.getString("content")))
        .one();
  }

  /** Throws, after telling, when the snapshot does not hold together. */
  private void verify(Handle handle, ProtectedTable table, String key, Snapshot snapshot) {
    String name = table.name();
    Root root = root(handle, table, snapshot);
    int bucket = seals.bucket(name, key);
    if (!SealArithmetic.same(root.digests(), bucket, seals.digest(snapshot.manifest()))) {
      throw tampered(
          new Finding(name, key, Kind.SET_BACK, seals.fingerprint("" + snapshot.manifest())));
    }
    String seal = snapshot.manifest().get(key);
    finding(table, key, seal, snapshot.row())
        .ifPresent(
            finding -> {
              throw tampered(finding);
            });
  }

  private Optional<Finding> finding(ProtectedTable table, String key, String seal, String row) {
    String name = table.name();
    if (row == null) {
      return seal == null
          ? Optional.empty()
          : Optional.of(new Finding(name, key, Kind.REMOVED, seals.fingerprint(seal)));
    }
    if (seal == null) {
      return Optional.of(new Finding(name, key, Kind.ADDED, seals.fingerprint(row)));
    }
    return seals.row(name, key, row).equals(seal)
        ? Optional.empty()
        : Optional.of(new Finding(name, key, Kind.ALTERED, seals.fingerprint(row)));
  }

  private Root root(Handle handle, ProtectedTable table, Snapshot snapshot) {
    String name = table.name();
    if (snapshot.revision() == null) {
      throw tampered(new Finding(name, "", Kind.TABLE_SEAL, "missing"));
    }
    long revision = snapshot.revision();
    Root cached = snapshot.known();
    // Null is only given for the same revision and MAC, which were verified with these digests.
    boolean verified =
        cached != null
            && snapshot.digests() == null
            && cached.revision() == revision
            && cached.mac().equals(snapshot.mac());
    byte[] digests = verified ? cached.digests() : snapshot.digests();
    if (!verified
        && (digests == null
            || digests.length != SealArithmetic.BUCKETS * SealArithmetic.DIGEST
            || !seals.table(name, revision, digests).equals(snapshot.mac()))) {
      throw tampered(
          new Finding(name, "", Kind.TABLE_SEAL, seals.fingerprint("" + snapshot.mac())));
    }
    if (revision < snapshot.floor()) {
      throw tampered(new Finding(name, "", Kind.TABLE_SET_BACK, Long.toString(revision)));
    }
    Root root = new Root(revision, snapshot.mac(), digests);
    if (!verified) {
      known.put(name, root);
      // Not before: the transaction may have written this revision itself and still fail.
      handle.afterCommit(() -> anchor.seen(name, revision));
    }
    return root;
  }

  private void reseal(Handle handle, ProtectedTable table, Collection<String> keys) {
    String name = table.name();
    byte[] digests = null;
    long revision = 0;
    for (String key : keys) {
      Snapshot snapshot = read(handle, table, key);
      if (digests == null) {
        Root root = root(handle, table, snapshot);
        digests = root.digests().clone();
        revision = root.revision();
      }
      int bucket = seals.bucket(name, key);
      SortedMap<String, String> manifest = new TreeMap<>(snapshot.manifest());
      if (!SealArithmetic.same(digests, bucket, seals.digest(manifest))) {
        throw tampered(new Finding(name, key, Kind.SET_BACK, seals.fingerprint("" + manifest)));
      }
      if (snapshot.row() == null) {
        manifest.remove(key);
        handle.execute("DELETE FROM row_seals WHERE table_name = ? AND row_key = ?", name, key);
      } else {
        String mac = seals.row(name, key, snapshot.row());
        manifest.put(key, mac);
        handle
            .createUpdate(
                "INSERT INTO row_seals (table_name, row_key, bucket, mac) VALUES (:t, :k, :b, :m)"
                    + " ON CONFLICT (table_name, row_key) DO UPDATE SET mac = excluded.mac")
            .bind("t", name)
            .bind("k", key)
            .bind("b", bucket)
            .bind("m", mac)
            .execute();
      }
      SealArithmetic.put(digests, bucket, seals.digest(manifest));
    }
    if (digests != null) {
      writeRoot(handle, table, revision + 1, digests);
    }
  }

  private void writeRoot(Handle handle, ProtectedTable table, long revision, byte[] digests) {
    String name = table.name();
    handle
        .createUpdate(
            "INSERT INTO table_seals (table_name, revision, digests, mac) VALUES (:t, :r, :d, :m)"
                + " ON CONFLICT (table_name) DO UPDATE SET revision = excluded.revision,"
                + " digests = excluded.digests, mac = excluded.mac")
        .bind("t", name)
        .bind("r", revision)
        .bind("d", digests)
        .bind("m", seals.table(name, revision, digests))
        .execute();
    handle.afterCommit(() -> anchor.seen(name, revision));
  }

  private List<Finding> inspect(
      Handle handle, ProtectedTable table, BiConsumer<String, String> rows) {
    // Several statements: nobody may commit between them.
    lockShared(handle);
    String name = table.name();
    List<Finding> findings = new ArrayList<>();
    Optional<byte[]> digests = rootDigests(handle, name, findings);
    boolean[] seen = new boolean[SealArithmetic.BUCKETS];
    TableWalk.buckets(
        handle,
        table,
        bucket -> {
          Set<String> told = new HashSet<>();
          bucket.rows().forEach(rows);
          Set<String> keys = new TreeSet<>(bucket.manifest().keySet());
          keys.addAll(bucket.rows().keySet());
          for (String key : keys) {
            String seal = bucket.manifest().get(key);
            finding(table, key, seal, bucket.rows().get(key))
                .ifPresent(
                    finding -> {
                      findings.add(finding);
                      told.add(key);
                    });
            if (seal != null && bucket.number() != seals.bucket(name, key)) {
              findings.add(new Finding(name, key, Kind.SET_BACK, seals.fingerprint(key)));
            }
          }
          if (bucket.number() >= 0 && bucket.number() < SealArithmetic.BUCKETS) {
            seen[bucket.number()] = true;
            byte[] digest = seals.digest(bucket.manifest());
            if (digests.isPresent()
                && !SealArithmetic.same(digests.get(), bucket.number(), digest)) {
              findings.add(setBack(name, bucket.number(), bucket.manifest(), told));
            }
          }
        });
    // A bucket of which nothing is left.
    byte[] none = new byte[SealArithmetic.DIGEST];
    for (int b = 0; b < SealArithmetic.BUCKETS && digests.isPresent(); b++) {
      if (!seen[b] && !SealArithmetic.same(digests.get(), b, none)) {
        findings.add(setBack(name, b, new TreeMap<>(), Set.of()));
      }
    }
    return findings;
  }

  /** Which row of the bucket it was cannot be told when its seal fits it. */
  private Finding setBack(
      String name, int bucket, SortedMap<String, String> manifest, Set<String> told) {
    List<String> suspects = manifest.keySet().stream().filter(k -> !told.contains(k)).toList();
    String shown = String.join(", ", suspects.subList(0, Math.min(20, suspects.size())));
    return new Finding(
        name, "[" + bucket + "] " + shown, Kind.SET_BACK, seals.fingerprint(manifest.toString()));
  }

  private Optional<byte[]> rootDigests(Handle handle, String name, List<Finding> findings) {
    record Seal(long revision, String mac, byte[] digests) {}

    Seal seal =
        handle
            .createQuery("SELECT revision, mac, digests FROM table_seals WHERE table_name = :t")
            .bind("t", name)
            .map(
                (rs, c) ->
                    new Seal(rs.getLong("revision"), rs.getString("mac"), rs.getBytes("digests")))
            .findOne()
            .orElse(null);
    if (seal == null
        || seal.digests().length != SealArithmetic.BUCKETS * SealArithmetic.DIGEST
        || !seals.table(name, seal.revision(), seal.digests()).equals(seal.mac())) {
      String observed = seal == null ? "missing" : seals.fingerprint(seal.mac());
      findings.add(new Finding(name, "", Kind.TABLE_SEAL, observed));
      return Optional.empty();
    }
    if (seal.revision() < anchor.highest(name)) {
      findings.add(new Finding(name, "", Kind.TABLE_SET_BACK, Long.toString(seal.revision())));
    }
    return Optional.of(seal.digests());
  }

  private static SortedMap<String, String> manifest(String json) {
    SortedMap<String, String> manifest = new TreeMap<>();
    if (json != null) {
      tree(json)
          .properties()
          .forEach(field -> manifest.put(field.getKey(), field.getValue().asText()));
    }
    return manifest;
  }

  private TamperedRowException tampered(Finding finding) {
    alarm.accept(finding);
    return new TamperedRowException(finding);
  }

  private static JsonNode tree(String json) {
    return StrictJson.tree(json.getBytes(UTF_8));
  }
}
