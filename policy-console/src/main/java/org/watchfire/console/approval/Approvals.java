package org.watchfire.console.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Account;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.IdentityException;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.identity.Role;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.crypto.CryptoSuite;

/**
 * Requests, decisions, execution. The rules hold for everybody, whatever his roles. Thread-safe.
 */
public final class Approvals {
  /** How long others have to agree, and then, for a scheduled act, to execute it. */
  static final Duration LIFETIME = Duration.ofHours(72);

  private static final int MOST_WAITING = 100;

  /** The rows that must be sealed. */
  public static final ProtectedTable PROTECTED = ApprovalStore.TABLE;

  private final Database database;
  private final ActionRegistry actions;
  private final ApprovalStore store;
  private final Rights rights;
  private final ContentHash binding;
  private final AuditTrail trail;
  private final Clock clock;

  /**
   * @param suite whose hash binds decisions to content
   */
  public Approvals(
      Database database,
      ActionRegistry actions,
      ProtectedRows rows,
      Rights rights,
      CryptoSuite suite,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.actions = actions;
    this.store = new ApprovalStore(rows);
    this.rights = rights;
    this.binding = new ContentHash(suite);
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * A request with what the caller may do about it.
   *
   * @param needed roles of which one is needed, for each agreement
   * @param mayDecide whether this caller's agreement would count now
   * @param current whether it would still do what was asked for; false for one that has ended
   */
  record Seen(Approval approval, List<Set<Role>> needed, boolean mayDecide, boolean current) {}

  /**
   * Asks for something.
   *
   * @throws Refusal 400 {@code unknown-kind}, 403 {@code forbidden} or {@code interested}, 409
   *     {@code approval-open} with the id of the request there is, or what the action says
   */
  Seen request(Caller caller, String kind, String target, JsonNode parameters, String reason) {
    ApprovedAction action = action(kind);
    String canonical = ContentHash.canonical(parameters);
    return refusalOnRecord(
        caller,
        "approval.request",
        kind + " " + target,
        handle -> {
          store.lock(handle);
          Caller now = fresh(handle, caller);
          requirePermission(now, action);
          // A token may be good for less than its owner.
          requirePermission(caller, action);
          action.admit(handle, now, true, target, parameters);
          ApprovalContent content = action.content(handle, target, parameters);
          if (content.interested().contains(now.account().personId())) {
            throw new Refusal(403, "interested", "nobody asks for what concerns himself");
          }
          ApprovalStore.open(handle, kind, target)
              .ifPresent(
                  open -> {
                    throw new Refusal(
                            409, "approval-open", "the same is already waiting for approval")
                        .with("id", open);
                  });
          Instant at = clock.instant();
          Approval approval =
              new Approval(
                  UUID.randomUUID().toString().replace("-", ""),
                  kind,
                  target,
                  parameters,
                  reason,
                  now.username(),
                  now.account().personId(),
                  binding.of(kind, target, canonical, content),
                  content.zh(),
                  content.en(),
                  StrictJson.tree(StrictJson.write(content.impact())),
                  content.interested(),
                  ApprovalState.REQUESTED,
                  "",
                  at,
                  at.plus(LIFETIME),
                  null,
                  null,
                  List.of());
          store.insert(handle, approval);
          write(handle, caller, "approval.request", approval, reason);
          return seen(handle, now, find(handle, approval.id()));
        });
  }

  /** A page, newest first, of what the caller asked for, could agree to, or oversees. */
  List<Seen> list(Caller caller, Set<ApprovalState> states, String before, int limit) {
    return database.inTransaction(
        handle -> {
          expire(handle);
          List<String> kinds =
              actions.all().stream()
                  .filter(action -> concerns(caller, action))
                  .map(ApprovedAction::kind)
                  .toList();
          List<Seen> page = new ArrayList<>();
          for (String id :
              ApprovalStore.page(handle, states, kinds, caller.username(), before, limit)) {
            page.add(seen(handle, caller, find(handle, id)));
          }
          trail.write(handle, caller, Act.done("approval.list", Kind.READ, null, null));
          return page;
        });
  }

  /**
   * How many requests wait for this caller's decision, counted up to a hundred. It says nothing of
   * what they are about, and is therefore not on record.
   */
  long waiting(Caller caller) {
    return database.inTransaction(
        handle -> {
          List<String> kinds =
              actions.all().stream()
                  .filter(action -> concerns(caller, action))
                  .map(ApprovedAction::kind)
                  .toList();
          Instant now = clock.instant();
          return ApprovalStore.page(
                  handle,
                  EnumSet.of(ApprovalState.REQUESTED),
                  kinds,
                  caller.username(),
                  null,
                  MOST_WAITING)
              .stream()
              .map(id -> seen(handle, caller, find(handle, id)))
              .filter(s -> s.mayDecide() && now.isBefore(s.approval().expiresAt()))
              .count();
        });
  }

  Seen get(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          expire(handle);
          Approval approval = visible(handle, caller, id);
          trail.write(handle, caller, Act.done("approval.view", Kind.READ, id, approval.kind()));
          return seen(handle, caller, approval);
        });
  }

  /**
   * Agrees or disagrees. With the last agreement it is executed, at once or when its time comes; if
   * it cannot be done any more as it was asked for, it becomes void.
   *
   * @param hash of the content that the caller has seen
   * @throws Refusal 403 {@code own-request}, {@code interested}, {@code not-approver}, {@code
   *     machine}; 409 {@code state}, {@code hash}, {@code already-decided}
   */
  Seen decide(Caller caller, String id, boolean approve, String reason, String hash) {
    return refusalOnRecord(
        caller,
        approve ? "approval.approve" : "approval.reject",
        id,
        handle -> {
          requirePerson(caller);
          store.lock(handle);
          expire(handle);
          Caller now = fresh(handle, caller);
          Approval approval = visible(handle, now, id);
          requireState(approval, ApprovalState.REQUESTED);
          ApprovedAction action = action(approval.kind());
          requireApprover(now, approval, action, approve);
          action.admit(handle, now, false, approval.target(), approval.parameters());
          if (!approval.hash().equals(hash)) {
            throw new Refusal(409, "hash", "the decision is about another content");
          }
          store.decide(
              handle,
              id,
              new Approval.Decision(
                  now.account().personId(),
                  now.username(),
                  now.account().roles(),
                  approve,
                  reason,
                  clock.instant()));
          Approval decided = find(handle, id);
          write(handle, now, approve ? "approval.approve" : "approval.reject", decided, reason);
          if (!approve) {
            end(handle, decided, ApprovalState.REJECTED, "rejected by " + now.username());
          } else {
            goOn(handle, now, action, decided);
          }
          return seen(handle, now, find(handle, id));
        });
  }

  /**
   * Executes one that is approved and whose time has come.
   *
   * @throws Refusal 403 {@code forbidden} when the caller could not have asked for it nor agreed to
   *     it; 409 {@code state}, {@code too-early}
   */
  Seen execute(Caller caller, String id) {
    return refusalOnRecord(
        caller,
        "approval.execute",
        id,
        handle -> {
          requirePerson(caller);
          store.lock(handle);
          expire(handle);
          Caller now = fresh(handle, caller);
          Approval approval = visible(handle, now, id);
          requireState(approval, ApprovalState.APPROVED);
          ApprovedAction action = action(approval.kind());
          boolean took =
              approval.requesterPerson().equals(now.account().personId())
                  || approval.agreements().stream()
                      .anyMatch(d -> d.person().equals(now.account().personId()));
          if (!took) {
            throw new Refusal(403, "forbidden", "it is executed by who asked for it or agreed");
          }
          if (clock.instant().isBefore(approval.executeAfter())) {
            throw new Refusal(409, "too-early", "it may not be executed before its time")
                .with("executeAfter", approval.executeAfter().toString());
          }
          execute(handle, now, action, approval);
          return seen(handle, now, find(handle, id));
        });
  }

  /** Withdrawn by who asked for it, as long as it is open. */
  void withdraw(Caller caller, String id) {
    refusalOnRecord(
        caller,
        "approval.withdraw",
        id,
        handle -> {
          store.lock(handle);
          expire(handle);
          Approval approval = visible(handle, caller, id);
          if (!approval.requesterPerson().equals(caller.account().personId())) {
            throw new Refusal(403, "forbidden", "it is withdrawn by who asked for it");
          }
          if (!approval.state().open()) {
            requireState(approval, ApprovalState.REQUESTED);
          }
          write(handle, caller, "approval.withdraw", approval, null);
          end(handle, approval, ApprovalState.VOID, "withdrawn by " + caller.username());
          return null;
        });
  }

  /** Ends what nobody decided in time. Whoever looks does it; nothing is decided late. */
  private void expire(Handle handle) {
    List<String> overdue = ApprovalStore.overdue(handle, clock.instant());
    if (overdue.isEmpty()) {
      return;
    }
    store.lock(handle);
    for (String id : ApprovalStore.overdue(handle, clock.instant())) {
      Approval approval = find(handle, id);
      end(handle, approval, ApprovalState.EXPIRED, "nobody decided in time");
      trail.write(
          handle,
          AuditTrail.SYSTEM,
          List.of(),
          null,
          Act.done("approval.expire", Kind.CONFIGURE, id, about(approval)));
    }
  }

  private void goOn(Handle handle, Caller by, ApprovedAction action, Approval approval) {
    List<Set<Role>> persons = approval.agreements().stream().map(Approval.Decision::roles).toList();
    Optional<String> obstacle = changed(handle, action, approval);
    if (obstacle.isPresent()) {
      invalidate(handle, by, approval, obstacle.get());
    } else if (Slots.filled(action.approvers(), persons) == action.approvers().size()) {
      if (action.delay().isZero()) {
        execute(handle, by, action, approval);
      } else {
        Instant after = clock.instant().plus(action.delay());
        store.move(
            handle, approval.id(), ApprovalState.APPROVED, "", after, after.plus(LIFETIME), null);
      }
    }
  }

  /**
   * What was agreed to for the use of who asked for it: empty when the caller has no such request,
   * it was not executed, or that is longer ago than a request lives.
   */
  public Optional<Approved> executed(Caller caller, String kind, String id) {
    return database.inTransaction(
        handle ->
            store
                .find(handle, id)
                .filter(a -> a.state() == ApprovalState.EXECUTED && a.kind().equals(kind))
                .filter(a -> a.requester().equals(caller.username()))
                .filter(a -> clock.instant().isBefore(a.endedAt().plus(LIFETIME)))
                .map(a -> approved(a, caller)));
  }

  private static Approved approved(Approval approval, Caller by) {
    return new Approved(
        approval.id(),
        approval.kind(),
        approval.target(),
        approval.parameters(),
        approval.reason(),
        approval.requester(),
        approval.agreements().stream().map(Approval.Decision::username).toList(),
        approval.hash(),
        by);
  }

  private void execute(Handle handle, Caller by, ApprovedAction action, Approval approval) {
    Optional<String> obstacle =
        changed(handle, action, approval).or(() -> withdrawn(handle, action, approval));
    if (obstacle.isPresent()) {
      invalidate(handle, by, approval, obstacle.get());
      return;
    }
    Approved approved = approved(approval, by);
    String point = "approved_action";
    handle.savepoint(point);
    try {
      action.execute(approved, handle);
    } catch (Refusal | IdentityException e) {
      handle.rollbackToSavepoint(point);
      invalidate(handle, by, approval, e.getMessage());
      return;
    }
    handle.releaseSavepoint(point);
    end(handle, approval, ApprovalState.EXECUTED, "");
    write(handle, by, "approval.execute", approval, approved.words());
  }

  /** Whether it would do something else now, in words. */
  private Optional<String> changed(Handle handle, ApprovedAction action, Approval approval) {
    try {
      ApprovalContent content = action.content(handle, approval.target(), approval.parameters());
      String now =
          binding.of(
              approval.kind(),
              approval.target(),
              ContentHash.canonical(approval.parameters()),
              content);
      return now.equals(approval.hash())
          ? Optional.empty()
          : Optional.of("what it is about has changed since it was asked for");
    } catch (Refusal | IdentityException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Whether somebody who took part may not any more, in words. */
  private Optional<String> withdrawn(Handle handle, ApprovedAction action, Approval approval) {
    Optional<Caller> requester = rights.of(handle, approval.requester());
    if (requester.isEmpty() || !requester.get().permissions().contains(action.requires())) {
      return Optional.of(approval.requester() + " may not ask for it any more");
    }
    List<Set<Role>> persons = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(requester.get().account().personId()));
    for (Approval.Decision agreement : approval.agreements()) {
      Account account = rights.of(handle, agreement.username()).map(Caller::account).orElse(null);
      if (account == null || !seen.add(account.personId())) {
        return Optional.of(agreement.username() + " may not agree to it any more");
      }
      persons.add(account.roles());
    }
    return Slots.filled(action.approvers(), persons) == action.approvers().size()
        ? Optional.empty()
        : Optional.of("those who agreed do not hold the roles for it any more");
  }

  private void invalidate(Handle handle, Caller by, Approval approval, String why) {
    end(handle, approval, ApprovalState.VOID, why);
    trail.write(
        handle,
        by,
        Act.failed(
            "approval.execute", Kind.CONFIGURE, approval.id(), about(approval) + ": " + why));
  }

  private void end(Handle handle, Approval approval, ApprovalState state, String outcome) {
    store.move(
        handle,
        approval.id(),
        state,
        outcome,
        approval.executeAfter(),
        approval.expiresAt(),
        clock.instant());
  }

  private void requireApprover(
      Caller caller, Approval approval, ApprovedAction action, boolean approve) {
    String person = caller.account().personId();
    if (approval.requesterPerson().equals(person)) {
      throw new Refusal(403, "own-request", "nobody decides about what he asked for");
    }
    if (approval.interested().contains(person)) {
      throw new Refusal(403, "interested", "nobody decides about what concerns himself");
    }
    if (approval.decisions().stream().anyMatch(d -> d.person().equals(person))) {
      throw new Refusal(409, "already-decided", "the same person has decided already");
    }
    if (approve ? !fills(caller, approval, action) : !approverOf(caller, action)) {
      throw new Refusal(403, "not-approver", "your roles do not allow this decision");
    }
  }

  private static boolean fills(Caller caller, Approval approval, ApprovedAction action) {
    List<Set<Role>> persons =
        new ArrayList<>(approval.agreements().stream().map(Approval.Decision::roles).toList());
    int before = Slots.filled(action.approvers(), persons);
    persons.add(caller.account().roles());
    return Slots.filled(action.approvers(), persons) > before;
  }

  private static boolean approverOf(Caller caller, ApprovedAction action) {
    return action.approvers().stream()
        .anyMatch(slot -> !Collections.disjoint(slot, caller.account().roles()));
  }

  private static boolean concerns(Caller caller, ApprovedAction action) {
    return caller.permissions().contains("approval:oversee")
        || caller.permissions().contains(action.requires())
        || approverOf(caller, action);
  }

  private Approval visible(Handle handle, Caller caller, String id) {
    Approval approval = store.find(handle, id).orElse(null);
    boolean shown =
        approval != null
            && (approval.requester().equals(caller.username())
                || actions.find(approval.kind()).filter(a -> concerns(caller, a)).isPresent());
    if (!shown) {
      throw Refusal.notFound("there is no approval " + id);
    }
    return approval;
  }

  private Seen seen(Handle handle, Caller caller, Approval approval) {
    ApprovedAction action = actions.find(approval.kind()).orElse(null);
    if (action == null) {
      return new Seen(approval, List.of(), false, false);
    }
    boolean current = approval.state().open() && changed(handle, action, approval).isEmpty();
    boolean mayDecide = false;
    if (approval.state() == ApprovalState.REQUESTED) {
      try {
        requireApprover(caller, approval, action, true);
        action.admit(handle, caller, false, approval.target(), approval.parameters());
        mayDecide = true;
      } catch (Refusal e) {
        mayDecide = false;
      }
    }
    return new Seen(approval, action.approvers(), mayDecide, current);
  }

  private Approval find(Handle handle, String id) {
    return store.find(handle, id).orElseThrow();
  }

  private ApprovedAction action(String kind) {
    return actions
        .find(kind)
        .orElseThrow(() -> new Refusal(400, "unknown-kind", "there is no such kind of approval"));
  }

  /** The caller with the rights he has in this transaction. */
  private Caller fresh(Handle handle, Caller caller) {
    return rights
        .of(handle, caller.username())
        .map(now -> new Caller(now.account(), now.permissions(), caller.address(), null))
        .orElseThrow(() -> new Refusal(403, "forbidden", "the account may not be used any more"));
  }

  private static void requirePerson(Caller caller) {
    if (caller.machine()) {
      throw new Refusal(403, "machine", "approvals are decided by people");
    }
  }

  private static void requirePermission(Caller caller, ApprovedAction action) {
    if (!caller.permissions().contains(action.requires())) {
      throw new Refusal(403, "forbidden", "your roles do not allow this")
          .with("permission", action.requires());
    }
  }

  private static void requireState(Approval approval, ApprovalState wanted) {
    if (approval.state() != wanted) {
      throw new Refusal(409, "state", "it is " + approval.state().text())
          .with("state", approval.state().text());
    }
  }

  /** A refusal is on record as well, although its transaction is undone. */
  private <T> T refusalOnRecord(
      Caller caller, String act, String target, Function<Handle, T> work) {
    try {
      return database.inTransaction(work);
    } catch (Refusal e) {
      database.inTransaction(
          handle ->
              trail.write(
                  handle,
                  caller,
                  Act.failed(act, Kind.DENIED, target, e.code() + ": " + e.getMessage())));
      throw e;
    }
  }

  private void write(Handle handle, Caller by, String act, Approval approval, String words) {
    String detail = about(approval) + (words == null ? "" : ": " + words);
    trail.write(handle, by, Act.done(act, Kind.CONFIGURE, approval.id(), detail));
  }

  private static String about(Approval approval) {
    return approval.kind() + " " + approval.target() + ", content " + approval.hash();
  }
}
