package org.watchfire.console.audit;

import static java.util.Objects.requireNonNull;

/**
 * Something somebody did or tried.
 *
 * @param action {@code object.verb}, for example {@code alert.close}
 * @param kind which ECS category and type it has
 * @param success whether it was done; false for a refusal or a failure
 * @param target what it was done to, null when nothing particular
 * @param detail circumstances in words, null when none; never a secret
 */
public record Act(String action, Kind kind, boolean success, String target, String detail) {
  /** ECS {@code event.category} and {@code event.type} of an act. */
  public enum Kind {
    SIGN_IN("authentication", "start"),
    SIGN_OUT("session", "end"),
    READ("web", "access"),
    TRIAGE("web", "change"),
    CONFIGURE("configuration", "change"),
    ACCOUNT("iam", "change"),
    DENIED("iam", "denied");

    private final String category;
    private final String type;

    Kind(String category, String type) {
      this.category = category;
      this.type = type;
    }

    String category() {
      return category;
    }

    String type() {
      return type;
    }
  }

  public Act {
    requireNonNull(action, "action");
    requireNonNull(kind, "kind");
  }

  public static Act done(String action, Kind kind, String target, String detail) {
    return new Act(action, kind, true, target, detail);
  }

  public static Act failed(String action, Kind kind, String target, String detail) {
    return new Act(action, kind, false, target, detail);
  }
}
