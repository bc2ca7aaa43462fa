package org.watchfire.console.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.core.policy.PolicyException;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.core.policy.PolicySigner;
import org.watchfire.core.policy.PolicyVerifier;
import org.watchfire.core.topic.Topics;

/**
 * The signed policy objects: current state, history, publication. Every method works in the
 * caller's transaction. Thread-safe.
 */
final class PolicyStore {
  /** Largest signed object, in bytes: well below what one Kafka record may hold. */
  private static final int MAX_SIGNED = 256 << 10;

  /** What is in force; the bodies are signed as well, so that history needs no seal. */
  static final ProtectedTable TABLE =
      ProtectedTable.of("policy_objects", "type", "id")
          .columns("version", "deleted", "body", "changed_at", "changed_by")
          .member("signed", "encode(sha256(t.signed), 'hex')");

  private final ProtectedRows rows;
  private final SigningKey key;
  private final PolicyVerifier verifier;
  private final Outbox outbox;
  private final Clock clock;

  PolicyStore(ProtectedRows rows, SigningKey key, Outbox outbox, Clock clock) {
    this.rows = rows;
    this.key = key;
    this.verifier = new PolicyVerifier(List.of(key.verifyKey()));
    this.outbox = outbox;
    this.clock = clock;
  }

  /** An object as it stands. */
  record Current(String id, long version, boolean deleted, Map<String, Object> body) {}

  Optional<Current> find(Handle handle, String type, String id) {
    return rows.find(handle, TABLE, TABLE.keyOf(type, id))
        .map(
            row ->
                new Current(
                    id,
                    row.path("version").asLong(),
                    row.path("deleted").asBoolean(),
                    body(id, StrictJson.write(row.path("body")))));
  }

  /** Those that are not deleted, by id; to be shown, not to decide from. */
  static List<Current> all(Handle handle, String type) {
    return handle
        .createQuery(
            "SELECT id, version, deleted, body::text AS body FROM policy_objects"
                + " WHERE type = :t AND NOT deleted ORDER BY id")
        .bind("t", type)
        .map((rs, c) -> current(rs))
        .list();
  }

  /**
   * Writes the next version of an object and puts it on its way to the topic.
   *
   * @param expected the version that was read; 0 when the object is new or was deleted
   * @return the new version; empty when the expected version is not the current one
   * @throws IllegalArgumentException when the object would be too large to publish
   */
  Optional<Long> write(
      Handle handle,
      String type,
      String id,
      long expected,
      boolean deleted,
      Map<String, Object> body,
      String by) {
    rows.lock(handle);
    Optional<Current> before = find(handle, type, id);
    long visible = before.filter(c -> !c.deleted()).map(Current::version).orElse(0L);
    if (visible != expected) {
      return Optional.empty();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long version = before.map(Current::version).orElse(0L) + 1;
    PolicyObject object =
        new PolicyObject(
            type,
            id,
            version,
            before.isPresent() ? hashOfCurrent(handle, type, id) : "",
            now.toString(),
            by,
            deleted,
            body);
    byte[] signed = PolicySigner.sign(object, key);
    if (signed.length > MAX_SIGNED) {
      throw new IllegalArgumentException("the object is larger than " + MAX_SIGNED + " bytes");
    }
    rows.change(
        handle,
        TABLE,
        TABLE.keyOf(type, id),
        () -> {
          store(handle, object, signed, now);
          return null;
        });
    outbox.put(handle, Topics.POLICY, object.key(), signed);
    return Optional.of(version);
  }

  private static void store(Handle handle, PolicyObject object, byte[] signed, Instant now) {
    for (String sql :
        new String[] {
          "INSERT INTO policy_objects (type, id, version, deleted, body, signed, changed_at,"
              + " changed_by) VALUES (:t, :id, :v, :deleted, :body::jsonb, :signed, :at, :by)"
              + " ON CONFLICT (type, id) DO UPDATE SET version = excluded.version,"
              + " deleted = excluded.deleted, body = excluded.body, signed = excluded.signed,"
              + " changed_at = excluded.changed_at, changed_by = excluded.changed_by",
          "INSERT INTO policy_history (type, id, version, signed, changed_at, changed_by)"
              + " VALUES (:t, :id, :v, :signed, :at, :by)"
        }) {
      var update =
          handle
              .createUpdate(sql)
              .bind("t", object.type())
              .bind("id", object.id())
              .bind("v", object.version())
              .bind("signed", signed)
              .bind("at", now.atOffset(ZoneOffset.UTC))
              .bind("by", object.issuedBy());
      if (sql.contains(":body")) {
        update
            .bind("deleted", object.deleted())
            .bind("body", new String(Json.write(object.body()), UTF_8));
      }
      update.execute();
    }
  }

  /**
   * The chain goes on from what was signed, not from the row's other columns: a row that somebody
   * edited behind the console's back stops here.
   */
  private String hashOfCurrent(Handle handle, String type, String id) {
    byte[] signed =
        handle
            .createQuery("SELECT signed FROM policy_objects WHERE type = :t AND id = :id")
            .bind("t", type)
            .bind("id", id)
            .mapTo(byte[].class)
            .one();
    try {
      return verifier.verify(signed).hash();
    } catch (PolicyException e) {
      throw new IllegalStateException(
          "the stored policy object " + type + "/" + id + " does not verify: " + e.getMessage(), e);
    }
  }

  private static Current current(ResultSet rs) throws SQLException {
    return new Current(
        rs.getString("id"),
        rs.getLong("version"),
        rs.getBoolean("deleted"),
        body(rs.getString("id"), rs.getString("body").getBytes(UTF_8)));
  }

  private static Map<String, Object> body(String id, byte[] json) {
    try {
      return Json.parseObject(json);
    } catch (JsonFormatException e) {
      throw new IllegalStateException("body of " + id + " is not JSON", e);
    }
  }
}
