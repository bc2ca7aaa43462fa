package org.watchfire.rules.access;

/** What is assumed where a request does not say what a policy asks. */
public enum Presumption {
  /** Enforcement: what is not known speaks against access. An allow does not apply, a deny does. */
  STRICT,
  /**
   * Judging what other systems' logs tell, which do not name purpose, second factor or case: only
   * what is certainly forbidden is. An allow applies, a deny does not.
   */
  LENIENT;

  /** Whether a policy of this effect applies when its tests came to this. */
  boolean applies(Effect effect, Truth truth) {
    return truth == Truth.TRUE
        || (truth == Truth.UNKNOWN && (effect == Effect.DENY) == (this == STRICT));
  }
}
