package org.watchfire.console.search;

import static org.watchfire.console.web.Access.signedIn;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.store.ledger.Stream;

/**
 * The routes of saved queries. Everybody keeps his own, of streams he may read, and sees those that
 * others share of such streams. Nobody changes another's; to change one's own is to save it anew.
 */
public final class SavedQueryRoutes {
  private static final int MOST_OF_ONE_OWNER = 200;
  private static final int RUNS_SHOWN = 50;

  private final Database database;
  private final AuditTrail trail;
  private final TrailSearch search;
  private final Clock clock;

  public SavedQueryRoutes(Database database, AuditTrail trail, TrailSearch search, Clock clock) {
    this.database = database;
    this.trail = trail;
    this.search = search;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/audit/queries", signedIn(), this::list),
        Route.post("/audit/queries", signedIn(), this::create),
        Route.delete("/audit/queries/{id}", signedIn(), this::delete),
        Route.get("/audit/queries/{id}/runs", signedIn(), this::runs));
  }

  /** Whether the caller may read the stream. */
  static boolean permits(Caller caller, String stream) {
    return caller.permissions().contains("audit:read:" + stream);
  }

  private void list(Call call) {
    Caller caller = call.caller();
    List<SavedQuery> visible =
        database.inTransaction(handle -> SavedQueryStore.visible(handle, caller.username()));
    call.json(
        Map.of(
            "items",
            visible.stream()
                .filter(query -> permits(caller, query.stream()))
                .map(query -> query.view(caller.username()))
                .toList()));
  }

  private void create(Call call) {
    SavedQuery.Body body = call.body(SavedQuery.Body.class);
    Stream stream = body.checked();
    Caller caller = call.caller();
    String what = stream.id() + ": " + body.name();
    if (!permits(caller, stream.id())) {
      onRecord(caller, Act.failed("audit.query.save", Kind.DENIED, what, "may not read it"));
      throw new Refusal(403, "forbidden", "your roles do not allow this")
          .with("permission", "audit:read:" + stream.id());
    }
    Instant now = clock.instant();
    Instant first = body.firstRun(now);
    // A schedule begins with what comes in from now on.
    Long covered = first == null ? null : search.indexed(stream);
    Map<String, Object> view =
        database.inTransaction(
            handle -> {
              if (SavedQueryStore.countOf(handle, caller.username()) >= MOST_OF_ONE_OWNER) {
                throw new Refusal(
                    409, "too-many", "you keep " + MOST_OF_ONE_OWNER + " queries; remove some");
              }
              long id =
                  SavedQueryStore.insert(handle, caller.username(), body, first, covered, now)
                      .orElseThrow(
                          () ->
                              new Refusal(
                                  409, "name-taken", "you keep a query of that name already"));
              trail.write(
                  handle, caller, Act.done("audit.query.save", Kind.CONFIGURE, what, words(body)));
              return SavedQueryStore.find(handle, id).orElseThrow().view(caller.username());
            });
    call.answer(201, view);
  }

  private static String words(SavedQuery.Body body) {
    return "query: "
        + (body.query().isEmpty() ? "(everything)" : body.query())
        + (body.shared() ? ", shared" : "")
        + (body.everyMinutes() == null ? "" : ", every " + body.everyMinutes() + " minutes");
  }

  private void delete(Call call) {
    Caller caller = call.caller();
    long id = id(call);
    database.inTransaction(
        handle -> {
          SavedQuery query = own(handle, caller, id);
          SavedQueryStore.delete(handle, id);
          String what = query.stream() + ": " + query.name();
          trail.write(
              handle, caller, Act.done("audit.query.delete", Kind.CONFIGURE, what, query.query()));
          return null;
        });
    call.noContent();
  }

  /** Looking at the runs marks them as seen. */
  private void runs(Call call) {
    Caller caller = call.caller();
    long id = id(call);
    List<SavedQuery.Run> runs =
        database.inTransaction(
            handle -> {
              SavedQuery query = own(handle, caller, id);
              if (!permits(caller, query.stream())) {
                throw missing(id);
              }
              String what = query.stream() + ": " + query.name();
              trail.write(handle, caller, Act.done("audit.query.runs", Kind.READ, what, null));
              List<SavedQuery.Run> found = SavedQueryStore.runs(handle, id, RUNS_SHOWN);
              SavedQueryStore.markSeen(handle, id);
              return found;
            });
    call.json(Map.of("items", runs));
  }

  private static SavedQuery own(Handle handle, Caller caller, long id) {
    return SavedQueryStore.find(handle, id)
        .filter(query -> query.owner().equals(caller.username()))
        .orElseThrow(() -> missing(id));
  }

  private static Refusal missing(long id) {
    return Refusal.notFound("no query " + id + " of yours");
  }

  private static long id(Call call) {
    String text = call.path("id");
    if (!text.matches("\\d{1,18}")) {
      throw Refusal.invalid("id expects a whole number");
    }
    return Long.parseLong(text);
  }

  private void onRecord(Caller caller, Act act) {
    database.inTransaction(
        handle -> {
          trail.write(handle, caller, act);
          return null;
        });
  }
}
