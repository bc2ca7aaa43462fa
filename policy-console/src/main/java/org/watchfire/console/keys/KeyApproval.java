package org.watchfire.console.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.identity.Role;
import org.watchfire.console.keys.lifecycle.Transition;
import org.watchfire.console.web.Refusal;

/** What requests for approval about keys have in common. */
final class KeyApproval {
  /** One who keeps keys and the officer for security, or a data owner in his place. */
  static final List<Set<Role>> APPROVERS =
      List.of(Set.of(Role.KEY_CUSTODIAN), Set.of(Role.SEC_ADMIN, Role.DATA_OWNER));

  private KeyApproval() {}

  /** The version that is meant; null for all. */
  static Integer version(JsonNode parameters) {
    JsonNode version = parameters.path("version");
    if (version.isMissingNode()) {
      return null;
    }
    if (!version.canConvertToInt() || !version.isIntegralNumber() || version.asInt() < 1) {
      throw Refusal.invalid("version expects a whole number from 1");
    }
    return version.asInt();
  }

  static int requireVersion(JsonNode parameters) {
    Integer version = version(parameters);
    if (version == null) {
      throw Refusal.invalid("version is missing");
    }
    return version;
  }

  /** Why, with who agreed, fit for the history of a key. */
  static String reason(Approved approved) {
    String reason = approved.reason() + " (" + approved.words() + ")";
    return reason.length() <= Transition.LONGEST_REASON
        ? reason
        : reason.substring(0, Transition.LONGEST_REASON);
  }
}
