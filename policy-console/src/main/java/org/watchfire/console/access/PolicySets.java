package org.watchfire.console.access;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.directory.PolicyStore;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.core.policy.PolicyException;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.core.policy.PolicyVerifier;
import org.watchfire.rules.access.AccessPolicy;
import org.watchfire.rules.access.AccessPolicyException;
import org.watchfire.rules.access.AccessPolicyReader;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.access.DefaultPolicies;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.DirectoryFormatException;

/** The published versions of the one set of access policies. Thread-safe. */
final class PolicySets {
  private static final AccessPolicyReader READER = AccessPolicyReader.ofPublished();
  private final PolicyStore store;
  private final PolicyVerifier verifier;
  private volatile AccessPolicySet last;

  PolicySets(ProtectedRows rows, SigningKey key, Outbox outbox, Clock clock) {
    this.store = new PolicyStore(rows, key, outbox, clock);
    this.verifier = new PolicyVerifier(List.of(key.verifyKey()));
  }

  /**
   * One version, checked.
   *
   * @param object as it was signed
   */
  record Published(AccessPolicySet set, PolicyObject object, String hash, Instant at) {}

  /** The set in force; empty when none was ever published. */
  Optional<AccessPolicySet> current(Handle handle) {
    long version = version(handle);
    AccessPolicySet known = last;
    if (known != null && known.version() == version) {
      return Optional.of(known);
    }
    Optional<AccessPolicySet> read =
        store
            .find(handle, AccessPolicySet.TYPE, AccessPolicySet.ID)
            .filter(c -> !c.deleted())
            .map(PolicySets::set);
    // A version that this transaction wrote itself may still come to nothing.
    read.ifPresent(set -> handle.afterCommit(() -> last = set));
    return read;
  }

  /** Version in force as the row says, 0 when there is none. */
  static long version(Handle handle) {
    return handle
        .createQuery(
            "SELECT version FROM policy_objects WHERE type = :t AND id = :id AND NOT deleted")
        .bind("t", AccessPolicySet.TYPE)
        .bind("id", AccessPolicySet.ID)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /**
   * One version of the history, its signature and its place in the chain checked.
   *
   * @throws Refusal 404, or 403 {@code integrity} when it is not what was published
   */
  Published version(Handle handle, long version) {
    Published found = verified(handle, version);
    if (version > 1) {
      PolicyObject before = verified(handle, version - 1).object();
      if (!found.object().previousHash().equals(before.hash())
          || !found.set().previousHash().equals(found(before).hash())) {
        throw altered(version);
      }
    }
    return found;
  }

  private Published verified(Handle handle, long version) {
    record Row(byte[] signed, Instant at) {}

    Row row =
        handle
            .createQuery(
                "SELECT signed, changed_at FROM policy_history"
                    + " WHERE type = :t AND id = :id AND version = :v")
            .bind("t", AccessPolicySet.TYPE)
            .bind("id", AccessPolicySet.ID)
            .bind("v", version)
            .map(
                (rs, c) ->
                    new Row(
                        rs.getBytes("signed"),
                        rs.getObject("changed_at", java.time.OffsetDateTime.class).toInstant()))
            .findOne()
            .orElseThrow(() -> Refusal.notFound("there is no version " + version));
    try {
      PolicyObject object = verifier.verify(row.signed());
      if (object.version() != version
          || !object.type().equals(AccessPolicySet.TYPE)
          || !object.id().equals(AccessPolicySet.ID)) {
        throw altered(version);
      }
      AccessPolicySet set = found(object);
      return new Published(set, object, set.hash(), row.at());
    } catch (PolicyException e) {
      throw altered(version);
    }
  }

  private static AccessPolicySet found(PolicyObject object) {
    try {
      return READER.read(object);
    } catch (AccessPolicyException e) {
      throw altered(object.version());
    }
  }

  private static Refusal altered(long version) {
    return new Refusal(
            403, "integrity", "version " + version + " is not what was published; it is not used")
        .with("table", "policy_history");
  }

  /** Numbers of the versions, newest first, below one; 0 = from the newest. */
  static List<Long> versions(Handle handle, long below, int limit) {
    return handle
        .createQuery(
            "SELECT version FROM policy_history WHERE type = :t AND id = :id"
                + " AND (:below = 0 OR version < :below) ORDER BY version DESC LIMIT :n")
        .bind("t", AccessPolicySet.TYPE)
        .bind("id", AccessPolicySet.ID)
        .bind("below", below)
        .bind("n", limit)
        .mapTo(Long.class)
        .list();
  }

  /** The set that these policies would be as the next version. */
  AccessPolicySet next(Handle handle, String scheme, List<AccessPolicy> policies) {
    return current(handle)
        .map(set -> set.next(policies))
        .orElseGet(() -> new AccessPolicySet(1, "", scheme, policies));
  }

  /**
   * Puts a set in force and on its way to everybody who enforces it.
   *
   * @throws Refusal 409 {@code stale-base} when it does not follow the version in force
   */
  void publish(Handle handle, AccessPolicySet set, String by) {
    try {
      Optional<Long> written =
          store.write(
              handle,
              AccessPolicySet.TYPE,
              AccessPolicySet.ID,
              set.version() - 1,
              false,
              set.tree(),
              by);
      if (!written.equals(Optional.of(set.version()))) {
        throw staleBase(version(handle));
      }
    } catch (IllegalArgumentException e) {
      throw new Refusal(413, "too-large", e.getMessage());
    }
  }

  static Refusal staleBase(long current) {
    return new Refusal(
            409, "stale-base", "another version was published meanwhile; begin from that one")
        .with("current", current);
  }

  /** The level scheme that ranks in policies are of. */
  LevelScheme levels(Handle handle) {
    return store
        .find(handle, "level-scheme", LevelScheme.DEFAULT.id())
        .map(PolicySets::levels)
        .orElse(LevelScheme.DEFAULT);
  }

  private static LevelScheme levels(PolicyStore.Current c) {
    try {
      return Directory.empty().toBuilder()
          .put(new PolicyObject("level-scheme", c.id(), c.version(), "", "", "", false, c.body()))
          .build()
          .levels();
    } catch (DirectoryFormatException e) {
      throw new IllegalStateException("the level scheme cannot be read: " + e.getMessage(), e);
    }
  }

  /** What a site begins with when nothing was published: the policies that ship. */
  static AccessPolicySet shipped() {
    try {
      return DefaultPolicies.set();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static AccessPolicySet set(PolicyStore.Current current) {
    try {
      return READER.read(
          new PolicyObject(
              AccessPolicySet.TYPE,
              AccessPolicySet.ID,
              current.version(),
              "",
              "",
              "",
              false,
              current.body()));
    } catch (AccessPolicyException e) {
      throw new IllegalStateException("the set in force cannot be read: " + e.getMessage(), e);
    }
  }
}
