package org.watchfire.core.policy;

/** A policy object was refused; {@link #reason} tells why. */
public final class PolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why a policy object was refused. */
  public enum Reason {
    MALFORMED,
    UNKNOWN_KEY,
    BAD_SIGNATURE,
    ROLLED_BACK,
    BROKEN_CHAIN
  }

  private final Reason reason;

  public PolicyException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
