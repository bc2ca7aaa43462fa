package org.watchfire.console.keys;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;

/** Named secrets, each sealed under a data key. */
final class SecretStore implements SealedValues {
  static final ProtectedTable TABLE =
      ProtectedTable.of("vault_secrets", "name")
          .columns(
              "key_id", "key_version", "asset", "purpose", "sealed", "changed_at", "changed_by");

  private final ProtectedRows rows;

  SecretStore(ProtectedRows rows) {
    this.rows = rows;
  }

  /**
   * A secret without its value.
   *
   * @param version of the key that seals it
   */
  record Entry(
      String name,
      String key,
      int version,
      String asset,
      String purpose,
      Instant changedAt,
      String changedBy) {}

  @Override
  public String name() {
    return "secrets";
  }

  /** All of them, to be shown; not to decide from. */
  List<Entry> all(Handle handle) {
    return handle
        .createQuery("SELECT * FROM vault_secrets ORDER BY name")
        .map((rs, c) -> entry(rs))
        .list();
  }

  Optional<Value> find(Handle handle, String name) {
    return rows.find(handle, TABLE, TABLE.keyOf(name))
        .map(
            row ->
                new Value(
                    name,
                    row.path("sealed").asText(),
                    new Binding(row.path("asset").asText(), row.path("purpose").asText())));
  }

  /** Nobody else changes a secret or a key until this transaction ends; see {@link KeyRows}. */
  void exclusive(Handle handle) {
    rows.lock(handle);
  }

  void put(Handle handle, Entry entry, String sealed) {
    rows.change(handle, TABLE, TABLE.keyOf(entry.name()), () -> write(handle, entry, sealed));
  }

  private static int write(Handle handle, Entry entry, String sealed) {
    return handle
        .createUpdate(
            "INSERT INTO vault_secrets (name, key_id, key_version, asset, purpose, sealed,"
                + " changed_at, changed_by) VALUES (:name, :key, :version, :asset, :purpose,"
                + " :sealed, :at, :by) ON CONFLICT (name) DO UPDATE SET key_id = :key,"
                + " key_version = :version, asset = :asset, purpose = :purpose, sealed = :sealed,"
                + " changed_at = :at, changed_by = :by")
        .bind("name", entry.name())
        .bind("key", entry.key())
        .bind("version", entry.version())
        .bind("asset", entry.asset())
        .bind("purpose", entry.purpose())
        .bind("sealed", sealed)
        .bind("at", KeyRows.utc(entry.changedAt()))
        .bind("by", entry.changedBy())
        .execute();
  }

  boolean delete(Handle handle, String name) {
    return rows.change(
        handle,
        TABLE,
        TABLE.keyOf(name),
        () ->
            handle
                    .createUpdate("DELETE FROM vault_secrets WHERE name = :name")
                    .bind("name", name)
                    .execute()
                == 1);
  }

  @Override
  public long count(Handle handle, String keyId, int from, int below) {
    return handle
        .createQuery(
            "SELECT count(*) FROM vault_secrets WHERE key_id = :key AND key_version >= :from"
                + " AND key_version < :below")
        .bind("key", keyId)
        .bind("from", from)
        .bind("below", below)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public List<Value> below(Handle handle, String keyId, int version, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM vault_secrets WHERE key_id = :key AND key_version < :version"
                + " ORDER BY name LIMIT :limit FOR UPDATE")
        .bind("key", keyId)
        .bind("version", version)
        .bind("limit", limit)
        .map((rs, c) -> value(rs))
        .list();
  }

  @Override
  public void replace(Handle handle, Value old, String sealed, int version) {
    rows.change(
        handle,
        TABLE,
        TABLE.keyOf(old.reference()),
        () ->
            handle
                .createUpdate(
                    "UPDATE vault_secrets SET sealed = :sealed, key_version = :version"
                        + " WHERE name = :name AND sealed = :old")
                .bind("sealed", sealed)
                .bind("version", version)
                .bind("name", old.reference())
                .bind("old", old.sealed())
                .execute());
  }

  private static Entry entry(ResultSet rs) throws SQLException {
    return new Entry(
        rs.getString("name"),
        rs.getString("key_id"),
        rs.getInt("key_version"),
        rs.getString("asset"),
        rs.getString("purpose"),
        KeyRows.instant(rs, "changed_at"),
        rs.getString("changed_by"));
  }

  private static Value value(ResultSet rs) throws SQLException {
    return new Value(
        rs.getString("name"),
        rs.getString("sealed"),
        new Binding(rs.getString("asset"), rs.getString("purpose")));
  }
}
