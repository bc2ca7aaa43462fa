package org.watchfire.console.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.watchfire.console.identity.Role;

/**
 * One request as it stands.
 *
 * @param outcome what became of it, in words; empty while open
 * @param interested natural persons whom it concerns
 * @param executeAfter null unless approved
 * @param endedAt null while open
 */
record Approval(
    String id,
    String kind,
    String target,
    JsonNode parameters,
    String reason,
    String requester,
    String requesterPerson,
    String hash,
    String zh,
    String en,
    JsonNode impact,
    Set<String> interested,
    ApprovalState state,
    String outcome,
    Instant requestedAt,
    Instant expiresAt,
    Instant executeAfter,
    Instant endedAt,
    List<Decision> decisions) {

  /**
   * What one person said.
   *
   * @param roles he had then
   */
  record Decision(
      String person, String username, Set<Role> roles, boolean approve, String reason, Instant at) {
    Decision {
      roles = Role.setOf(roles);
    }
  }

  List<Decision> agreements() {
    return decisions.stream().filter(Decision::approve).toList();
  }
}
