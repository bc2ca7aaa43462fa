package org.watchfire.console.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.keys.lifecycle.KeyLife;
import org.watchfire.console.keys.lifecycle.KeyState;
import org.watchfire.console.keys.lifecycle.Transition;
import org.watchfire.console.web.Refusal;

/**
 * Keys, their versions and their lives, in the caller's transaction. A key is sealed with all that
 * decides about it: its versions, their histories, its holds and destructions. Thread-safe.
 */
final class KeyRows {
  static final ProtectedTable TABLE =
      ProtectedTable.of("vault_keys", "id")
          .columns(
              "kind", "domain", "purpose", "description", "current", "created_at", "created_by")
          .member(
              "versions",
              "(SELECT jsonb_agg(jsonb_build_object('version', v.version, 'state', v.state,"
                  + " 'material', v.material, 'wrapped', v.wrapped) ORDER BY v.version)"
                  + " FROM vault_key_versions v WHERE v.key_id = t.id)")
          .member("lives", digest("vault_key_transitions", "seq"))
          .member("holds", digest("vault_holds", "id"))
          .member("destructions", digest("vault_destructions", "id"));

  private final ProtectedRows rows;

  KeyRows(ProtectedRows rows) {
    this.rows = rows;
  }

  /** SQL that gives the sum of the rows of a table that belong to key {@code t}. */
  private static String digest(String table, String order) {
    return "(SELECT encode(sha256(convert_to(jsonb_agg(to_jsonb(x) ORDER BY x."
        + order
        + ")::text, 'UTF8')), 'hex') FROM "
        + table
        + " x WHERE x.key_id = t.id)";
  }

  /**
   * Nobody else changes a key or anything else that is sealed until this transaction ends. Taken
   * before any row is locked or counted.
   */
  void exclusive(Handle handle) {
    rows.lock(handle);
  }

  /** Makes a change of a key, or of what is sealed with it. */
  <T> T change(Handle handle, String id, Supplier<T> work) {
    return rows.change(handle, TABLE, id, work);
  }

  /** Refuses to go on when anything about any key is not as it was sealed. */
  void requireIntact(Handle handle) {
    rows.all(handle, TABLE);
  }

  private Optional<JsonNode> sealed(Handle handle, String id) {
    return rows.find(handle, TABLE, TABLE.keyOf(id));
  }

  /** Every key, to be shown; not to decide from. */
  List<VaultKey> listed(Handle handle) {
    return handle
        .createQuery("SELECT * FROM vault_keys ORDER BY kind DESC, id")
        .map((rs, c) -> key(rs))
        .list();
  }

  Optional<VaultKey> find(Handle handle, String id) {
    return sealed(handle, id).map(row -> key(id, row));
  }

  /** The data keys under a domain key. */
  List<VaultKey> under(Handle handle, String domain) {
    return rows.all(handle, TABLE).entrySet().stream()
        .map(row -> key(row.getKey(), row.getValue()))
        .filter(key -> domain.equals(key.domain()))
        .toList();
  }

  /** The key, which nobody else changes until this transaction ends. */
  Optional<VaultKey> lock(Handle handle, String id) {
    exclusive(handle);
    return find(handle, id);
  }

  /** Whether it is new; false when there is a key of that id. */
  boolean insert(Handle handle, VaultKey key) {
    return change(handle, key.id(), () -> write(handle, key));
  }

  private static boolean write(Handle handle, VaultKey key) {
    return handle
            .createUpdate(
                "INSERT INTO vault_keys (id, kind, domain, purpose, description, current,"
                    + " created_at, created_by) VALUES (:id, :kind, :domain, :purpose,"
                    + " :description, :current, :at, :by) ON CONFLICT DO NOTHING")
            .bind("id", key.id())
            .bind("kind", key.kind().text())
            .bind("domain", key.domain())
            .bind("purpose", key.purpose())
            .bind("description", key.description())
            .bind("current", key.current())
            .bind("at", utc(key.createdAt()))
            .bind("by", key.createdBy())
            .execute()
        == 1;
  }

  void current(Handle handle, String id, int version) {
    change(
        handle,
        id,
        () ->
            handle
                .createUpdate("UPDATE vault_keys SET current = :v WHERE id = :id")
                .bind("v", version)
                .bind("id", id)
                .execute());
  }

  List<KeyVersion> versions(Handle handle, String id) {
    return sealed(handle, id).map(row -> versions(handle, id, row)).orElse(List.of());
  }

  Optional<KeyVersion> version(Handle handle, String id, int version) {
    return versions(handle, id).stream().filter(v -> v.version() == version).findFirst();
  }

  /** The versions as sealed, with the counters, which are not. */
  private static List<KeyVersion> versions(Handle handle, String id, JsonNode row) {
    Map<Integer, long[]> counters = new HashMap<>();
    handle
        .createQuery("SELECT version, sealed, opened FROM vault_key_versions WHERE key_id = :id")
        .bind("id", id)
        .map(
            (rs, c) ->
                counters.put(
                    rs.getInt("version"), new long[] {rs.getLong("sealed"), rs.getLong("opened")}))
        .list();
    List<KeyVersion> versions = new ArrayList<>();
    for (JsonNode v : row.path("versions")) {
      int number = v.path("version").asInt();
      long[] counted = counters.getOrDefault(number, new long[2]);
      versions.add(
          new KeyVersion(
              id,
              number,
              KeyState.valueOf(v.path("state").asText()),
              text(v, "material"),
              v.path("wrapped").asInt(),
              counted[0],
              counted[1]));
    }
    return versions;
  }

  void insert(Handle handle, KeyVersion version, KeyLife life) {
    change(
        handle,
        version.keyId(),
        () -> {
          write(handle, version, life);
          return null;
        });
  }

  private static void write(Handle handle, KeyVersion version, KeyLife life) {
    handle
        .createUpdate(
            "INSERT INTO vault_key_versions (key_id, version, state, material, wrapped)"
                + " VALUES (:id, :v, :state, :material, :wrapped)")
        .bind("id", version.keyId())
        .bind("v", version.version())
        .bind("state", life.state().name())
        .bind("material", version.material())
        .bind("wrapped", version.wrapped())
        .execute();
    life.history().forEach(step -> add(handle, version.keyId(), version.version(), step));
  }

  /** Another wrapping of the same key; false when the old one was meanwhile replaced. */
  boolean rewrapped(Handle handle, KeyVersion old, String material, int wrapped) {
    return change(handle, old.keyId(), () -> rewrite(handle, old, material, wrapped));
  }

  private static boolean rewrite(Handle handle, KeyVersion old, String material, int wrapped) {
    return handle
            .createUpdate(
                "UPDATE vault_key_versions SET material = :material, wrapped = :wrapped"
                    + " WHERE key_id = :id AND version = :v AND material = :old")
            .bind("material", material)
            .bind("wrapped", wrapped)
            .bind("id", old.keyId())
            .bind("v", old.version())
            .bind("old", old.material())
            .execute()
        == 1;
  }

  static void countSealed(Handle handle, KeyVersion version) {
    count(handle, version, "sealed");
  }

  static void countOpened(Handle handle, KeyVersion version) {
    count(handle, version, "opened");
  }

  private static void count(Handle handle, KeyVersion version, String column) {
    handle
        .createUpdate(
            "UPDATE vault_key_versions SET "
                + column
                + " = "
                + column
                + " + 1 WHERE key_id = :id AND version = :v")
        .bind("id", version.keyId())
        .bind("v", version.version())
        .execute();
  }

  /**
   * The life of a version.
   *
   * @throws Refusal 409 {@code key-altered} when the rows contradict each other: somebody changed
   *     them past the console
   */
  static KeyLife life(Handle handle, KeyVersion version) {
    List<Transition> history =
        handle
            .createQuery(
                "SELECT * FROM vault_key_transitions WHERE key_id = :id AND version = :v"
                    + " ORDER BY seq")
            .bind("id", version.keyId())
            .bind("v", version.version())
            .map((rs, c) -> transition(rs))
            .list();
    try {
      KeyLife life = new KeyLife(history);
      if (life.state() == version.state()) {
        return life;
      }
    } catch (IllegalArgumentException e) {
      throw altered(version).with("reason", e.getMessage());
    }
    throw altered(version);
  }

  private static Refusal altered(KeyVersion version) {
    return new Refusal(
        409,
        "key-altered",
        "the record of "
            + version.keyId()
            + " version "
            + version.version()
            + " was changed past the console; it is not used before that is cleared up");
  }

  /** Writes the last step of a life; a destroyed version loses its material. */
  void moved(Handle handle, KeyVersion version, KeyLife life) {
    change(
        handle,
        version.keyId(),
        () -> {
          step(handle, version, life);
          return null;
        });
  }

  private static void step(Handle handle, KeyVersion version, KeyLife life) {
    KeyState state = life.state();
    handle
        .createUpdate(
            "UPDATE vault_key_versions SET state = :state,"
                + " material = CASE WHEN :kept THEN material ELSE NULL END"
                + " WHERE key_id = :id AND version = :v")
        .bind("state", state.name())
        .bind("kept", state.hasMaterial())
        .bind("id", version.keyId())
        .bind("v", version.version())
        .execute();
    add(handle, version.keyId(), version.version(), life.last());
  }

  private static void add(Handle handle, String id, int version, Transition step) {
    handle
        .createUpdate(
            "INSERT INTO vault_key_transitions (key_id, version, from_state, to_state, at, actor,"
                + " reason) VALUES (:id, :v, :from, :to, :at, :actor, :reason)")
        .bind("id", id)
        .bind("v", version)
        .bind("from", step.from() == null ? null : step.from().name())
        .bind("to", step.to().name())
        .bind("at", utc(step.at()))
        .bind("actor", step.actor())
        .bind("reason", step.reason())
        .execute();
  }

  /** The data keys under a domain key that are wrapped by a version below. */
  static List<KeyVersion> wrappedBelow(Handle handle, String domain, int version, int limit) {
    return handle
        .createQuery(
            "SELECT v.* FROM vault_key_versions v JOIN vault_keys k ON k.id = v.key_id"
                + " WHERE k.domain = :domain AND v.wrapped < :version AND v.material IS NOT NULL"
                + " ORDER BY v.key_id, v.version LIMIT :limit FOR UPDATE OF v")
        .bind("domain", domain)
        .bind("version", version)
        .bind("limit", limit)
        .map((rs, c) -> version(rs))
        .list();
  }

  static long countWrapped(Handle handle, String domain, int from, int below) {
    return handle
        .createQuery(
            "SELECT count(*) FROM vault_key_versions v JOIN vault_keys k ON k.id = v.key_id"
                + " WHERE k.domain = :domain AND v.wrapped >= :from AND v.wrapped < :below"
                + " AND v.material IS NOT NULL")
        .bind("domain", domain)
        .bind("from", from)
        .bind("below", below)
        .mapTo(Long.class)
        .one();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet rs, String column) throws SQLException {
    OffsetDateTime value = rs.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  private static VaultKey key(String id, JsonNode row) {
    return new VaultKey(
        id,
        VaultKey.Kind.of(row.path("kind").asText()),
        text(row, "domain"),
        row.path("purpose").asText(),
        row.path("description").asText(),
        row.path("current").asInt(),
        OffsetDateTime.parse(row.path("created_at").asText()).toInstant(),
        row.path("created_by").asText());
  }

  private static String text(JsonNode row, String member) {
    return row.path(member).isNull() ? null : row.path(member).asText();
  }

  private static VaultKey key(ResultSet rs) throws SQLException {
    return new VaultKey(
        rs.getString("id"),
        VaultKey.Kind.of(rs.getString("kind")),
        rs.getString("domain"),
        rs.getString("purpose"),
        rs.getString("description"),
        rs.getInt("current"),
        instant(rs, "created_at"),
        rs.getString("created_by"));
  }

  private static KeyVersion version(ResultSet rs) throws SQLException {
    return new KeyVersion(
        rs.getString("key_id"),
        rs.getInt("version"),
        KeyState.valueOf(rs.getString("state")),
        rs.getString("material"),
        rs.getInt("wrapped"),
        rs.getLong("sealed"),
        rs.getLong("opened"));
  }

  private static Transition transition(ResultSet rs) throws SQLException {
    String from = rs.getString("from_state");
    return new Transition(
        from == null ? null : KeyState.valueOf(from),
        KeyState.valueOf(rs.getString("to_state")),
        instant(rs, "at"),
        rs.getString("actor"),
        rs.getString("reason"));
  }
}
