package org.watchfire.console.triage;

import static org.watchfire.console.web.Access.holds;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.watchfire.console.rules.RuleCatalogue;
import org.watchfire.console.search.RecordScreen;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.console.web.StrictJson;
import org.watchfire.store.ledger.Stream;

/** The routes of the alert queue. */
final class AlertRoutes {
  private static final String READ = "alert:read";

  /**
   * A decision as it comes in; members that the act does not know are refused.
   *
   * @param version the triage version that was seen; null when {@code If-Match} says it
   * @param comment required for a comment, else optional
   * @param disposition required for closing
   * @param duplicateOf required for closing as a duplicate
   * @param assignee for assigning; null gives it to nobody
   */
  record Decision(
      Long version, String comment, String disposition, String duplicateOf, String assignee) {
    Decision {
      comment = AlertDesk.comment(comment);
    }
  }

  private final AlertDesk desk;
  private final TrailSearch search;
  private final RecordScreen screen;
  private final RuleCatalogue rules;
  private final Clock clock;

  AlertRoutes(
      AlertDesk desk, TrailSearch search, RecordScreen screen, RuleCatalogue rules, Clock clock) {
    this.desk = desk;
    this.search = search;
    this.screen = screen;
    this.rules = rules;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/alerts", holds(READ), this::queue),
        Route.get("/alerts/facets", holds(READ), this::facets),
        Route.get("/alerts/groups", holds(READ), this::groups),
        Route.get("/alerts/speed", holds(READ), this::speed),
        Route.get("/alerts/{id}", holds(READ), this::open),
        Route.get("/alerts/{id}/evidence", holds(READ), this::evidence),
        decision("acknowledge", body -> new Order.Acknowledge()),
        decision("assign", body -> new Order.Assign(body.assignee())),
        take(),
        decision("close", body -> new Order.Close(body.disposition(), body.duplicateOf())),
        decision("reopen", body -> new Order.Reopen()),
        decision("comment", AlertRoutes::comment));
  }

  private static Order comment(Decision body) {
    if (body.comment() == null) {
      throw Refusal.invalid("a comment needs a text");
    }
    return new Order.Comment();
  }

  private Route decision(String word, Function<Decision, Order> order) {
    return Route.post(
        "/alerts/{id}/" + word,
        holds(AlertDesk.PERMISSION),
        call -> {
          Decision body = call.body(Decision.class);
          if (body.assignee() != null && !word.equals("assign")) {
            throw Refusal.invalid("assignee belongs to assigning");
          }
          if ((body.disposition() != null || body.duplicateOf() != null) && !word.equals("close")) {
            throw Refusal.invalid("disposition and duplicateOf belong to closing");
          }
          decide(call, body, order.apply(body));
        });
  }

  private Route take() {
    return Route.post(
        "/alerts/{id}/take",
        holds(AlertDesk.PERMISSION),
        call -> {
          Decision body = call.body(Decision.class);
          if (body.assignee() != null || body.disposition() != null) {
            throw Refusal.invalid("who takes an alert takes it for himself");
          }
          decide(call, body, new Order.Assign(call.caller().username()));
        });
  }

  private void decide(Call call, Decision body, Order order) {
    long version = body.version() == null ? call.ifMatch() : body.version();
    if (version < 0) {
      throw new Refusal(
          428, "version-required", "version or If-Match says which state of it you have seen");
    }
    AlertStore.Stored after =
        desk.decide(call.caller(), call.path("id"), order, version, body.comment());
    call.header("ETag", "\"" + after.state().version() + "\"");
    call.json(triage(after.state(), after.clock()));
  }

  private void queue(Call call) {
    String cursor = call.query("cursor");
    Optional<AlertQuery.Position> after =
        cursor == null ? Optional.empty() : AlertQuery.Position.parse(cursor);
    if (cursor != null && after.isEmpty()) {
      throw Refusal.invalid("parameter cursor is not one of this server");
    }
    int limit = call.queryInt("limit", 50, 1, 200);
    call.json(desk.queue(new AlertQuery(filter(call), clock.instant(), limit, after)));
  }

  private void facets(Call call) {
    call.json(desk.facets(filter(call)));
  }

  private void groups(Call call) {
    String by = call.query("by");
    if (by != null && !List.of("entity", "rule").contains(by)) {
      throw Refusal.invalid("parameter by expects entity or rule");
    }
    call.json(
        desk.groups(filter(call), by == null ? "entity" : by, call.queryInt("limit", 50, 1, 200)));
  }

  private void speed(Call call) {
    int days = call.queryInt("days", 7, 1, 90);
    call.json(desk.speed(clock.instant().minus(Duration.ofDays(days))));
  }

  static AlertFilter filter(Call call) {
    List<String> assignees =
        call.queryList("assignee").stream()
            .map(name -> name.equals("me") ? call.caller().username() : name)
            .toList();
    return new AlertFilter(
        call.queryList("ids"),
        call.queryList("status"),
        call.queryList("severity"),
        call.queryList("kind"),
        call.queryList("disposition"),
        call.query("rule"),
        assignees.isEmpty() ? null : String.join(",", assignees),
        call.query("entity"),
        call.query("entityType"),
        call.query("host"),
        call.query("user"),
        call.query("person"),
        call.query("asset"),
        call.query("caseId"),
        call.query("exceptionId"),
        call.query("overdue"),
        call.query("q"),
        call.query("from"),
        call.query("to"));
  }

  private void open(Call call) {
    AlertDesk.Opened opened = desk.open(call.caller(), call.path("id"));
    Map<String, Object> answer = new LinkedHashMap<>();
    JsonNode alert = StrictJson.tree(opened.alert());
    answer.put("alert", alert);
    answer.put("rule", rules.words(alert.path("rule").path("id").asText()).orElse(null));
    answer.put("triage", triage(opened.state(), opened.clock()));
    answer.put("history", opened.history().stream().map(AlertRoutes::entry).toList());
    answer.put("historyFault", opened.fault());
    call.header("ETag", "\"" + opened.state().version() + "\"");
    call.json(answer);
  }

  private static Map<String, Object> entry(HistorySeal.Entry entry) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("at", entry.at());
    view.put("actor", entry.actor());
    view.put("action", entry.action());
    view.put("comment", entry.comment());
    view.put("after", entry.after());
    view.put("bulk", entry.bulk());
    return view;
  }

  private static Map<String, Object> triage(AlertState state, AlertStore.Times times) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("status", state.status());
    view.put("assignee", state.assignee());
    view.put("disposition", state.disposition());
    view.put("duplicateOf", state.duplicateOf());
    view.put("caseId", state.caseId());
    view.put("version", state.version());
    view.put("clock", times);
    return view;
  }

  private void evidence(Call call) {
    byte[] document = desk.forEvidence(call.caller(), call.path("id"));
    try {
      RecordScreen.Viewer viewer = screen.of(call.caller());
      List<Map<String, Object>> items =
          search.evidence(AlertRecord.evidence(document)).stream()
              .map(e -> shown(viewer, e))
              .toList();
      viewer.putOnRecord();
      call.json(Map.of("items", items));
    } catch (AlertRecord.NotAnAlert e) {
      throw new IllegalStateException("a stored alert cannot be read any more", e);
    }
  }

  private static Map<String, Object> shown(RecordScreen.Viewer viewer, TrailSearch.Evidence e) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("eventId", e.eventId());
    item.put("found", e.found());
    item.put("seq", e.seq());
    if (e.found()) {
      RecordScreen.Shown shown = viewer.show(Stream.EVENTS, e.seq(), e.record());
      item.put("record", shown.record());
      item.put("masked", shown.masked());
      item.put("access", shown.access());
    } else {
      item.put("record", null);
      item.put("masked", List.of());
      item.put("access", null);
    }
    item.put("verification", e.verification());
    return item;
  }
}
