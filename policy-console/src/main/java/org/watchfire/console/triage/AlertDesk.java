package org.watchfire.console.triage;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.integrity.Finding;
import org.watchfire.console.integrity.TamperedRowException;
import org.watchfire.console.web.Refusal;

/** What an analyst does with an alert. Every act adds to its history and to the audit trail. */
final class AlertDesk {
  static final String PERMISSION = "alert:triage";
  private static final int MAX_COMMENT = 4_000;

  /** An alert as it is opened; {@code fault} says what is wrong with its history, null: nothing. */
  record Opened(
      byte[] alert,
      AlertState state,
      AlertStore.Times clock,
      List<HistorySeal.Entry> history,
      String fault) {}

  private final Database database;
  private final AlertStore store;
  private final Rights rights;
  private final Consumer<Finding> alarm;
  private final AuditTrail trail;
  private final Clock clock;

  AlertDesk(
      Database database,
      AlertStore store,
      Rights rights,
      Consumer<Finding> alarm,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.rights = rights;
    this.alarm = alarm;
    this.trail = trail;
    this.clock = clock;
  }

  AlertStore.Page queue(AlertQuery query) {
    return database.inTransaction(handle -> store.page(handle, query));
  }

  Map<String, Object> facets(AlertFilter filter) {
    return database.inTransaction(handle -> AlertCounts.facets(handle, filter, clock.instant()));
  }

  Map<String, Object> groups(AlertFilter filter, String by, int limit) {
    return database.inTransaction(
        handle -> AlertCounts.groups(handle, filter, clock.instant(), by, limit));
  }

  /** How fast alerts that arrived since then were taken on and closed. */
  Map<String, Object> speed(Instant since) {
    return database.inTransaction(handle -> AlertCounts.speed(handle, since));
  }

  Opened open(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          AlertStore.Stored stored =
              store.find(handle, id, clock.instant()).orElseThrow(() -> missing(id));
          List<HistorySeal.Entry> history = AlertStore.history(handle, id);
          String fault = store.fault(stored, history).orElse(null);
          if (fault != null) {
            alarm.accept(finding(stored, fault));
          }
          trail.write(handle, caller, Act.done("alert.open", Kind.READ, id, null));
          return new Opened(stored.document(), stored.state(), stored.clock(), history, fault);
        });
  }

  /** The alert's document, for its evidence; on record as a reading of the evidence. */
  byte[] forEvidence(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          byte[] document =
              store.find(handle, id, clock.instant()).orElseThrow(() -> missing(id)).document();
          trail.write(handle, caller, Act.done("alert.evidence", Kind.READ, id, null));
          return document;
        });
  }

  /**
   * @param version the triage version that was seen
   * @param comment null for none
   */
  AlertStore.Stored decide(Caller caller, String id, Order order, long version, String comment) {
    return database.inTransaction(
        handle -> {
          requireParties(handle, id, order);
          AlertStore.Stored stored = store.findForUpdate(handle, id, clock.instant()).orElse(null);
          if (stored == null) {
            throw missing(id);
          }
          if (stored.state().version() != version) {
            throw Refusal.stale(stored.state().version());
          }
          act(handle, caller, List.of(stored), order, comment);
          return store.find(handle, id, clock.instant()).orElseThrow();
        });
  }

  /** Makes alerts part of a case; those of another case are refused. */
  void escalate(Handle handle, Caller caller, List<String> ids, String caseId) {
    List<AlertStore.Stored> stored = new ArrayList<>();
    for (String id : ids.stream().sorted().distinct().toList()) {
      stored.add(store.findForUpdate(handle, id, clock.instant()).orElseThrow(() -> missing(id)));
    }
    act(handle, caller, stored, new Order.Escalate(caseId), null);
  }

  private void act(
      Handle handle, Caller caller, List<AlertStore.Stored> alerts, Order order, String comment) {
    Instant now = clock.instant();
    List<AlertStore.Move> moves = new ArrayList<>();
    for (AlertStore.Stored stored : alerts) {
      store
          .fault(stored, AlertStore.history(handle, stored.id()))
          .ifPresent(
              fault -> {
                Finding finding = finding(stored, fault);
                alarm.accept(finding);
                throw new TamperedRowException(finding);
              });
      AlertState after = order.next(stored.state(), caller.username());
      moves.add(new AlertStore.Move(stored.id(), stored.head(), order, after, comment));
    }
    store.write(handle, moves, caller.username(), now, null);
    for (AlertStore.Move move : moves) {
      trail.write(
          handle, caller, Act.done("alert." + order.word(), Kind.TRIAGE, move.id(), words(order)));
    }
  }

  /** Whoever is named by an order has to be there and to be able to. */
  void requireParties(Handle handle, String id, Order order) {
    if (order instanceof Order.Assign assign && assign.assignee() != null) {
      boolean able =
          rights
              .of(handle, assign.assignee())
              .filter(to -> to.permissions().contains(PERMISSION))
              .isPresent();
      if (!able) {
        throw new Refusal(422, "assignee", "there is nobody of that name who may work on alerts");
      }
    }
    if (order instanceof Order.Close close && close.duplicateOf() != null) {
      String original = close.duplicateOf();
      AlertStore.Stored target = store.find(handle, original, clock.instant()).orElse(null);
      if (target == null || original.equals(id)) {
        throw new Refusal(422, "duplicate-of", "an alert repeats another one that exists");
      }
      if (target.state().duplicateOf() != null) {
        throw new Refusal(422, "duplicate-of", "that alert is a duplicate itself")
            .with("original", target.state().duplicateOf());
      }
    }
  }

  static String words(Order order) {
    if (order instanceof Order.Close close) {
      return "as "
          + close.disposition()
          + (close.duplicateOf() == null ? "" : " of " + close.duplicateOf());
    }
    if (order instanceof Order.Assign assign && assign.assignee() != null) {
      return "to " + assign.assignee();
    }
    return order instanceof Order.Escalate escalate ? "to case " + escalate.caseId() : null;
  }

  /** A comment as it is kept: null when there is none. */
  static String comment(String text) {
    if (text != null && (text.length() > MAX_COMMENT || text.indexOf('\0') >= 0)) {
      throw Refusal.invalid("comment is longer than " + MAX_COMMENT + " or holds a NUL");
    }
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static Finding finding(AlertStore.Stored stored, String fault) {
    return new Finding(
        "alert_history", stored.id(), Finding.Kind.ALTERED, stored.state().version() + " " + fault);
  }

  static Refusal missing(String id) {
    return Refusal.notFound("there is no alert " + id);
  }
}
