package org.watchfire.console.triage;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;

/**
 * One act on everything a query found.
 *
 * @param matched alerts that were found when it was accepted: what it is about
 * @param skipped of these, changed by somebody since, or not in a state for it
 * @param failed of these, not to be relied upon
 * @param state {@code running}, {@code done} or {@code failed}
 * @param problem why it failed, null when it did not
 * @param undoOf the act it undoes, null for none
 */
record Bulk(
    long id,
    String action,
    JsonNode parameters,
    JsonNode query,
    long matched,
    long done,
    long skipped,
    long failed,
    String state,
    String problem,
    Long undoOf,
    String startedBy,
    String address,
    Instant startedAt,
    Instant endedAt) {

  static final String UNDO = "undo";

  /**
   * What is to be done; members that the action does not know are refused.
   *
   * @param assignee for {@code assign}; null gives the alerts to nobody
   * @param disposition for {@code close}
   * @param duplicateOf for {@code close} as duplicate
   * @param comment for {@code comment} required, else optional
   */
  record Parameters(String assignee, String disposition, String duplicateOf, String comment) {
    Parameters {
      comment = AlertDesk.comment(comment);
    }

    Order order(String action) {
      if (!action.equals("close") && (disposition != null || duplicateOf != null)) {
        throw Refusal.invalid("disposition and duplicateOf belong to closing");
      }
      if (!action.equals("assign") && assignee != null) {
        throw Refusal.invalid("assignee belongs to assigning");
      }
      switch (action) {
        case "acknowledge" -> {
          return new Order.Acknowledge();
        }
        case "assign" -> {
          return new Order.Assign(assignee);
        }
        case "close" -> {
          return new Order.Close(disposition, duplicateOf);
        }
        case "comment" -> {
          if (comment == null) {
            throw Refusal.invalid("a comment needs a text");
          }
          return new Order.Comment();
        }
        default ->
            throw Refusal.invalid("action expects one of acknowledge, assign, close, comment");
      }
    }
  }

  Parameters asked() {
    return StrictJson.read(StrictJson.write(parameters), Parameters.class);
  }
}
