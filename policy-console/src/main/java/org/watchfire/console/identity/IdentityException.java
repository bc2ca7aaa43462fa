package org.watchfire.console.identity;

import static java.util.Objects.requireNonNull;

/** A wish about accounts, roles or a session that is refused, with a code a program can read. */
public final class IdentityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. The text is the {@code code} of the answer. */
  public enum Reason {
    WRONG_CREDENTIALS("credentials"),
    LOCKED("locked"),
    TOO_MANY_ATTEMPTS("rate-limited"),
    BUSY("busy"),
    UNKNOWN_ACCOUNT("not-found"),
    USERNAME_TAKEN("username-taken"),
    OFFICER_EXCLUSIVE("officer-exclusive"),
    OWN_ACCOUNT("own-account"),
    LAST_OFFICER("last-officer"),
    APPROVAL_REQUIRED("approval-required"),
    SET_UP_DONE("set-up-done"),
    SECOND_FACTOR("second-factor"),
    SECOND_FACTOR_EXISTS("second-factor-exists"),
    TOKEN_WIDER("token-wider"),
    TOO_MANY_TOKENS("too-many-tokens"),
    UNKNOWN_TOKEN("not-found"),
    WEAK_PASSWORD("weak-password");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  private final Reason reason;
  private final long retryAfterSeconds;

  public IdentityException(Reason reason, String message) {
    this(reason, message, 0);
  }

  /**
   * @param retryAfterSeconds when the same wish may be granted; 0 when time does not matter
   */
  public IdentityException(Reason reason, String message, long retryAfterSeconds) {
    super(message);
    this.reason = requireNonNull(reason);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  public Reason reason() {
    return reason;
  }

  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
