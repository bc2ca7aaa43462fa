package org.watchfire.console.triage;

import static org.watchfire.console.web.Access.holds;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.console.web.StrictJson;

/** The routes of the alert queue. */
public final class AlertRoutes {
  private static final Set<String> STATUSES = Set.of("new", "acknowledged", "closed");

  private final AlertDesk desk;
  private final TrailSearch search;

  /**
   * @param search where evidence is looked up
   */
  public AlertRoutes(Database database, AuditTrail trail, TrailSearch search, Clock clock) {
    this.desk = new AlertDesk(database, trail, clock);
    this.search = search;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/alerts", holds("alert:read"), this::queue),
        Route.get("/alerts/{id}", holds("alert:read"), this::open),
        Route.get("/alerts/{id}/evidence", holds("alert:read"), this::evidence),
        decision("acknowledge", AlertDesk.Action.ACKNOWLEDGE),
        decision("close", AlertDesk.Action.CLOSE),
        decision("reopen", AlertDesk.Action.REOPEN),
        decision("comment", AlertDesk.Action.COMMENT));
  }

  private Route decision(String word, AlertDesk.Action action) {
    return Route.post(
        "/alerts/{id}/" + word,
        holds("alert:triage"),
        call ->
            call.json(
                desk.decide(
                    call.caller(), call.path("id"), action, call.body(AlertDesk.Decision.class))));
  }

  private void queue(Call call) {
    String cursor = call.query("cursor");
    Optional<AlertQuery.Position> after =
        cursor == null ? Optional.empty() : AlertQuery.Position.parse(cursor);
    if (cursor != null && after.isEmpty()) {
      throw Refusal.invalid("parameter cursor is not one of this server");
    }
    call.json(
        desk.queue(
            new AlertQuery(
                known(call, "status", STATUSES),
                known(call, "severity", AlertRecord.SEVERITIES),
                call.query("rule"),
                call.query("entity"),
                call.query("q"),
                call.queryInstant("from"),
                call.queryInstant("to"),
                call.queryInt("limit", 50, 1, 200),
                after)));
  }

  private void open(Call call) {
    AlertDesk.Opened opened = desk.open(call.caller(), call.path("id"));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("alert", StrictJson.tree(opened.alert()));
    answer.put("triage", opened.triage());
    answer.put("history", opened.history());
    call.header("ETag", "\"" + opened.triage().version() + "\"");
    call.json(answer);
  }

  private void evidence(Call call) {
    byte[] document = desk.forEvidence(call.caller(), call.path("id"));
    try {
      call.json(Map.of("items", search.evidence(AlertRecord.evidence(document))));
    } catch (AlertRecord.NotAnAlert e) {
      throw new IllegalStateException("a stored alert cannot be read any more", e);
    }
  }

  private static List<String> known(Call call, String name, Set<String> allowed) {
    List<String> values = call.queryList(name);
    if (!allowed.containsAll(values)) {
      throw Refusal.invalid("parameter " + name + " expects some of " + String.join(", ", allowed));
    }
    return values;
  }
}
