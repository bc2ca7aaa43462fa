package org.watchfire.console.access;

import static org.watchfire.console.web.Access.holds;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.rules.access.AccessPolicySet;

/** The routes of drafts. */
final class DraftRoutes {
  private static final int MAX_TITLE = 200;
  private static final int MAX_OPEN = 100;

  private final Database database;
  private final DraftStore store;
  private final PolicySets sets;
  private final AuditTrail trail;
  private final Clock clock;

  /**
   * @param policies null takes those in force, or those of {@code fromVersion}
   */
  record NewDraft(String title, JsonNode policies, Long fromVersion) {
    NewDraft {
      title = checkedTitle(title);
      if (policies != null && fromVersion != null) {
        throw new IllegalArgumentException("either policies or fromVersion");
      }
    }
  }

  /**
   * @param baseVersion to go out from another published version than before; null leaves it
   */
  record ChangedDraft(String title, JsonNode policies, Long baseVersion) {
    ChangedDraft {
      title = checkedTitle(title);
    }
  }

  record Policies(JsonNode policies) {}

  DraftRoutes(Database database, DraftStore store, PolicySets sets, AuditTrail trail, Clock clock) {
    this.database = database;
    this.store = store;
    this.sets = sets;
    this.trail = trail;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/access/drafts", holds("policy:read"), this::list),
        Route.post("/access/drafts", holds("policy:draft"), this::create),
        Route.post("/access/checks", holds("policy:read"), this::check),
        Route.get("/access/drafts/{id}", holds("policy:read"), this::get),
        Route.put("/access/drafts/{id}", holds("policy:draft"), this::save),
        Route.delete("/access/drafts/{id}", holds("policy:draft"), this::discard),
        Route.get("/access/drafts/{id}/diff", holds("policy:read"), this::diff));
  }

  private static String checkedTitle(String title) {
    if (title == null
        || title.isBlank()
        || title.length() > MAX_TITLE
        || title.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("title expects 1 to " + MAX_TITLE + " characters");
    }
    return title.strip();
  }

  private void list(Call call) {
    int limit = call.queryInt("limit", 50, 1, 200);
    long below = Ids.cursor(call);
    boolean all = "all".equals(call.query("state"));
    List<DraftStore.Line> lines =
        database.inTransaction(
            handle -> {
              trail.write(
                  handle, call.caller(), Act.done("policy-draft.list", Kind.READ, null, null));
              return DraftStore.page(handle, all, below, limit + 1);
            });
    call.json(Ids.page(lines, limit, DraftStore.Line::number));
  }

  private void create(Call call) {
    NewDraft asked = call.body(NewDraft.class);
    Draft draft =
        database.inTransaction(
            handle -> {
              if (DraftStore.open(handle) >= MAX_OPEN) {
                throw new Refusal(
                    409, "state", "there are " + MAX_OPEN + " open drafts; discard some first");
              }
              JsonNode policies =
                  asked.policies() == null ? begin(handle, asked) : asked.policies();
              AccessPolicySet set = PolicyText.require(policies, sets.levels(handle));
              Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
              String by = call.caller().username();
              Draft fresh =
                  new Draft(
                      UUID.randomUUID().toString().replace("-", ""),
                      asked.title(),
                      by,
                      PolicySets.version(handle),
                      policies,
                      set.hash(),
                      1,
                      Draft.State.OPEN,
                      now,
                      now,
                      by);
              store.write(handle, fresh);
              String from =
                  asked.fromVersion() == null ? "" : ", from version " + asked.fromVersion();
              write(handle, call.caller(), "policy-draft.create", fresh, from);
              return fresh;
            });
    call.header("ETag", "\"1\"");
    call.answer(201, view(draft));
  }

  private JsonNode begin(Handle handle, NewDraft asked) {
    Object policies =
        asked.fromVersion() != null
            ? sets.version(handle, asked.fromVersion()).set().tree().get("policies")
            : sets.current(handle)
                .map(set -> set.tree().get("policies"))
                .orElseGet(() -> PolicySets.shipped().tree().get("policies"));
    return StrictJson.tree(StrictJson.write(policies));
  }

  private void check(Call call) {
    JsonNode policies = call.body(Policies.class).policies();
    if (policies == null || !policies.isArray()) {
      throw Refusal.invalid("policies expects a list of policies");
    }
    LevelScheme levels = database.inTransaction(sets::levels);
    Map<String, Object> answer = new LinkedHashMap<>();
    try {
      AccessPolicySet set = PolicyText.read(policies, levels);
      answer.put("policies", set.policies().size());
      answer.put("hash", set.hash());
      answer.put("problems", List.of());
    } catch (PolicyText.Unreadable e) {
      answer.put("problems", e.problems());
    }
    onRecord(call, "policy.check", null);
    call.json(answer);
  }

  private void get(Call call) {
    Draft draft = read(call, "policy-draft.view", handle -> store.find(handle, Ids.id(call)));
    call.header("ETag", "\"" + draft.version() + "\"");
    call.json(view(draft));
  }

  private void save(Call call) {
    ChangedDraft asked = call.body(ChangedDraft.class);
    LevelScheme levels = database.inTransaction(sets::levels);
    AccessPolicySet set = PolicyText.require(asked.policies(), levels);
    Draft saved =
        change(
            call,
            "policy-draft.update",
            (handle, before) -> {
              long base = asked.baseVersion() == null ? before.baseVersion() : asked.baseVersion();
              if (base != before.baseVersion() && base != PolicySets.version(handle)) {
                throw PolicySets.staleBase(PolicySets.version(handle));
              }
              return next(
                  call, before, asked.title(), base, asked.policies(), set.hash(), before.state());
            });
    call.header("ETag", "\"" + saved.version() + "\"");
    call.json(view(saved));
  }

  private void discard(Call call) {
    change(
        call,
        "policy-draft.discard",
        (handle, before) ->
            next(
                call,
                before,
                before.title(),
                before.baseVersion(),
                before.policies(),
                before.hash(),
                Draft.State.DISCARDED));
    call.noContent();
  }

  @FunctionalInterface
  private interface Change {
    Draft of(Handle handle, Draft before);
  }

  private Draft change(Call call, String act, Change change) {
    String id = Ids.id(call);
    long expected = call.ifMatch();
    return database.inTransaction(
        handle -> {
          Draft before = store.find(handle, id);
          if (before.state() != Draft.State.OPEN) {
            throw new Refusal(409, "state", "the draft is " + before.state().text())
                .with("state", before.state().text());
          }
          if (expected < 0) {
            throw new Refusal(428, "version-required", "If-Match with the version is required")
                .with("current", before.version());
          }
          if (expected != before.version()) {
            throw Refusal.stale(before.version());
          }
          Draft after = change.of(handle, before);
          store.write(handle, after);
          write(handle, call.caller(), act, after, "");
          return after;
        });
  }

  private Draft next(
      Call call,
      Draft before,
      String title,
      long base,
      JsonNode policies,
      String hash,
      Draft.State state) {
    return new Draft(
        before.id(),
        title,
        before.author(),
        base,
        policies,
        hash,
        before.version() + 1,
        state,
        before.createdAt(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        call.caller().username());
  }

  /** Against the version in force, or another one: what publishing it would change. */
  private void diff(Call call) {
    long against = Ids.version(call, "against", -1);
    Map<String, Object> answer =
        read(
            call,
            "policy-draft.diff",
            handle -> {
              Draft draft = store.find(handle, Ids.id(call));
              long from = against < 0 ? PolicySets.version(handle) : against;
              List<?> before =
                  from == 0
                      ? List.of()
                      : (List<?>) sets.version(handle, from).set().tree().get("policies");
              Map<String, Object> diff = new LinkedHashMap<>();
              diff.put("from", from);
              diff.put("draft", draft.id());
              diff.put(
                  "difference",
                  SetDifference.between(
                      before,
                      (List<?>)
                          PolicyText.require(draft.policies(), sets.levels(handle))
                              .tree()
                              .get("policies")));
              return diff;
            });
    call.json(answer);
  }

  private <T> T read(Call call, String act, Function<Handle, T> reading) {
    return database.inTransaction(
        handle -> {
          T read = reading.apply(handle);
          trail.write(handle, call.caller(), Act.done(act, Kind.READ, call.path("id"), null));
          return read;
        });
  }

  private void onRecord(Call call, String act, String target) {
    database.inTransaction(
        handle -> trail.write(handle, call.caller(), Act.done(act, Kind.READ, target, null)));
  }

  private void write(Handle handle, Caller caller, String act, Draft draft, String more) {
    trail.write(
        handle,
        caller,
        Act.done(
            act,
            Kind.CONFIGURE,
            draft.id(),
            "version " + draft.version() + ", content " + draft.hash() + more));
  }

  static Map<String, Object> view(Draft draft) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", draft.id());
    view.put("title", draft.title());
    view.put("author", draft.author());
    view.put("baseVersion", draft.baseVersion());
    view.put("version", draft.version());
    view.put("state", draft.state().text());
    view.put("hash", draft.hash());
    view.put("createdAt", draft.createdAt());
    view.put("changedAt", draft.changedAt());
    view.put("changedBy", draft.changedBy());
    view.put("policies", draft.policies());
    return view;
  }
}
