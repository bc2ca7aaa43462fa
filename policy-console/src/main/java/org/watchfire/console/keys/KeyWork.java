package org.watchfire.console.keys;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.integrity.TamperedRowException;
import org.watchfire.console.keys.lifecycle.KeyState;
import org.watchfire.console.web.Refusal;

/**
 * What the vault does by itself: goes on with rewraps, and destroys what is due. Each step is one
 * transaction that leaves a state to go on from, so a process that dies in between loses nothing;
 * of two consoles one does each step.
 */
final class KeyWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyWork.class);
  private static final long PAUSE_MILLIS = 500;
  private static final int BATCH = 100;

  private final KeyRows keys;
  private final Database database;
  private final VaultSeal seal;
  private final KeyVault vault;
  private final KeyDesk desk;
  private final List<SealedValues> places;
  private final AuditTrail trail;
  private final Clock clock;
  private boolean triedFile;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "key-work");
            thread.setDaemon(true);
            return thread;
          });

  KeyWork(
      KeyRows keys,
      Database database,
      VaultSeal seal,
      KeyVault vault,
      KeyDesk desk,
      List<SealedValues> places,
      AuditTrail trail,
      Clock clock) {
    this.keys = keys;
    this.database = database;
    this.seal = seal;
    this.vault = vault;
    this.desk = desk;
    this.places = List.copyOf(places);
    this.trail = trail;
    this.clock = clock;
  }

  void start() {
    worker.scheduleWithFixedDelay(this::step, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void step() {
    if (!database.isPrepared()) {
      return;
    }
    try {
      if (!triedFile) {
        seal.openFromFile();
        // Once: a vault that was sealed by its keepers stays sealed.
        triedFile = true;
      }
      if (seal.isUnsealed()) {
        rewraps();
      }
      destroyDue();
    } catch (DatabaseAway e) {
      LOG.debug("key work waits: {}", e.getMessage());
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again, and destructions must not just stop.
      LOG.error("key work did not get on; it is tried again", e);
    }
  }

  private void rewraps() {
    Optional<Rewraps.Rewrap> next = batch(0);
    while (next.isPresent() && seal.isUnsealed() && !worker.isShutdown()) {
      next = batch(next.get().state().equals("running") ? next.get().id() - 1 : next.get().id());
    }
  }

  /** One batch of the first rewrap after that id; empty when there is none to work at. */
  Optional<Rewraps.Rewrap> batch(long after) {
    Rewraps.Rewrap[] taken = new Rewraps.Rewrap[1];
    try {
      return database.inTransaction(
          handle -> {
            if (!Rewraps.anyRunning(handle)) {
              return Optional.empty();
            }
            keys.exclusive(handle);
            Optional<Rewraps.Rewrap> rewrap = Rewraps.take(handle, after);
            rewrap.ifPresent(r -> taken[0] = r);
            return rewrap.map(r -> rewrap(handle, r));
          });
    } catch (Refusal refusal) {
      if (taken[0] == null || refusal.code().equals("vault-sealed")) {
        return Optional.empty();
      }
      return failed(taken[0], refusal.getMessage());
    } catch (TamperedRowException e) {
      if (taken[0] == null) {
        throw e;
      }
      return failed(taken[0], e.getMessage());
    }
  }

  private Optional<Rewraps.Rewrap> failed(Rewraps.Rewrap rewrap, String why) {
    database.inTransaction(
        handle -> {
          end(handle, rewrap, "failed", why);
          return null;
        });
    return Optional.of(ended(rewrap, "failed"));
  }

  private Rewraps.Rewrap rewrap(Handle handle, Rewraps.Rewrap rewrap) {
    VaultKey key = keys.find(handle, rewrap.key()).orElseThrow();
    int moved =
        key.kind() == VaultKey.Kind.DOMAIN
            ? rewrapKeys(handle, key, rewrap.version())
            : resealValues(handle, key, rewrap.version());
    long remaining = Rewraps.remaining(handle, key, rewrap.version(), places);
    Rewraps.progress(handle, rewrap, remaining);
    if (moved > 0 && remaining > 0) {
      return rewrap;
    }
    end(handle, rewrap, "done", null);
    return ended(rewrap, "done");
  }

  private int rewrapKeys(Handle handle, VaultKey domain, int version) {
    List<KeyVersion> some = KeyRows.wrappedBelow(handle, domain.id(), version, BATCH);
    for (KeyVersion old : some) {
      VaultKey key = keys.find(handle, old.keyId()).orElseThrow();
      KeyVersion fresh = vault.rewrap(handle, key, old);
      keys.rewrapped(handle, old, fresh.material(), fresh.wrapped());
    }
    return some.size();
  }

  private int resealValues(Handle handle, VaultKey key, int version) {
    int moved = 0;
    for (SealedValues place : places) {
      for (SealedValues.Value old : place.below(handle, key.id(), version, BATCH)) {
        String sealed = vault.reseal(handle, old.sealed(), old.binding());
        place.replace(handle, old, sealed, key.current());
        moved++;
      }
    }
    return moved;
  }

  private void end(Handle handle, Rewraps.Rewrap rewrap, String state, String problem) {
    Rewraps.end(handle, rewrap, state, problem, clock.instant());
    String detail = "version " + rewrap.version() + ", " + rewrap.total() + " objects";
    Act act =
        state.equals("done")
            ? Act.done("key.rewrap.end", Kind.CONFIGURE, rewrap.key(), detail)
            : Act.failed("key.rewrap.end", Kind.CONFIGURE, rewrap.key(), detail + ": " + problem);
    bySystem(handle, act);
  }

  private static Rewraps.Rewrap ended(Rewraps.Rewrap r, String state) {
    return new Rewraps.Rewrap(
        r.id(),
        r.key(),
        r.version(),
        r.total(),
        r.done(),
        state,
        r.problem(),
        r.startedAt(),
        r.startedBy(),
        r.endedAt());
  }

  private void destroyDue() {
    long after = 0;
    Optional<Long> next = Optional.of(0L);
    while (next.isPresent() && !worker.isShutdown()) {
      next = destroyDue(after);
      after = next.orElse(after);
    }
  }

  /** The id of the next destruction that was due, empty when there was none. */
  private Optional<Long> destroyDue(long after) {
    Long[] taken = new Long[1];
    try {
      return database.inTransaction(
          handle -> {
            if (!Destructions.anyDue(handle, clock.instant())) {
              return Optional.empty();
            }
            keys.exclusive(handle);
            Optional<Destructions.Destruction> due =
                Destructions.takeDue(handle, clock.instant(), after);
            due.ifPresent(
                d -> {
                  taken[0] = d.id();
                  destroy(handle, d);
                });
            return due.map(Destructions.Destruction::id);
          });
    } catch (TamperedRowException e) {
      if (taken[0] == null) {
        throw e;
      }
      // It was told where it was found, once; others that are due do not wait for it.
      LOG.debug("destruction {} waits: {}", taken[0], e.getMessage());
      return Optional.of(taken[0]);
    }
  }

  /** Destroys, unless a hold came in between: then it waits, and that is on record once. */
  private void destroy(Handle handle, Destructions.Destruction due) {
    VaultKey key = keys.lock(handle, due.key()).orElseThrow();
    String target = KeyDesk.name(due.key(), due.version());
    keys.requireIntact(handle);
    List<Holds.Hold> holds = Holds.affecting(handle, key);
    if (!holds.isEmpty()) {
      if (due.state().equals("scheduled")) {
        state(handle, due, "blocked", null);
        String why = "a legal hold stands against it: " + holds.get(0).reason();
        bySystem(handle, Act.failed("key.destroy", Kind.CONFIGURE, target, why));
        LOG.warn("key {} is not destroyed: {}", target, why);
      }
      return;
    }
    String reason = due.reason() + " (" + due.approval() + ")";
    String cut = reason.length() <= 500 ? reason : reason.substring(0, 500);
    Impact impact = Impact.of(handle, keys, key, due.version(), places);
    for (KeyVersion version : keys.versions(handle, due.key())) {
      if (version.state().hasMaterial()
          && (due.version() == null || version.version() == due.version())) {
        destroy(handle, version, cut);
      }
    }
    state(handle, due, "done", clock.instant());
    long objects = impact.lines().stream().mapToLong(Impact.Line::objects).sum();
    bySystem(
        handle,
        Act.done(
            "key.destroy",
            Kind.CONFIGURE,
            target,
            objects + " objects became unreadable; " + reason));
    vault.forget();
    LOG.warn("key {} is destroyed", target);
  }

  private void state(Handle handle, Destructions.Destruction due, String state, Instant ended) {
    keys.change(handle, due.key(), () -> Destructions.state(handle, due.id(), state, ended));
  }

  private void destroy(Handle handle, KeyVersion version, String reason) {
    String actor = AuditTrail.SYSTEM;
    switch (version.state()) {
      case ACTIVE, SUSPENDED -> {
        desk.move(handle, version, KeyState.DEACTIVATED, actor, reason);
        KeyVersion now = desk.version(handle, version.keyId(), version.version());
        desk.move(handle, now, KeyState.DESTROYED, actor, reason);
      }
      case COMPROMISED -> desk.move(handle, version, KeyState.DESTROYED_COMPROMISED, actor, reason);
      default -> desk.move(handle, version, KeyState.DESTROYED, actor, reason);
    }
  }

  private void bySystem(Handle handle, Act act) {
    trail.write(handle, AuditTrail.SYSTEM, List.of(), null, act);
  }

  @Override
  public void close() {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      worker.shutdownNow();
    }
  }
}
