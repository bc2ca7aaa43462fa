package org.watchfire.console.enrol;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.keys.Binding;
import org.watchfire.console.keys.SealedValues;

/** Where the keys of authorities lie, sealed. They hold themselves: each is bound to its place. */
final class AuthorityKeys implements SealedValues {
  /** The domain key and the data key of the vault that are used. */
  static final String DOMAIN = "enrolment";

  static final String KEY = "agent-ca";

  static Binding binding(String authority) {
    return new Binding("agent-ca/" + authority, "signing");
  }

  @Override
  public String name() {
    return "keys of agent authorities";
  }

  Optional<String> find(Handle handle, String authority) {
    return handle
        .createQuery("SELECT sealed FROM agent_authority_keys WHERE authority = :id")
        .bind("id", authority)
        .mapTo(String.class)
        .findOne();
  }

  void add(Handle handle, String authority, int version, String sealed) {
    handle
        .createUpdate(
            "INSERT INTO agent_authority_keys (authority, key_id, key_version, sealed)"
                + " VALUES (:id, :key, :version, :sealed)")
        .bind("id", authority)
        .bind("key", KEY)
        .bind("version", version)
        .bind("sealed", sealed)
        .execute();
  }

  @Override
  public long count(Handle handle, String keyId, int from, int below) {
    return handle
        .createQuery(
            "SELECT count(*) FROM agent_authority_keys WHERE key_id = :key"
                + " AND key_version >= :from AND key_version < :below")
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
            "SELECT authority, sealed FROM agent_authority_keys WHERE key_id = :key"
                + " AND key_version < :version ORDER BY authority LIMIT :limit FOR UPDATE")
        .bind("key", keyId)
        .bind("version", version)
        .bind("limit", limit)
        .map(
            (rs, c) ->
                new Value(
                    rs.getString("authority"),
                    rs.getString("sealed"),
                    binding(rs.getString("authority"))))
        .list();
  }

  @Override
  public void replace(Handle handle, Value old, String sealed, int version) {
    handle
        .createUpdate(
            "UPDATE agent_authority_keys SET sealed = :sealed, key_version = :version"
                + " WHERE authority = :id AND sealed = :old")
        .bind("sealed", sealed)
        .bind("version", version)
        .bind("id", old.reference())
        .bind("old", old.sealed())
        .execute();
  }
}
