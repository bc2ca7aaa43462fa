package org.watchfire.console.directory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.core.label.Level;
import org.watchfire.core.label.LevelScheme;

/**
 * People, assets and the level scheme. Every change and every reading is on record. Thread-safe.
 */
public final class Directory {
  private static final String SCHEME = "level-scheme";

  /** The rows that must be sealed. */
  public static final List<ProtectedTable> PROTECTED =
      List.of(
          PolicyStore.TABLE, ProtectedTable.of("person_accounts", "account").columns("person_id"));

  private final Database database;
  private final ProtectedRows rows;
  private final PolicyStore store;
  private final AuditTrail trail;

  /**
   * @param key signs what is published
   */
  public Directory(
      Database database,
      ProtectedRows rows,
      SigningKey key,
      Outbox outbox,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.rows = rows;
    this.store = new PolicyStore(rows, key, outbox, clock);
    this.trail = trail;
  }

  /** Publishes the default level scheme, in the transaction of the first start. */
  public void publishDefaultScheme(Handle handle) {
    if (store.find(handle, SCHEME, LevelScheme.DEFAULT.id()).isPresent()) {
      return;
    }
    List<Object> levels = new ArrayList<>();
    for (Level level : LevelScheme.DEFAULT.levels()) {
      levels.add(
          Map.of("id", level.id(), "rank", level.rank(), "zh", level.zh(), "en", level.en()));
    }
    store.write(
        handle,
        SCHEME,
        LevelScheme.DEFAULT.id(),
        0,
        false,
        Map.of("levels", levels),
        AuditTrail.SYSTEM);
    trail.write(
        handle,
        AuditTrail.SYSTEM,
        List.of(),
        null,
        Act.done("level-scheme.publish", Kind.CONFIGURE, LevelScheme.DEFAULT.id(), "first start"));
  }

  /** The level scheme's body. */
  Map<String, Object> levels() {
    return database.inTransaction(this::scheme);
  }

  /** An object with its id and version beside the body's members. */
  List<Map<String, Object>> list(Caller caller, String type) {
    return database.inTransaction(
        handle -> {
          trail.write(handle, caller, Act.done(type + ".list", Kind.READ, null, null));
          return PolicyStore.all(handle, type).stream().map(Directory::view).toList();
        });
  }

  Map<String, Object> get(Caller caller, String type, String id) {
    return database.inTransaction(
        handle -> {
          PolicyStore.Current current = existing(handle, type, id);
          trail.write(handle, caller, Act.done(type + ".view", Kind.READ, id, null));
          return view(current);
        });
  }

  /**
   * Creates or changes an object.
   *
   * @param expected the version it was read at; 0 to create, -1 when the caller did not say
   */
  Map<String, Object> save(Caller caller, String id, long expected, PolicyBody body) {
    return database.inTransaction(
        handle -> {
          requireRank(handle, body);
          PolicyStore.Current before =
              store.find(handle, body.type(), id).filter(c -> !c.deleted()).orElse(null);
          if (before != null && body instanceof Asset asset) {
            requireNotWeaker(before.body(), asset);
          }
          long version =
              write(handle, body.type(), id, told(before, expected), false, body.tree(), caller);
          if (body instanceof Person person) {
            claimAccounts(handle, id, person.accounts());
          }
          trail.write(
              handle,
              caller,
              Act.done(
                  body.type() + (before == null ? ".create" : ".update"),
                  Kind.CONFIGURE,
                  id,
                  change(before, body, version)));
          return view(new PolicyStore.Current(id, version, false, body.tree()));
        });
  }

  void delete(Caller caller, String type, String id, long expected) {
    database.inTransaction(
        handle -> {
          PolicyStore.Current before = existing(handle, type, id);
          if (type.equals(Asset.TYPE)) {
            throw approvalRequired("nobody removes an asset alone");
          }
          long version =
              write(handle, type, id, told(before, expected), true, before.body(), caller);
          if (type.equals(Person.TYPE)) {
            claimAccounts(handle, id, List.of());
          }
          trail.write(
              handle, caller, Act.done(type + ".delete", Kind.CONFIGURE, id, "version " + version));
          return null;
        });
  }

  /**
   * Lowers the protection of an asset, or removes it, after approval.
   *
   * @param expected the version it was read at
   * @param body null to remove it
   */
  void lower(Handle handle, Caller caller, String id, long expected, Asset body, String approval) {
    PolicyStore.Current before = existing(handle, Asset.TYPE, id);
    Map<String, Object> tree = body == null ? before.body() : body.tree();
    long version = write(handle, Asset.TYPE, id, expected, body == null, tree, caller);
    String change = body == null ? "version " + version : change(before, body, version);
    trail.write(
        handle,
        caller,
        Act.done(
            body == null ? "asset.delete" : "asset.lower",
            Kind.CONFIGURE,
            id,
            change + "; " + approval));
  }

  /** An asset for {@link #lower}, checked. */
  PolicyStore.Current lowering(Handle handle, String id, long expected, Asset body) {
    PolicyStore.Current before = existing(handle, Asset.TYPE, id);
    if (before.version() != expected) {
      throw Refusal.stale(before.version());
    }
    if (body != null) {
      requireRank(handle, body);
      if (body.weakened(before.body()).isEmpty()) {
        throw new Refusal(409, "state", "nothing of it is lowered: it needs no approval");
      }
    }
    return before;
  }

  private static void requireNotWeaker(Map<String, Object> before, Asset after) {
    Set<String> weaker = after.weakened(before);
    if (!weaker.isEmpty()) {
      throw approvalRequired("protection is lowered with approval only").with("fields", weaker);
    }
  }

  private static Refusal approvalRequired(String why) {
    return new Refusal(409, "approval-required", why + ": ask for level.lower")
        .with("kind", "level.lower");
  }

  private long write(
      Handle handle,
      String type,
      String id,
      long expected,
      boolean deleted,
      Map<String, Object> body,
      Caller caller) {
    try {
      return store
          .write(handle, type, id, expected, deleted, body, caller.username())
          .orElseThrow(
              () ->
                  Refusal.stale(
                      store
                          .find(handle, type, id)
                          .filter(c -> !c.deleted())
                          .map(PolicyStore.Current::version)
                          .orElse(0L)));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(e.getMessage());
    }
  }

  /** Whoever changes something that exists has to say which version he has seen. */
  private static long told(PolicyStore.Current before, long expected) {
    if (expected >= 0) {
      return expected;
    }
    if (before == null) {
      return 0;
    }
    throw new Refusal(
            428, "version-required", "If-Match with the version is required: it exists already")
        .with("current", before.version());
  }

  /** One account of the monitored systems means one person, or nobody could be held to account. */
  private void claimAccounts(Handle handle, String personId, List<String> accounts) {
    List<String> claimed =
        // As the engine compares them: zhang, ZHANG and OFFICE\\zhang are one account.
        accounts.stream().map(org.watchfire.rules.directory.Person::account).toList();
    List<String> before =
        handle
            .createQuery("SELECT account FROM person_accounts WHERE person_id = :p")
            .bind("p", personId)
            .mapTo(String.class)
            .list();
    Set<String> touched = new HashSet<>(claimed);
    touched.addAll(before);
    rows.change(
        handle,
        PROTECTED.get(1),
        touched,
        () -> {
          replaceAccounts(handle, personId, claimed);
          return null;
        });
  }

  private static void replaceAccounts(Handle handle, String personId, List<String> accounts) {
    handle
        .createUpdate("DELETE FROM person_accounts WHERE person_id = :p")
        .bind("p", personId)
        .execute();
    for (String account : accounts) {
      int claimed =
          handle
              .createUpdate(
                  "INSERT INTO person_accounts (account, person_id) VALUES (:a, :p)"
                      + " ON CONFLICT DO NOTHING")
              .bind("a", account)
              .bind("p", personId)
              .execute();
      if (claimed == 0) {
        throw new Refusal(
                409, "account-taken", "the account " + account + " is listed twice or another's")
            .with("account", account);
      }
    }
  }

  private void requireRank(Handle handle, PolicyBody body) {
    if (body instanceof Person && body.rank() == 0) {
      return;
    }
    for (Object level : (List<?>) scheme(handle).get("levels")) {
      if (((Map<?, ?>) level).get("rank") instanceof Long rank && rank == body.rank()) {
        return;
      }
    }
    throw Refusal.invalid("there is no level of rank " + body.rank());
  }

  private Map<String, Object> scheme(Handle handle) {
    return store
        .find(handle, SCHEME, LevelScheme.DEFAULT.id())
        .orElseThrow(() -> new IllegalStateException("the level scheme was never published"))
        .body();
  }

  private PolicyStore.Current existing(Handle handle, String type, String id) {
    return store
        .find(handle, type, id)
        .filter(c -> !c.deleted())
        .orElseThrow(() -> Refusal.notFound("there is no " + type + " " + id));
  }

  private static Map<String, Object> view(PolicyStore.Current current) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", current.id());
    view.put("version", current.version());
    view.putAll(current.body());
    return view;
  }

  /** The level is what an auditor asks for first. */
  private static String change(PolicyStore.Current before, PolicyBody body, long version) {
    String field = body instanceof Person ? "clearance" : "level";
    String from = before == null ? "none" : String.valueOf(before.body().get(field));
    return "version " + version + ", " + field + " " + from + " → " + body.rank();
  }
}
