package org.watchfire.console.access;

import static org.watchfire.console.web.Access.holds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Route;

/** The routes of published versions. */
final class VersionRoutes {
  private final Database database;
  private final PolicySets sets;
  private final Publications publications;
  private final AuditTrail trail;

  VersionRoutes(Database database, PolicySets sets, Publications publications, AuditTrail trail) {
    this.database = database;
    this.sets = sets;
    this.publications = publications;
    this.trail = trail;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/access/versions", holds("policy:read"), this::list),
        Route.get("/access/versions/{version}", holds("policy:read"), this::get),
        Route.get("/access/versions/{version}/diff", holds("policy:read"), this::diff));
  }

  private void list(Call call) {
    int limit = call.queryInt("limit", 20, 1, 100);
    long below = Ids.cursor(call);
    List<Map<String, Object>> items = new ArrayList<>();
    List<Long> numbers =
        read(
            call,
            "policy.versions",
            null,
            handle -> {
              List<Long> page = PolicySets.versions(handle, below, limit + 1);
              for (Long version : page.subList(0, Math.min(limit, page.size()))) {
                items.add(view(handle, sets.version(handle, version)));
              }
              return page;
            });
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", items);
    answer.put("next", numbers.size() > limit ? Long.toString(numbers.get(limit - 1)) : null);
    call.json(answer);
  }

  private void get(Call call) {
    long version = Ids.version("version", call.path("version"));
    Map<String, Object> answer =
        read(
            call,
            "policy.version",
            Long.toString(version),
            handle -> {
              PolicySets.Published published = sets.version(handle, version);
              Map<String, Object> view = view(handle, published);
              view.put("set", published.set().tree());
              return view;
            });
    call.header("ETag", "\"" + version + "\"");
    call.json(answer);
  }

  /** Against the version before, or another one. */
  private void diff(Call call) {
    long version = Ids.version("version", call.path("version"));
    long against = Ids.version(call, "against", version - 1);
    SetDifference difference =
        read(
            call,
            "policy.version-diff",
            version + " against " + against,
            handle -> SetDifference.between(policies(handle, against), policies(handle, version)));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("from", against);
    answer.put("to", version);
    answer.put("difference", difference);
    call.json(answer);
  }

  private List<?> policies(Handle handle, long version) {
    return version == 0
        ? List.of()
        : (List<?>) sets.version(handle, version).set().tree().get("policies");
  }

  private Map<String, Object> view(Handle handle, PolicySets.Published published) {
    long version = published.set().version();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("version", version);
    view.put("hash", published.hash());
    view.put("previousHash", published.set().previousHash());
    view.put("policies", published.set().policies().size());
    view.put("inForce", version == PolicySets.version(handle));
    view.put("publishedAt", published.at());
    Optional<Publications.Publication> how = publications.find(handle, version);
    how.ifPresent(
        p -> {
          view.put("title", p.title());
          view.put("draft", p.draftId());
          view.put("dryRun", p.dryRunId());
          view.put("approval", p.approvalId());
          view.put("requester", p.requester());
          view.put("approvers", p.approvers());
        });
    return view;
  }

  private <T> T read(Call call, String act, String target, Function<Handle, T> reading) {
    return database.inTransaction(
        handle -> {
          T read = reading.apply(handle);
          trail.write(handle, call.caller(), Act.done(act, Kind.READ, target, null));
          return read;
        });
  }
}
