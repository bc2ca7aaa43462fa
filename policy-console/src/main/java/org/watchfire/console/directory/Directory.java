package org.watchfire.console.directory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
  /** The rows that must be sealed. */
  public static final List<ProtectedTable> PROTECTED =
      List.of(PolicyStore.TABLE, AccountClaims.TABLE);

  private final Database database;
  private final PolicyStore store;
  private final DirectoryChecks checks;
  private final AccountClaims accounts;
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
    this.store = new PolicyStore(rows, key, outbox, clock);
    this.checks = new DirectoryChecks(store);
    this.accounts = new AccountClaims(rows);
    this.trail = trail;
  }

  PolicyStore store() {
    return store;
  }

  DirectoryChecks checks() {
    return checks;
  }

  AccountClaims accounts() {
    return accounts;
  }

  /**
   * An asset as it stands, verified.
   *
   * @param rank of its level; null while nobody has graded it
   */
  public record GradedAsset(String id, long version, Integer rank, Map<String, Object> body) {}

  /** Empty when there is no such asset. */
  public Optional<GradedAsset> asset(Handle handle, String id) {
    if (!ObjectId.valid(Asset.TYPE, id)) {
      return Optional.empty();
    }
    return store
        .find(handle, Asset.TYPE, id)
        .filter(c -> !c.deleted())
        .map(
            c ->
                new GradedAsset(
                    id,
                    c.version(),
                    c.body().get("level") instanceof Number rank ? rank.intValue() : null,
                    c.body()));
  }

  /** Until the commit nobody else changes an object; taken before other locks. */
  public void lock(Handle handle) {
    store.lock(handle);
  }

  /**
   * Raises the level of an asset or leaves it, and says when it is to be looked at again.
   *
   * @param rank null leaves the level
   * @param review ISO-8601 date; null leaves the date
   * @param by whom the signed object names
   * @return its new version
   * @throws Refusal when it has changed meanwhile, there is no such level, or it is none higher
   */
  public long grade(Handle handle, GradedAsset asset, Integer rank, String review, String by) {
    if (rank != null && !checks.ranks(handle).contains(rank)) {
      throw Refusal.invalid("there is no level of rank " + rank);
    }
    if (rank != null && asset.rank() != null && rank <= asset.rank()) {
      throw new Refusal(409, "state", "the level would not be higher");
    }
    Map<String, Object> members = new LinkedHashMap<>(asset.body());
    if (rank != null) {
      members.put("level", rank);
    }
    if (review != null) {
      members.put("review", review);
    }
    return store
        .write(
            handle,
            Asset.TYPE,
            asset.id(),
            asset.version(),
            false,
            RowBody.of(Asset.TYPE, members).tree(),
            by)
        .orElseThrow(() -> Refusal.stale(asset.version()));
  }

  /** The level scheme in force and its version, verified. */
  public PolicyStore.Current scheme(Handle handle) {
    return store
        .find(handle, DirectoryChecks.SCHEME, LevelScheme.DEFAULT.id())
        .orElseThrow(() -> new IllegalStateException("the level scheme was never published"));
  }

  /**
   * Puts another level scheme in force.
   *
   * @param expected the version it was read at
   */
  public long changeScheme(Handle handle, LevelScheme scheme, long expected, String by) {
    return store
        .write(
            handle,
            DirectoryChecks.SCHEME,
            LevelScheme.DEFAULT.id(),
            expected,
            false,
            tree(scheme),
            by)
        .orElseThrow(() -> Refusal.stale(scheme(handle).version()));
  }

  /** The body of a {@code level-scheme} object. */
  public static Map<String, Object> tree(LevelScheme scheme) {
    List<Object> levels = new ArrayList<>();
    for (Level level : scheme.levels()) {
      levels.add(
          Map.of("id", level.id(), "rank", level.rank(), "zh", level.zh(), "en", level.en()));
    }
    return Map.of("levels", levels);
  }

  /** Publishes the default level scheme, in the transaction of the first start. */
  public void publishDefaultScheme(Handle handle) {
    if (store.find(handle, DirectoryChecks.SCHEME, LevelScheme.DEFAULT.id()).isPresent()) {
      return;
    }
    store.write(
        handle,
        DirectoryChecks.SCHEME,
        LevelScheme.DEFAULT.id(),
        0,
        false,
        tree(LevelScheme.DEFAULT),
        AuditTrail.SYSTEM);
    trail.write(
        handle,
        AuditTrail.SYSTEM,
        List.of(),
        null,
        Act.done("level-scheme.publish", Kind.CONFIGURE, LevelScheme.DEFAULT.id(), "first start"));
  }

  /** The level scheme's body with its version. */
  Map<String, Object> levels() {
    return database.inTransaction(
        handle -> {
          PolicyStore.Current scheme = scheme(handle);
          Map<String, Object> view = new LinkedHashMap<>(scheme.body());
          view.put("version", scheme.version());
          return view;
        });
  }

  /** A page of objects with id and version beside the body's members. */
  Map<String, Object> list(Caller caller, Function<AssetScope, ObjectQuery> asked, boolean below) {
    return database.inTransaction(
        handle -> {
          ObjectQuery query = asked.apply(AssetScope.ALL);
          if (query.type().equals(Asset.TYPE)) {
            query = asked.apply(AssetScope.of(handle, caller));
          }
          if (below && query.departments() != null && !query.departments().isEmpty()) {
            query = query.withDepartments(DepartmentTree.below(handle, query.departments().get(0)));
          }
          trail.write(
              handle, caller, Act.done(query.type() + ".list", Kind.READ, null, query.text()));
          ObjectQuery.Page page = query.page(handle);
          Map<String, Object> view = new LinkedHashMap<>();
          view.put("items", page.items().stream().map(Directory::view).toList());
          view.put("next", page.next());
          return view;
        });
  }

  Map<String, Object> get(Caller caller, String type, String id) {
    return database.inTransaction(
        handle -> {
          PolicyStore.Current current = existing(handle, type, id);
          if (type.equals(Asset.TYPE) && !AssetScope.of(handle, caller).covers(current.body())) {
            // As if it were not there: what is there is not his to know.
            throw Refusal.notFound("there is no " + type + " " + id);
          }
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
          // First: what is checked must still hold when it is written.
          store.lock(handle);
          PolicyStore.Current before =
              store.find(handle, body.type(), id).filter(c -> !c.deleted()).orElse(null);
          checks.require(handle, id, body, before == null ? null : before.body());
          if (before != null && body instanceof Asset asset) {
            requireNotWeaker(before.body(), asset);
          }
          long version =
              write(handle, body.type(), id, told(before, expected), false, body.tree(), caller);
          if (body instanceof Person person) {
            accounts.claim(handle, Map.of(id, AccountClaims.compared(person.accounts())));
          }
          trail.write(
              handle,
              caller,
              Act.done(
                  body.type() + (before == null ? ".create" : ".update"),
                  Kind.CONFIGURE,
                  id,
                  change(before == null ? null : before.body(), body, version)));
          return view(new PolicyStore.Current(id, version, false, body.tree()));
        });
  }

  void delete(Caller caller, String type, String id, long expected) {
    database.inTransaction(
        handle -> {
          store.lock(handle);
          PolicyStore.Current before = existing(handle, type, id);
          if (type.equals(Asset.TYPE)) {
            throw approvalRequired("nobody removes an asset alone");
          }
          DirectoryChecks.requireUnused(handle, type, id);
          long version =
              write(handle, type, id, told(before, expected), true, before.body(), caller);
          if (type.equals(Person.TYPE)) {
            accounts.claim(handle, Map.of(id, List.of()));
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
    String change = body == null ? "version " + version : change(before.body(), body, version);
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
      checks.require(handle, id, body, before.body());
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

  /** Levels and rights are what an auditor asks for first. */
  static String change(Map<String, Object> before, PolicyBody body, long version) {
    String words = "version " + version;
    if (body instanceof Person person) {
      Set<String> raised = before == null ? Set.of() : person.raised(before);
      words +=
          moved("clearance", before, person.clearance())
              + (raised.isEmpty() ? "" : ", more rights: " + String.join(", ", raised));
    } else if (body instanceof Asset asset) {
      words += moved("level", before, asset.level());
    } else if (body instanceof Department department) {
      words += moved("parent", before, department.parent());
    }
    return words;
  }

  private static String moved(String field, Map<String, Object> before, Object after) {
    Object from = before == null || before.get(field) == null ? "none" : before.get(field);
    Object to = after == null || "".equals(after) ? "none" : after;
    return ", " + field + " " + from + " → " + to;
  }
}
