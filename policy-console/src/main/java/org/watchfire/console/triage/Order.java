package org.watchfire.console.triage;

import org.watchfire.console.web.Refusal;

/** An act on an alert: what it leaves, given what was there. Pure. */
sealed interface Order {
  /** As it stands in the history and, behind {@code alert.}, in the trail. */
  String word();

  /**
   * @param actor user name of who acts
   * @throws Refusal 409 {@code state} when it cannot be done to an alert in this state
   */
  AlertState next(AlertState before, String actor);

  /** Takes it on: it is being worked on, by who says so. */
  record Acknowledge() implements Order {
    @Override
    public String word() {
      return "acknowledge";
    }

    @Override
    public AlertState next(AlertState before, String actor) {
      requireOpen(before);
      return before.with("acknowledged", actor);
    }
  }

  /**
   * Gives it to somebody, or to nobody.
   *
   * @param assignee somebody who may triage; null for nobody
   */
  record Assign(String assignee) implements Order {
    @Override
    public String word() {
      return assignee == null ? "unassign" : "assign";
    }

    @Override
    public AlertState next(AlertState before, String actor) {
      requireOpen(before);
      if (java.util.Objects.equals(before.assignee(), assignee)) {
        throw state(
            assignee == null ? "the alert is nobody's" : "the alert is " + assignee + "'s already");
      }
      return before.with(before.status(), assignee);
    }
  }

  /** Adds words only. */
  record Comment() implements Order {
    @Override
    public String word() {
      return "comment";
    }

    @Override
    public AlertState next(AlertState before, String actor) {
      return before.with(before.status(), before.assignee());
    }
  }

  /**
   * Ends the work on it.
   *
   * @param duplicateOf the alert it repeats; exactly when the disposition is {@code duplicate}
   */
  record Close(String disposition, String duplicateOf) implements Order {
    public Close {
      if (disposition == null
          || disposition.equals("suppressed")
          || !AlertFilter.DISPOSITIONS.contains(disposition)) {
        throw Refusal.invalid(
            "disposition expects one of true_positive, benign, false_positive, duplicate");
      }
      if (disposition.equals("duplicate") != (duplicateOf != null)) {
        throw Refusal.invalid("duplicateOf goes with the disposition duplicate");
      }
      if (duplicateOf != null && !duplicateOf.matches("[0-9a-f]{32}")) {
        throw Refusal.invalid("duplicateOf expects the id of an alert");
      }
    }

    @Override
    public String word() {
      return "close";
    }

    @Override
    public AlertState next(AlertState before, String actor) {
      if (before.closed()) {
        throw state("the alert is closed already");
      }
      return new AlertState(
          "closed",
          before.assignee() == null ? actor : before.assignee(),
          disposition,
          duplicateOf,
          before.caseId(),
          before.version() + 1);
    }
  }

  /** Takes up the work on a closed one again. */
  record Reopen() implements Order {
    @Override
    public String word() {
      return "reopen";
    }

    @Override
    public AlertState next(AlertState before, String actor) {
      if (!before.closed()) {
        throw state("only a closed alert is reopened");
      }
      return new AlertState(
          "acknowledged", actor, null, null, before.caseId(), before.version() + 1);
    }
  }

  /** Puts one back as it was before a bulk act closed it. */
  record Restore(String status, String assignee) implements Order {
    @Override
    public String word() {
      return "reopen";
    }

    @Override
    public AlertState next(AlertState before, String actor) {
      if (!before.closed()) {
        throw state("only a closed alert is reopened");
      }
      return new AlertState(status, assignee, null, null, before.caseId(), before.version() + 1);
    }
  }

  /** Makes it part of a case. */
  record Escalate(String caseId) implements Order {
    @Override
    public String word() {
      return "escalate";
    }

    @Override
    public AlertState next(AlertState before, String actor) {
      if (before.caseId() != null) {
        throw state("the alert is in case " + before.caseId() + " already");
      }
      return new AlertState(
          before.status().equals("new") ? "acknowledged" : before.status(),
          before.assignee() == null ? actor : before.assignee(),
          before.disposition(),
          before.duplicateOf(),
          caseId,
          before.version() + 1);
    }
  }

  private static void requireOpen(AlertState before) {
    if (before.closed()) {
      throw state("the alert is closed; reopen it first");
    }
  }

  private static Refusal state(String why) {
    return new Refusal(409, "state", why);
  }
}
