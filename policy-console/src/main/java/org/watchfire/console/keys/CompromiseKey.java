package org.watchfire.console.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.approval.ApprovalContent;
import org.watchfire.console.approval.ApprovalContent.Change;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.identity.Role;
import org.watchfire.console.keys.lifecycle.KeyState;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.json.CanonicalJson;

/**
 * Marks a version of a key as compromised ({@code {"version":n}}); there is no way back. Whoever
 * needs to act at once suspends it first, which takes one person.
 */
final class CompromiseKey implements ApprovedAction {
  private final KeyDesk desk;

  CompromiseKey(KeyDesk desk) {
    this.desk = desk;
  }

  @Override
  public String kind() {
    return "key.compromise";
  }

  @Override
  public String requires() {
    return "key:compromise";
  }

  @Override
  public List<Set<Role>> approvers() {
    return KeyApproval.APPROVERS;
  }

  @Override
  public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
    int number = KeyApproval.requireVersion(parameters);
    KeyVersion version = desk.version(transaction, target, number);
    KeyState state = KeyRows.life(transaction, version).state();
    KeyState to = state.hasMaterial() ? KeyState.COMPROMISED : KeyState.DESTROYED_COMPROMISED;
    if (!state.next().contains(to)) {
      throw new Refusal(409, "key-state", target + "/" + number + " is " + state.text());
    }
    return new ApprovalContent(
        CanonicalJson.bytes(
            Map.of("kind", kind(), "key", target, "version", number, "state", state.text())),
        "将密钥 " + target + "/" + number + " 标记为已泄露（不可撤销）",
        "mark key " + target + "/" + number + " as compromised, for good",
        List.of(new Change("state", state.text(), to.text())),
        Set.of());
  }

  @Override
  public void execute(Approved approved, Handle transaction) {
    desk.compromise(
        transaction,
        approved.by(),
        approved.target(),
        KeyApproval.requireVersion(approved.parameters()),
        KeyApproval.reason(approved));
  }
}
