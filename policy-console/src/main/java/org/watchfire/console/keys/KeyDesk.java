package org.watchfire.console.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.keys.lifecycle.KeyLife;
import org.watchfire.console.keys.lifecycle.KeyState;
import org.watchfire.console.keys.lifecycle.TransitionException;
import org.watchfire.console.web.Refusal;

/**
 * Orders about keys. Each is one transaction with its record in the trail. Destruction, compromise
 * and export are not here: they take an approval. Thread-safe.
 */
final class KeyDesk {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,39}");
  private static final int LONGEST_TEXT = 200;

  private final KeyRows keys;
  private final Database database;
  private final KeyVault vault;
  private final List<SealedValues> places;
  private final AuditTrail trail;
  private final Clock clock;

  /** A new key: {@code domain} is null for a domain key. */
  record NewKey(String id, String domain, String purpose, String description) {}

  /**
   * @param places where values lie that data keys protect
   */
  KeyDesk(
      KeyRows keys,
      Database database,
      KeyVault vault,
      List<SealedValues> places,
      AuditTrail trail,
      Clock clock) {
    this.keys = keys;
    this.database = database;
    this.vault = vault;
    this.places = List.copyOf(places);
    this.trail = trail;
    this.clock = clock;
  }

  /** Every key with the state of its current version. */
  List<Map<String, Object>> list() {
    return database.inTransaction(
        handle -> {
          List<Map<String, Object>> items = new ArrayList<>();
          for (VaultKey key : keys.listed(handle)) {
            items.add(view(handle, key));
          }
          return items;
        });
  }

  /** One key with versions, history, holds, destructions and its rewrap. */
  Map<String, Object> show(String id) {
    return database.inTransaction(
        handle -> {
          VaultKey key = keys.find(handle, id).orElseThrow(() -> missing(id));
          Map<String, Object> view = view(handle, key);
          List<Map<String, Object>> versions = new ArrayList<>();
          for (KeyVersion version : keys.versions(handle, id)) {
            versions.add(view(version, KeyRows.life(handle, version)));
          }
          view.put("versions", versions);
          view.put("holds", Holds.open(handle, id));
          view.put("destructions", Destructions.of(handle, id));
          view.put("rewrap", Rewraps.last(handle, id).orElse(null));
          return view;
        });
  }

  Map<String, Object> create(Caller caller, NewKey wanted) {
    requireText("purpose", wanted.purpose());
    requireText("description", wanted.description());
    if (wanted.id() == null || !ID.matcher(wanted.id()).matches()) {
      throw Refusal.invalid("id expects 2 to 40 lower-case letters, digits and hyphens");
    }
    if (wanted.id().equals("root")) {
      throw Refusal.invalid("root is the name of the key over all keys");
    }
    return database.inTransaction(handle -> view(handle, create(handle, caller, wanted)));
  }

  /** Makes what is missing of a data key and its domain key. */
  void ensure(Handle handle, Caller caller, NewKey wanted) {
    keys.exclusive(handle);
    if (keys.find(handle, wanted.domain()).isEmpty()) {
      create(
          handle,
          caller,
          new NewKey(wanted.domain(), null, wanted.purpose(), "domain of " + wanted.purpose()));
    }
    if (keys.find(handle, wanted.id()).isEmpty()) {
      create(handle, caller, wanted);
    }
  }

  private VaultKey create(Handle handle, Caller caller, NewKey wanted) {
    keys.exclusive(handle);
    VaultKey.Kind kind = VaultKey.Kind.DATA;
    if (wanted.domain() == null) {
      kind = VaultKey.Kind.DOMAIN;
    } else if (keys.find(handle, wanted.domain())
        .filter(d -> d.kind() == VaultKey.Kind.DOMAIN)
        .isEmpty()) {
      throw Refusal.invalid("there is no domain key " + printable(wanted.domain()));
    }
    Instant now = now();
    VaultKey key =
        new VaultKey(
            wanted.id(),
            kind,
            wanted.domain(),
            wanted.purpose().strip(),
            wanted.description().strip(),
            1,
            now,
            caller.username());
    if (!keys.insert(handle, key)) {
      throw new Refusal(409, "key-taken", "there is a key " + wanted.id() + " already");
    }
    bring(handle, key, 1, caller.username(), "the key was made");
    onRecord(handle, caller, "key.create", key.id(), kind.text() + ", " + key.purpose());
    return key;
  }

  /** A new version protects from now on; the one before only reads. */
  Map<String, Object> rotate(Caller caller, String id, String reason) {
    requireReason(reason);
    return database.inTransaction(
        handle -> {
          VaultKey key = lock(handle, id);
          if (Destructions.open(handle, id)) {
            throw new Refusal(409, "key-destruction", "the key is going to be destroyed");
          }
          KeyVersion old = keys.version(handle, id, key.current()).orElseThrow();
          int next = key.current() + 1;
          bring(handle, key, next, caller.username(), reason);
          keys.current(handle, id, next);
          if (KeyRows.life(handle, old).state() == KeyState.ACTIVE) {
            String why = "version " + next + " took over";
            move(handle, old, KeyState.DEACTIVATED, caller.username(), why);
          }
          onRecord(handle, caller, "key.rotate", id, "version " + next + ": " + reason);
          return view(handle, keys.find(handle, id).orElseThrow());
        });
  }

  /** Suspends, resumes or deactivates one version. */
  Map<String, Object> move(Caller caller, String id, int version, KeyState to, String reason) {
    requireReason(reason);
    return database.inTransaction(
        handle -> {
          lock(handle, id);
          KeyVersion row = version(handle, id, version);
          KeyLife life = move(handle, row, to, caller.username(), reason);
          onRecord(
              handle,
              caller,
              "key." + to.text(),
              id + "/" + version,
              "was " + row.state().text() + ": " + reason);
          return view(version(handle, id, version), life);
        });
  }

  Impact impact(String id, Integer version) {
    return database.inTransaction(handle -> impact(handle, id, version));
  }

  Impact impact(Handle handle, String id, Integer version) {
    VaultKey key = keys.find(handle, id).orElseThrow(() -> missing(id));
    if (version != null) {
      version(handle, id, version);
    }
    return Impact.of(handle, keys, key, version, places);
  }

  Map<String, Object> hold(Caller caller, String id, String reason) {
    requireReason(reason);
    return database.inTransaction(
        handle -> {
          lock(handle, id);
          long hold =
              keys.change(
                  handle,
                  id,
                  () ->
                      Holds.place(
                          handle,
                          id,
                          reason.strip(),
                          now(),
                          caller.username(),
                          caller.account().personId()));
          onRecord(handle, caller, "key.hold", id, "hold " + hold + ": " + reason);
          return Map.of("id", hold);
        });
  }

  /** Ends a hold; somebody else than who placed it does so. */
  void release(Caller caller, String id, long hold, String reason) {
    requireReason(reason);
    database.inTransaction(
        handle -> {
          lock(handle, id);
          Holds.Hold open =
              Holds.find(handle, id, hold)
                  .orElseThrow(() -> Refusal.notFound("the key has no open hold " + hold));
          if (open.person().equals(caller.account().personId())) {
            throw new Refusal(403, "own-hold", "a hold is released by another than who placed it");
          }
          keys.change(handle, id, () -> Holds.release(handle, hold, now(), caller.username()));
          onRecord(handle, caller, "key.release", id, "hold " + hold + ": " + reason);
          return null;
        });
  }

  /** What lies outside the vault under this key, said by who keeps it. */
  void report(Caller caller, String id, String name, String description, long objects) {
    requireText("name", name);
    requireText("description", description);
    if (objects < 0) {
      throw Refusal.invalid("objects expects 0 or more");
    }
    database.inTransaction(
        handle -> {
          lock(handle, id);
          handle
              .createUpdate(
                  "INSERT INTO vault_key_users (key_id, name, description, objects, reported_at)"
                      + " VALUES (:key, :name, :description, :objects, :now)"
                      + " ON CONFLICT (key_id, name) DO UPDATE SET description = :description,"
                      + " objects = :objects, reported_at = :now")
              .bind("key", id)
              .bind("name", name.strip())
              .bind("description", description.strip())
              .bind("objects", objects)
              .bind("now", KeyRows.utc(now()))
              .execute();
          onRecord(handle, caller, "key.report", id, name + ": " + objects + " objects");
          return null;
        });
  }

  /** Begins to bring everything under the key to its current version. */
  Rewraps.Rewrap rewrap(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          VaultKey key = lock(handle, id);
          long total = Rewraps.remaining(handle, key, key.current(), places);
          Rewraps.Rewrap rewrap =
              Rewraps.start(handle, key, total, now(), caller.username())
                  .orElseThrow(() -> new Refusal(409, "busy", "a rewrap of this key is under way"));
          onRecord(
              handle,
              caller,
              "key.rewrap",
              id,
              total + " objects are below version " + key.current());
          return rewrap;
        });
  }

  /** The last rewrap of a key. */
  Rewraps.Rewrap rewrapOf(String id) {
    return database.inTransaction(
        handle ->
            Rewraps.last(handle, id)
                .orElseThrow(() -> Refusal.notFound("key " + id + " was never rewrapped")));
  }

  /** Calls a destruction off: the safe direction, so one person does it. */
  void cancel(Caller caller, String id, long destruction, String reason) {
    requireReason(reason);
    database.inTransaction(
        handle -> {
          lock(handle, id);
          Destructions.Destruction open =
              Destructions.lock(handle, id, destruction)
                  .filter(Destructions::isOpen)
                  .orElseThrow(
                      () -> Refusal.notFound("the key has no open destruction " + destruction));
          keys.change(handle, id, () -> Destructions.state(handle, open.id(), "cancelled", now()));
          onRecord(handle, caller, "key.destroy.cancel", id, reason);
          return null;
        });
  }

  /**
   * Schedules what was approved.
   *
   * @param version null for all
   */
  Destructions.Destruction schedule(
      Handle handle,
      Caller caller,
      String id,
      Integer version,
      Duration delay,
      String reason,
      String approval) {
    VaultKey key = lock(handle, id);
    requireDestroyable(handle, key, version);
    Instant now = now();
    Destructions.Destruction scheduled =
        keys.change(
            handle,
            id,
            () ->
                Destructions.add(
                    handle,
                    id,
                    version,
                    now.plus(delay),
                    reason,
                    approval,
                    now,
                    caller.username()));
    onRecord(
        handle,
        caller,
        "key.destroy.schedule",
        name(id, version),
        "due " + scheduled.due() + ", " + approval + ": " + reason);
    return scheduled;
  }

  /** Refuses what cannot be destroyed: held, going already, or without material. */
  void requireDestroyable(Handle handle, VaultKey key, Integer version) {
    keys.requireIntact(handle);
    List<Holds.Hold> holds = Holds.affecting(handle, key);
    if (!holds.isEmpty()) {
      throw new Refusal(409, "key-held", "a legal hold stands against it: " + holds.get(0).reason())
          .with("holds", holds.stream().map(Holds.Hold::id).toList());
    }
    if (Destructions.open(handle, key.id())) {
      throw new Refusal(409, "key-destruction", "the key is going to be destroyed already");
    }
    boolean any =
        keys.versions(handle, key.id()).stream()
            .anyMatch(v -> v.state().hasMaterial() && (version == null || v.version() == version));
    if (!any) {
      throw new Refusal(409, "key-state", "there is nothing of it left to destroy");
    }
  }

  /** Marks a version compromised, after approval. */
  void compromise(Handle handle, Caller caller, String id, int version, String reason) {
    lock(handle, id);
    KeyVersion row = version(handle, id, version);
    KeyState to = row.state().hasMaterial() ? KeyState.COMPROMISED : KeyState.DESTROYED_COMPROMISED;
    move(handle, row, to, caller.username(), reason);
    onRecord(handle, caller, "key.compromise", id + "/" + version, reason);
  }

  /** One step in the life of a version. */
  KeyLife move(Handle handle, KeyVersion version, KeyState to, String actor, String reason) {
    try {
      KeyLife life = KeyRows.life(handle, version).move(to, now(), actor, reason);
      keys.moved(handle, version, life);
      return life;
    } catch (TransitionException e) {
      throw new Refusal(409, "key-state", e.getMessage()).with("state", version.state().text());
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(e.getMessage());
    }
  }

  KeyVersion version(Handle handle, String id, int version) {
    return keys.version(handle, id, version)
        .orElseThrow(() -> Refusal.notFound("key " + printable(id) + " has no version " + version));
  }

  static Refusal missing(String id) {
    return Refusal.notFound("there is no key " + printable(id));
  }

  /** The key, which nobody else changes until this transaction ends. */
  private VaultKey lock(Handle handle, String id) {
    return keys.lock(handle, id).orElseThrow(() -> missing(id));
  }

  static String name(String id, Integer version) {
    return version == null ? id : id + "/" + version;
  }

  private void bring(Handle handle, VaultKey key, int version, String actor, String reason) {
    KeyVersion made = vault.make(handle, key, version);
    try {
      KeyLife life =
          KeyLife.begin(now(), actor, reason).move(KeyState.ACTIVE, now(), actor, reason);
      keys.insert(handle, made, life);
    } catch (TransitionException e) {
      throw new IllegalStateException("a new key cannot become active", e);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(e.getMessage());
    }
  }

  private Map<String, Object> view(Handle handle, VaultKey key) {
    KeyVersion current = keys.version(handle, key.id(), key.current()).orElseThrow();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", key.id());
    view.put("kind", key.kind().text());
    view.put("domain", key.domain());
    view.put("purpose", key.purpose());
    view.put("description", key.description());
    view.put("version", key.current());
    view.put("state", current.state().text());
    view.put("sealed", current.sealed());
    view.put("rotationDue", current.sealed() >= KeyVault.MOST_SEALED / 2);
    view.put("createdAt", key.createdAt());
    view.put("createdBy", key.createdBy());
    return view;
  }

  private static Map<String, Object> view(KeyVersion version, KeyLife life) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("version", version.version());
    view.put("state", life.state().text());
    view.put("wrapped", version.wrapped());
    view.put("sealed", version.sealed());
    view.put("opened", version.opened());
    view.put(
        "history",
        life.history().stream()
            .map(
                step ->
                    Map.of(
                        "to", step.to().text(),
                        "at", step.at(),
                        "actor", step.actor(),
                        "reason", step.reason()))
            .toList());
    return view;
  }

  private Instant now() {
    // What PostgreSQL keeps of a time: the history is compared with it.
    return clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
  }

  private void onRecord(Handle handle, Caller caller, String action, String target, String detail) {
    trail.write(handle, caller, Act.done(action, Kind.CONFIGURE, target, detail));
  }

  static void requireReason(String reason) {
    int length = reason == null ? 0 : reason.strip().length();
    if (length < 4 || length > 500) {
      throw Refusal.invalid("reason expects 4 to 500 characters");
    }
  }

  private static void requireText(String name, String value) {
    if (value == null
        || value.isBlank()
        || value.length() > LONGEST_TEXT
        || value.chars().anyMatch(Character::isISOControl)) {
      throw Refusal.invalid(name + " expects 1 to " + LONGEST_TEXT + " characters");
    }
  }

  private static String printable(String text) {
    return text.matches("[\\p{L}\\p{N}_./-]{1,64}") ? text : "of that name";
  }
}
