package org.watchfire.console.cases;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.triage.Triage;
import org.watchfire.console.web.Refusal;

/** Who may do what to a case, and that all of it is on record. Thread-safe. */
final class CaseDesk {
  static final String READ = "case:read";
  static final String WORK = "case:work";

  /** Reads every case, and works on none. */
  static final String OVERSEE = "case:oversee";

  private static final int MAX_ENTRIES = 2_000;
  private static final int MAX_PEOPLE = 20;

  private final Database database;
  private final CaseStore store;
  private final Rights rights;
  private final Triage triage;
  private final AuditTrail trail;
  private final Clock clock;

  CaseDesk(
      Database database,
      CaseStore store,
      Rights rights,
      Triage triage,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.rights = rights;
    this.triage = triage;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * A change that is to be made.
   *
   * @param words of the entry, null for none; they may name persons, the trail's record does not
   * @param target for the trail beside the case's number, null for none; names no person
   */
  record Step(CaseFile after, String words, String target) {}

  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  List<CaseStore.Header> list(Caller caller, CaseStore.Filter filter) {
    return database.inTransaction(
        handle -> {
          trail.write(handle, caller, Act.done("case.list", Kind.READ, null, null));
          return CaseStore.page(handle, filter);
        });
  }

  /** The case, for whoever works on it or oversees; on record. */
  CaseFile open(Caller caller, String id, String action) {
    return onRecord(
        caller,
        id,
        action,
        handle -> {
          CaseFile file = existing(handle, id);
          requireReader(caller, file);
          trail.write(handle, caller, Act.done(action, Kind.READ, id, null));
          return file;
        });
  }

  /** Whoever is turned away is on record. */
  private <T> T onRecord(Caller caller, String id, String action, Function<Handle, T> work) {
    try {
      return database.inTransaction(work);
    } catch (Refusal refusal) {
      if (refusal.status() == 403) {
        database.inTransaction(
            handle ->
                trail.write(
                    handle, caller, Act.failed(action, Kind.DENIED, id, refusal.getMessage())));
      }
      throw refusal;
    }
  }

  /** A case is opened by who will lead it. */
  CaseFile begin(
      Caller caller,
      String title,
      String severity,
      String summary,
      List<String> members,
      List<String> alerts) {
    return database.inTransaction(
        handle -> {
          store.lock(handle);
          Instant now = now();
          List<String> people = people(handle, caller.username(), members);
          CaseFile file =
              new CaseFile(
                  CaseStore.number(handle, now),
                  1,
                  title,
                  severity,
                  CaseState.OPEN,
                  caller.username(),
                  people,
                  CaseBody.begun(summary, alerts.stream().distinct().toList()),
                  null,
                  now,
                  caller.username(),
                  List.of());
          triage.escalate(handle, caller, file.body().alerts(), file.id());
          store.save(handle, file, new CaseFile.Entry(1, now, caller.username(), "open", null));
          trail.write(
              handle,
              caller,
              Act.done(
                  "case.open",
                  Kind.TRIAGE,
                  file.id(),
                  severity + ", " + alerts.size() + " alerts, people: " + people));
          return store.find(handle, file.id()).orElseThrow();
        });
  }

  /** Makes more alerts part of a case. */
  CaseFile escalate(Caller caller, String id, long version, List<String> alerts) {
    return change(
        caller,
        id,
        version,
        "alerts",
        (handle, file) -> {
          requireState(file, file.state().working(), "the case is concluded");
          List<String> fresh =
              alerts.stream().distinct().filter(a -> !file.body().alerts().contains(a)).toList();
          if (fresh.isEmpty() || file.body().alerts().size() + fresh.size() > 1_000) {
            throw new Refusal(409, "state", "the alerts are in it already, or too many");
          }
          triage.escalate(handle, caller, fresh, id);
          return new Step(
              file.with(file.body().withAlerts(fresh)),
              String.join(" ", fresh),
              fresh.size() + " alerts");
        });
  }

  /**
   * Makes one change.
   *
   * @param version that was read; {@link #ANY} where changes do not get in each other's way
   * @param action behind {@code case.} in the trail, and in the entry
   */
  CaseFile change(
      Caller caller,
      String id,
      long version,
      String action,
      BiFunction<Handle, CaseFile, Step> work) {
    return onRecord(
        caller,
        id,
        "case." + action,
        handle -> {
          store.lock(handle);
          CaseFile before = existing(handle, id);
          requireMember(caller, before);
          if (version != ANY && version != before.version()) {
            if (version < 0) {
              throw new Refusal(428, "version-required", "If-Match with the version is required")
                  .with("current", before.version());
            }
            throw Refusal.stale(before.version());
          }
          return apply(handle, caller, before, action, work.apply(handle, before));
        });
  }

  static final long ANY = -2;

  /** Writes a step in the caller's transaction, who has checked what is to be checked. */
  CaseFile apply(Handle handle, Caller caller, CaseFile before, String action, Step step) {
    if (before.entries().size() >= MAX_ENTRIES) {
      throw new Refusal(413, "too-large", "the case has " + MAX_ENTRIES + " entries; open another");
    }
    CaseFile after = step.after();
    CaseFile next =
        new CaseFile(
            after.id(),
            before.version() + 1,
            after.title(),
            after.severity(),
            after.state(),
            after.lead(),
            after.people(),
            after.body(),
            after.due(),
            after.openedAt(),
            after.openedBy(),
            after.entries());
    store.save(
        handle,
        next,
        new CaseFile.Entry(
            before.entries().size() + 1, now(), caller.username(), action, step.words()));
    trail.write(handle, caller, Act.done("case." + action, Kind.TRIAGE, next.id(), step.target()));
    return store.find(handle, next.id()).orElseThrow();
  }

  CaseFile existing(Handle handle, String id) {
    return store.find(handle, id).orElseThrow(() -> Refusal.notFound("there is no case " + id));
  }

  void lock(Handle handle) {
    store.lock(handle);
  }

  /** The lead and the members, each somebody who may work on cases or agree to their end. */
  List<String> people(Handle handle, String lead, List<String> members) {
    List<String> people = new ArrayList<>(List.of(lead));
    members.stream().filter(m -> !people.contains(m)).forEach(people::add);
    if (people.size() > MAX_PEOPLE) {
      throw Refusal.invalid("a case has at most " + MAX_PEOPLE + " people");
    }
    for (String name : people) {
      boolean able =
          rights.of(handle, name).filter(c -> c.permissions().contains(READ)).isPresent();
      if (!able) {
        throw new Refusal(422, "member", "there is nobody of the name who may read cases")
            .with("member", name);
      }
    }
    if (rights.of(handle, lead).filter(c -> c.permissions().contains(WORK)).isEmpty()) {
      throw new Refusal(422, "member", "the lead is somebody who may work on cases")
          .with("member", lead);
    }
    return people;
  }

  /** The natural persons who work on a case. */
  List<String> persons(Handle handle, CaseFile file) {
    return file.people().stream()
        .map(name -> rights.of(handle, name).map(c -> c.account().personId()).orElse(null))
        .filter(Objects::nonNull)
        .toList();
  }

  static void requireReader(Caller caller, CaseFile file) {
    requireNotConcerned(caller, file);
    if (!file.people().contains(caller.username()) && !caller.permissions().contains(OVERSEE)) {
      throw notOnCase();
    }
  }

  static void requireMember(Caller caller, CaseFile file) {
    requireNotConcerned(caller, file);
    if (!file.people().contains(caller.username())) {
      throw notOnCase();
    }
  }

  static void requireLead(Caller caller, CaseFile file) {
    requireMember(caller, file);
    if (!file.lead().equals(caller.username())) {
      throw new Refusal(403, "not-lead", "this is the lead's to do");
    }
  }

  private static void requireNotConcerned(Caller caller, CaseFile file) {
    boolean concerned =
        file.body().findings().stream()
            .anyMatch(f -> f.person().equals(caller.account().personId()));
    if (concerned) {
      throw new Refusal(403, "interested", "nobody works on what concerns himself");
    }
  }

  private static Refusal notOnCase() {
    return new Refusal(403, "not-on-case", "it is read by who works on it");
  }

  static void requireState(CaseFile file, boolean condition, String why) {
    if (!condition) {
      throw new Refusal(409, "state", why).with("state", file.state().text());
    }
  }
}
