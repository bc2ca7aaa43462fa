package org.watchfire.rules.access;

/**
 * What a new policy set changes for one person, one asset and one action.
 *
 * @param policyBefore the policy that decided before, empty when none did
 * @param policyAfter the policy that decides after
 */
public record AccessChange(
    String person,
    String asset,
    AccessAction action,
    Verdict before,
    Verdict after,
    String policyBefore,
    String policyAfter) {

  /** Which way it goes. */
  public enum Kind {
    GAINED,
    LOST,
    /** The same verdict under other conditions or duties. */
    TERMS
  }

  public Kind kind() {
    return kind(before, after);
  }

  static Kind kind(Verdict before, Verdict after) {
    int order = after.compareTo(before);
    return order > 0 ? Kind.GAINED : order < 0 ? Kind.LOST : Kind.TERMS;
  }
}
