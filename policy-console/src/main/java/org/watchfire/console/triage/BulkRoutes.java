package org.watchfire.console.triage;

import static org.watchfire.console.web.Access.holds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.console.web.StrictJson;

/** The routes of bulk acts. */
final class BulkRoutes {
  /**
   * @param query filters of the queue
   * @param expected how many alerts are meant
   */
  record Request(
      JsonNode query,
      String action,
      Long expected,
      String assignee,
      String disposition,
      String duplicateOf,
      String comment) {
    Request {
      if (query == null || !query.isObject()) {
        throw new IllegalArgumentException("query expects the filters of the queue");
      }
      if (action == null) {
        throw new IllegalArgumentException("action is required");
      }
      if (expected == null || expected < 1) {
        throw new IllegalArgumentException("expected says how many alerts are meant, from 1");
      }
    }
  }

  private final BulkDesk desk;

  BulkRoutes(BulkDesk desk) {
    this.desk = desk;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/alerts/bulk", holds("alert:read"), this::list),
        Route.post("/alerts/bulk", holds(AlertDesk.PERMISSION), this::accept),
        Route.get("/alerts/bulk/{id}", holds("alert:read"), this::get),
        Route.post("/alerts/bulk/{id}/undo", holds(AlertDesk.PERMISSION), this::undo));
  }

  private void accept(Call call) {
    Request body = call.body(Request.class);
    AlertFilter filter = StrictJson.read(StrictJson.write(body.query()), AlertFilter.class);
    call.answer(
        202,
        view(
            desk.accept(
                call.caller(),
                filter,
                body.action(),
                new Bulk.Parameters(
                    body.assignee(), body.disposition(), body.duplicateOf(), body.comment()),
                body.expected())));
  }

  private void undo(Call call) {
    call.answer(202, view(desk.undo(call.caller(), id(call))));
  }

  private void get(Call call) {
    BulkDesk.Seen seen = desk.get(id(call));
    Map<String, Object> view = view(seen.bulk());
    view.put("reasons", seen.reasons());
    view.put("undoneBy", seen.undoneBy());
    call.json(view);
  }

  private void list(Call call) {
    String cursor = call.query("cursor");
    if (cursor != null && !cursor.matches("\\d{1,18}")) {
      throw Refusal.invalid("parameter cursor is not one of this server");
    }
    int limit = call.queryInt("limit", 50, 1, 200);
    List<Bulk> page =
        desk.list(cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor), limit + 1);
    boolean more = page.size() > limit;
    List<Bulk> shown = more ? page.subList(0, limit) : page;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", shown.stream().map(BulkRoutes::view).toList());
    answer.put("next", more ? Long.toString(shown.get(limit - 1).id()) : null);
    call.json(answer);
  }

  private static Map<String, Object> view(Bulk bulk) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", bulk.id());
    view.put("action", bulk.action());
    view.put("parameters", bulk.parameters());
    view.put("query", bulk.query());
    view.put("matched", bulk.matched());
    view.put("done", bulk.done());
    view.put("skipped", bulk.skipped());
    view.put("failed", bulk.failed());
    view.put("state", bulk.state());
    view.put("problem", bulk.problem());
    view.put("undoOf", bulk.undoOf());
    view.put("startedBy", bulk.startedBy());
    view.put("startedAt", bulk.startedAt());
    view.put("endedAt", bulk.endedAt());
    return view;
  }

  private static long id(Call call) {
    String id = call.path("id");
    if (!id.matches("\\d{1,18}")) {
      throw Refusal.notFound("there is no such bulk act");
    }
    return Long.parseLong(id);
  }
}
