package org.watchfire.console.approval;

import static org.watchfire.console.web.Access.holds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.console.web.StrictJson;

/** The routes of approvals. */
public final class ApprovalRoutes {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_TARGET = 200;
  private static final int MAX_REASON = 2_000;

  record Request(String kind, String target, JsonNode parameters, String reason) {
    Request {
      kind = text("kind", kind, 1, 64);
      target = text("target", target, 1, MAX_TARGET);
      reason = text("reason", reason, 4, MAX_REASON);
      if (parameters == null || parameters.isNull()) {
        parameters = JsonNodeFactory.instance.objectNode();
      }
      if (!parameters.isObject()) {
        throw new IllegalArgumentException("parameters expects an object");
      }
      if (new String(StrictJson.write(parameters), java.nio.charset.StandardCharsets.UTF_8)
          .contains("\\u0000")) {
        throw new IllegalArgumentException("parameters holds a NUL");
      }
    }
  }

  record Decision(Boolean approve, String reason, String hash) {
    Decision {
      if (approve == null) {
        throw new IllegalArgumentException("approve is required");
      }
      reason = text("reason", reason, 2, MAX_REASON);
      if (hash == null || !HASH.matcher(hash).matches()) {
        throw new IllegalArgumentException("hash expects the hash of the content that was seen");
      }
    }
  }

  private final Approvals approvals;

  public ApprovalRoutes(Approvals approvals) {
    this.approvals = approvals;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/approvals", holds("approval:read"), this::list),
        Route.post("/approvals", holds("approval:request"), this::request),
        Route.get(
            "/approvals/waiting",
            holds("approval:decide"),
            call -> call.json(Map.of("count", approvals.waiting(call.caller())))),
        Route.get("/approvals/{id}", holds("approval:read"), this::get),
        Route.post("/approvals/{id}/decision", holds("approval:decide"), this::decide),
        Route.post("/approvals/{id}/execute", holds("approval:read"), this::execute),
        Route.delete("/approvals/{id}", holds("approval:request"), this::withdraw));
  }

  private void list(Call call) {
    Set<ApprovalState> states = EnumSet.noneOf(ApprovalState.class);
    for (String state : call.queryList("state")) {
      try {
        states.add(ApprovalState.of(state));
      } catch (IllegalArgumentException e) {
        throw Refusal.invalid("parameter state has no such value");
      }
    }
    int limit = call.queryInt("limit", 50, 1, 200);
    String cursor = call.query("cursor");
    if (cursor != null && !ID.matcher(cursor).matches()) {
      throw Refusal.invalid("parameter cursor is not one of a page");
    }
    List<Approvals.Seen> page = approvals.list(call.caller(), states, cursor, limit + 1);
    boolean more = page.size() > limit;
    List<Approvals.Seen> shown = more ? page.subList(0, limit) : page;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", shown.stream().map(ApprovalRoutes::view).toList());
    answer.put("next", more ? shown.get(limit - 1).approval().id() : null);
    call.json(answer);
  }

  private void request(Call call) {
    Request body = call.body(Request.class);
    call.answer(
        201,
        view(
            approvals.request(
                call.caller(), body.kind(), body.target(), body.parameters(), body.reason())));
  }

  private void get(Call call) {
    call.json(view(approvals.get(call.caller(), id(call))));
  }

  private void decide(Call call) {
    String id = id(call);
    Decision body = call.body(Decision.class);
    call.json(
        view(approvals.decide(call.caller(), id, body.approve(), body.reason(), body.hash())));
  }

  private void execute(Call call) {
    call.json(view(approvals.execute(call.caller(), id(call))));
  }

  private void withdraw(Call call) {
    approvals.withdraw(call.caller(), id(call));
    call.noContent();
  }

  private static Map<String, Object> view(Approvals.Seen seen) {
    Approval a = seen.approval();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", a.id());
    view.put("kind", a.kind());
    view.put("target", a.target());
    view.put("parameters", a.parameters());
    view.put("reason", a.reason());
    view.put("requester", a.requester());
    view.put("state", a.state().text());
    view.put("outcome", a.outcome());
    view.put("hash", a.hash());
    view.put("summary", Map.of("zh", a.zh(), "en", a.en()));
    view.put("impact", a.impact());
    view.put("requestedAt", a.requestedAt());
    view.put("expiresAt", a.expiresAt());
    view.put("executeAfter", a.executeAfter());
    view.put("endedAt", a.endedAt());
    view.put("needed", seen.needed());
    view.put("decisions", a.decisions().stream().map(ApprovalRoutes::decision).toList());
    view.put("mayDecide", seen.mayDecide());
    view.put("current", seen.current());
    return view;
  }

  private static Map<String, Object> decision(Approval.Decision d) {
    return Map.of(
        "by", d.username(),
        "roles", d.roles(),
        "approve", d.approve(),
        "reason", d.reason(),
        "at", d.at());
  }

  private static String id(Call call) {
    String id = call.path("id");
    if (!ID.matcher(id).matches()) {
      throw Refusal.notFound("there is no such approval");
    }
    return id;
  }

  private static String text(String field, String value, int min, int max) {
    String text = value == null ? "" : value.strip();
    if (text.codePointCount(0, text.length()) < min || text.length() > max) {
      throw new IllegalArgumentException(field + " expects " + min + " to " + max + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lone =
          Character.isSurrogate(c)
              && !(Character.isHighSurrogate(c)
                  && i + 1 < text.length()
                  && Character.isLowSurrogate(text.charAt(i + 1)))
              && !(i > 0 && Character.isHighSurrogate(text.charAt(i - 1)));
      if (lone || (Character.isISOControl(c) && c != '\n' && c != '\t')) {
        throw new IllegalArgumentException(field + " holds a control or broken character");
      }
    }
    return text;
  }
}
