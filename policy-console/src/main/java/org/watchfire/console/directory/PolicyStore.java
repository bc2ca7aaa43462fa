package org.watchfire.console.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
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
public final class PolicyStore {
  /** Largest signed object, in bytes: below what one Kafka record may hold. */
  private static final int MAX_SIGNED = 1 << 20;

  /** What is in force; the bodies are signed as well, so that history needs no seal. */
  public static final ProtectedTable TABLE =
      ProtectedTable.of("policy_objects", "type", "id")
          .columns("version", "deleted", "body", "changed_at", "changed_by")
          .member("signed", "encode(sha256(t.signed), 'hex')");

  private final ProtectedRows rows;
  private final SigningKey key;
  private final PolicyVerifier verifier;
  private final Outbox outbox;
  private final Clock clock;

  public PolicyStore(ProtectedRows rows, SigningKey key, Outbox outbox, Clock clock) {
    this.rows = rows;
    this.key = key;
    this.verifier = new PolicyVerifier(List.of(key.verifyKey()));
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Until the commit nobody else changes an object. */
  void lock(Handle handle) {
    rows.lock(handle);
  }

  /** An object as it stands. */
  public record Current(String id, long version, boolean deleted, Map<String, Object> body) {}

  public Optional<Current> find(Handle handle, String type, String id) {
    return rows.find(handle, TABLE, TABLE.keyOf(type, id))
        .map(
            row ->
                new Current(
                    id,
                    row.path("version").asLong(),
                    row.path("deleted").asBoolean(),
                    body(id, StrictJson.write(row.path("body")))));
  }

  /** As {@link #find}, for many objects of a type; those that are deleted are missing. */
  Map<String, Current> findMany(Handle handle, String type, List<String> ids) {
    Map<String, Current> found = new LinkedHashMap<>();
    Map<String, JsonNode> sealed =
        rows.findMany(handle, TABLE, ids.stream().map(id -> TABLE.keyOf(type, id)).toList());
    for (String id : ids) {
      JsonNode row = sealed.get(TABLE.keyOf(type, id));
      if (row != null && !row.path("deleted").asBoolean()) {
        found.put(
            id,
            new Current(
                id,
                row.path("version").asLong(),
                false,
                body(id, StrictJson.write(row.path("body")))));
      }
    }
    return found;
  }

  /**
   * Writes the next version of an object and puts it on its way to the topic.
   *
   * @param expected the version that was read; 0 when the object is new or was deleted
   * @return the new version; empty when the expected version is not the current one
   * @throws IllegalArgumentException when the object would be too large to publish
   */
  public Optional<Long> write(
      Handle handle,
      String type,
      String id,
      long expected,
      boolean deleted,
      Map<String, Object> body,
      String by) {
    Map<String, Long> written =
        writeMany(handle, type, List.of(new Draft(id, expected, deleted, body)), by);
    return Optional.ofNullable(written.get(id));
  }

  /**
   * The next version of an object.
   *
   * @param expected the version that was read; 0 when the object is new or was deleted
   */
  record Draft(String id, long expected, boolean deleted, Map<String, Object> body) {}

  /**
   * As {@link #write}, for many objects of a type.
   *
   * @param drafts of different objects
   * @return the new versions; those whose expected version is not the current one are missing
   * @throws IllegalArgumentException when one of them would be too large to publish
   */
  Map<String, Long> writeMany(Handle handle, String type, List<Draft> drafts, String by) {
    if (drafts.isEmpty()) {
      return Map.of();
    }
    return rows.changeMany(
        handle,
        TABLE,
        drafts.stream().map(d -> TABLE.keyOf(type, d.id())).toList(),
        found -> {
          List<PolicyObject> objects = new ArrayList<>();
          Map<String, String> hashes = hashes(handle, type, drafts, found);
          Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
          for (Draft draft : drafts) {
            JsonNode row = found.get(TABLE.keyOf(type, draft.id()));
            long version = row == null ? 0 : row.path("version").asLong();
            boolean visible = row != null && !row.path("deleted").asBoolean();
            if ((visible ? version : 0) == draft.expected()) {
              objects.add(
                  new PolicyObject(
                      type,
                      draft.id(),
                      version + 1,
                      hashes.getOrDefault(draft.id(), ""),
                      now.toString(),
                      by,
                      draft.deleted(),
                      draft.body()));
            }
          }
          // Most of what a large import costs; the order stays that of the drafts.
          List<Signed> next =
              objects.parallelStream()
                  .map(object -> new Signed(object, signed(object), now))
                  .toList();
          store(handle, next);
          Map<String, Long> versions = new LinkedHashMap<>();
          next.forEach(s -> versions.put(s.object().id(), s.object().version()));
          return versions;
        });
  }

  private record Signed(PolicyObject object, byte[] bytes, Instant at) {}

  private byte[] signed(PolicyObject object) {
    byte[] signed = PolicySigner.sign(object, key);
    if (signed.length > MAX_SIGNED) {
      throw new IllegalArgumentException(
          object.key() + " would be larger than " + MAX_SIGNED + " bytes");
    }
    return signed;
  }

  private void store(Handle handle, List<Signed> next) {
    if (next.isEmpty()) {
      return;
    }
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
      PreparedBatch batch = handle.prepareBatch(sql);
      for (Signed signed : next) {
        PolicyObject object = signed.object();
        batch
            .bind("t", object.type())
            .bind("id", object.id())
            .bind("v", object.version())
            .bind("signed", signed.bytes())
            .bind("at", signed.at().atOffset(ZoneOffset.UTC))
            .bind("by", object.issuedBy());
        if (sql.contains(":body")) {
          batch
              .bind("deleted", object.deleted())
              .bind("body", new String(Json.write(object.body()), UTF_8));
        }
        batch.add();
      }
      batch.execute();
    }
    outbox.putAll(
        handle,
        next.stream()
            .map(s -> new Outbox.Entry(Topics.POLICY, s.object().key(), s.bytes()))
            .toList());
  }

  /**
   * The chain goes on from what was signed, not from the row's other columns: a row that somebody
   * edited behind the console's back stops here.
   */
  private Map<String, String> hashes(
      Handle handle, String type, List<Draft> drafts, Map<String, JsonNode> found) {
    if (found.isEmpty()) {
      return Map.of();
    }
    Map<String, String> hashes = new HashMap<>();
    handle
        .createQuery("SELECT id, signed FROM policy_objects WHERE type = :t AND id = ANY(:ids)")
        .bind("t", type)
        .bindArray("ids", String.class, drafts.stream().map(Draft::id).toList())
        .map((rs, c) -> Map.entry(rs.getString("id"), rs.getBytes("signed")))
        .forEach(row -> hashes.put(row.getKey(), hash(type, row.getKey(), row.getValue())));
    return hashes;
  }

  private String hash(String type, String id, byte[] signed) {
    try {
      return verifier.verify(signed).hash();
    } catch (PolicyException e) {
      throw new IllegalStateException(
          "the stored policy object " + type + "/" + id + " does not verify: " + e.getMessage(), e);
    }
  }

  static Map<String, Object> body(String id, byte[] json) {
    try {
      return Json.parseObject(json);
    } catch (JsonFormatException e) {
      throw new IllegalStateException("body of " + id + " is not JSON", e);
    }
  }
}
