package org.watchfire.rules.access;

import java.util.List;

/**
 * What was decided, under which set.
 *
 * @param policyId the policy that decided: the first deny that applies, else the first allow, by
 *     id; empty when no policy did
 * @param policies all that applied to an allowed request, by id
 * @param setVersion version of the set; 0 = no set is published
 * @param duties what an allow asks in return; nothing is shown of what is denied
 */
public record Decision(
    boolean allowed,
    ReasonCode reason,
    String policyId,
    List<String> policies,
    long setVersion,
    Duties duties) {

  public Decision {
    policies = List.copyOf(policies);
  }

  /** Allowed by a right for an emergency, beside the policies that allow it anyway. */
  static Decision emergency(List<String> policies, long setVersion) {
    return new Decision(true, ReasonCode.EMERGENCY, "", policies, setVersion, Duties.EMERGENCY);
  }

  static Decision denied(ReasonCode reason, String policyId, long setVersion) {
    return new Decision(false, reason, policyId, List.of(), setVersion, Duties.NOTHING_SHOWN);
  }
}
