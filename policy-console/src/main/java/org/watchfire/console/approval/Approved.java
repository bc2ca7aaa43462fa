package org.watchfire.console.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.watchfire.console.identity.Caller;

/**
 * A request that has every agreement it needs, at the moment of its execution.
 *
 * @param id of the request, to be named in the trail and in what is changed
 * @param target as requested
 * @param parameters as requested
 * @param reason why it was asked for
 * @param requester user name of who asked
 * @param approvers user names of who agreed, in order
 * @param hash of the content, 64 hex digits
 * @param by whose call executes it: the last approver, or who executes a scheduled one
 */
public record Approved(
    String id,
    String kind,
    String target,
    JsonNode parameters,
    String reason,
    String requester,
    List<String> approvers,
    String hash,
    Caller by) {
  public Approved {
    approvers = List.copyOf(approvers);
  }

  /** For the detail of a trail record: who asked, who agreed. */
  public String words() {
    return "approval "
        + id
        + ", asked by "
        + requester
        + ", agreed by "
        + String.join(", ", approvers);
  }
}
