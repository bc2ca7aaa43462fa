package org.watchfire.console.approval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.watchfire.console.identity.PermissionMatrix;

/** Every action there is; closed at the start. Immutable. */
public final class ActionRegistry {
  private static final Pattern KIND = Pattern.compile("[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*");

  private final Map<String, ApprovedAction> actions;

  private ActionRegistry(Map<String, ApprovedAction> actions) {
    this.actions = actions;
  }

  /**
   * @throws IllegalStateException naming the action that is wrong: no approver, a permission that
   *     does not exist, a kind that is there twice
   */
  public static ActionRegistry of(PermissionMatrix matrix, List<ApprovedAction> actions) {
    Map<String, ApprovedAction> known = new LinkedHashMap<>();
    for (ApprovedAction action : actions) {
      String kind = action.kind();
      if (!KIND.matcher(kind).matches() || known.put(kind, action) != null) {
        throw new IllegalStateException("action " + kind + " is misnamed or there twice");
      }
      if (action.approvers().isEmpty() || action.approvers().stream().anyMatch(Set::isEmpty)) {
        throw new IllegalStateException("action " + kind + " could be done without approval");
      }
      if (!matrix.permissions().contains(action.requires())) {
        throw new IllegalStateException(
            "action " + kind + " needs something no role can have: " + action.requires());
      }
      if (action.delay().isNegative()) {
        throw new IllegalStateException("action " + kind + " has a negative delay");
      }
    }
    return new ActionRegistry(known);
  }

  Optional<ApprovedAction> find(String kind) {
    return Optional.ofNullable(actions.get(kind));
  }

  List<ApprovedAction> all() {
    return List.copyOf(actions.values());
  }
}
