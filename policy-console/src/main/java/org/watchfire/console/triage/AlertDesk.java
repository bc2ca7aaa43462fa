package org.watchfire.console.triage;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Refusal;

/** What an analyst does with an alert. Every act adds to its history and to the audit trail. */
final class AlertDesk {
  /** The acts. */
  enum Action {
    ACKNOWLEDGE,
    CLOSE,
    REOPEN,
    COMMENT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why an alert was closed. */
  enum Disposition {
    TRUE_POSITIVE,
    BENIGN,
    FALSE_POSITIVE,
    DUPLICATE;

    static String checked(String word) {
      for (Disposition disposition : values()) {
        if (disposition.word().equals(word)) {
          return word;
        }
      }
      throw Refusal.invalid(
          "disposition expects one of true_positive, benign, false_positive, duplicate");
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MAX_COMMENT = 4_000;

  /**
   * A decision as it comes in.
   *
   * @param version the triage version that was seen
   * @param comment required for a comment, else optional
   * @param disposition required for closing, else absent
   */
  record Decision(Long version, String comment, String disposition) {
    Decision {
      if (version == null) {
        throw new IllegalArgumentException("version is required");
      }
      if (comment != null && comment.length() > MAX_COMMENT) {
        throw new IllegalArgumentException("comment is longer than " + MAX_COMMENT);
      }
      if (comment != null && comment.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("comment holds a NUL");
      }
      comment = comment == null || comment.isBlank() ? null : comment.strip();
    }
  }

  record Opened(byte[] alert, AlertStore.Triage triage, List<AlertStore.Entry> history) {}

  private final Database database;
  private final AuditTrail trail;
  private final Clock clock;

  AlertDesk(Database database, AuditTrail trail, Clock clock) {
    this.database = database;
    this.trail = trail;
    this.clock = clock;
  }

  AlertStore.Page queue(AlertQuery query) {
    return database.inTransaction(handle -> AlertStore.page(handle, query));
  }

  Opened open(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          AlertStore.Stored stored = AlertStore.find(handle, id).orElseThrow(() -> missing(id));
          trail.write(handle, caller, Act.done("alert.open", Kind.READ, id, null));
          return new Opened(stored.document(), stored.triage(), AlertStore.history(handle, id));
        });
  }

  /** The alert's document, for its evidence; on record as a reading of the evidence. */
  byte[] forEvidence(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          byte[] document = AlertStore.find(handle, id).orElseThrow(() -> missing(id)).document();
          trail.write(handle, caller, Act.done("alert.evidence", Kind.READ, id, null));
          return document;
        });
  }

  AlertStore.Triage decide(Caller caller, String id, Action action, Decision decision) {
    return database.inTransaction(
        handle -> {
          AlertStore.Triage before =
              AlertStore.findForUpdate(handle, id).orElseThrow(() -> missing(id)).triage();
          if (before.version() != decision.version()) {
            throw Refusal.stale(before.version());
          }
          AlertStore.Triage after = next(before, action, decision, caller.username());
          AlertStore.decide(
              handle,
              id,
              after,
              new AlertStore.Entry(
                  clock.instant(), caller.username(), action.word(), decision.comment()));
          trail.write(
              handle,
              caller,
              Act.done(
                  "alert." + action.word(),
                  Kind.TRIAGE,
                  id,
                  action == Action.CLOSE ? "as " + after.disposition() : null));
          return after;
        });
  }

  private static AlertStore.Triage next(
      AlertStore.Triage before, Action action, Decision decision, String actor) {
    boolean closed = before.status().equals("closed");
    if (action != Action.CLOSE && decision.disposition() != null) {
      throw Refusal.invalid("disposition belongs to closing");
    }
    long version = before.version() + 1;
    switch (action) {
      case ACKNOWLEDGE -> {
        requireState(!closed, "the alert is closed; reopen it first");
        return new AlertStore.Triage("acknowledged", actor, null, version);
      }
      case CLOSE -> {
        requireState(!closed, "the alert is closed already");
        String assignee = before.assignee() == null ? actor : before.assignee();
        String disposition = Disposition.checked(decision.disposition());
        return new AlertStore.Triage("closed", assignee, disposition, version);
      }
      case REOPEN -> {
        requireState(closed, "only a closed alert is reopened");
        return new AlertStore.Triage("acknowledged", actor, null, version);
      }
      case COMMENT -> {
        if (decision.comment() == null) {
          throw Refusal.invalid("a comment needs a text");
        }
        return new AlertStore.Triage(
            before.status(), before.assignee(), before.disposition(), version);
      }
      default -> throw new IllegalStateException("unknown action " + action);
    }
  }

  private static void requireState(boolean condition, String why) {
    if (!condition) {
      throw new Refusal(409, "state", why);
    }
  }

  private static Refusal missing(String id) {
    return Refusal.notFound("there is no alert " + id);
  }
}
