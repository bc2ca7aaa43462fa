package org.watchfire.console.search;

import static org.watchfire.console.web.Access.holdsFor;
import static org.watchfire.console.web.Access.signedIn;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.web.Access;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.console.web.StrictJson;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.FieldCatalog;
import org.watchfire.store.search.Histogram;
import org.watchfire.store.search.RecordView;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;
import org.watchfire.store.search.Sessions;
import org.watchfire.store.search.TopValues;

/**
 * The routes of the audit search. Which streams a caller may read is a permission of its own per
 * stream; who searches is on record with what he searched for ("watch the watchers"), before he
 * gets an answer.
 */
public final class SearchRoutes {
  private static final int BUCKETS = 60;
  private static final List<Field> FIELDS =
      FieldCatalog.standard().fields().entrySet().stream()
          .map(f -> new Field(f.getKey(), f.getValue().name().toLowerCase(Locale.ROOT)))
          .toList();

  private final Database database;
  private final AuditTrail trail;
  private final TrailSearch search;
  private final RecordScreen screen;

  /**
   * @param masked fields whose values are hidden
   * @param access what decided about it; null when nothing had to be decided
   */
  record Item(
      long seq,
      String id,
      Instant timestamp,
      JsonNode record,
      List<String> masked,
      Map<String, Object> access) {}

  record Bucket(Instant t, long count) {}

  record Field(String name, String type) {}

  /**
   * @param screen what each caller is shown of records
   */
  public SearchRoutes(
      Database database, AuditTrail trail, TrailSearch search, RecordScreen screen) {
    this.screen = screen;
    this.database = database;
    this.trail = trail;
    this.search = search;
  }

  public List<Route> routes() {
    Access ofStream = holdsFor("audit:read", "stream", Stream.EVENTS.id());
    return List.of(
        Route.get("/audit/search", ofStream, this::search),
        Route.get("/audit/histogram", ofStream, this::histogram),
        Route.get("/audit/top", ofStream, this::topValues),
        Route.get("/audit/sessions", ofStream, this::sessions),
        Route.get("/audit/fields", signedIn(), call -> call.json(Map.of("items", FIELDS))),
        Route.delete("/audit/searches/{id}", signedIn(), this::cancel),
        Route.get("/audit/records/{stream}/{seq}", ofStream, this::record));
  }

  /** What every question about a stream has in common. */
  private record Question(Stream stream, String query, Instant from, Instant to, String name) {
    static Question of(Call call) {
      String id = call.query("id");
      return new Question(
          SearchRoutes.stream(call.query("stream")),
          call.query("q"),
          call.queryInstant("from"),
          call.queryInstant("to"),
          id == null ? null : own(call, id));
    }

    /** Ids are of one caller: nobody cancels another's search. */
    static String own(Call call, String id) {
      if (!id.matches("[A-Za-z0-9_-]{8,64}")) {
        throw Refusal.invalid("id expects 8 to 64 letters, digits, _ and -");
      }
      return call.caller().username() + "/" + id;
    }

    String words() {
      return "query: "
          + (query == null ? "(everything)" : query)
          + (from == null ? "" : ", from " + from)
          + (to == null ? "" : ", to " + to);
    }
  }

  /** The search with what the caller may ask of it. */
  private TrailSearch guarded(Call call, Question asked) {
    return search.guarding(screen.of(call.caller()).guarded(asked.stream()));
  }

  private void search(Call call) {
    Question asked = Question.of(call);
    String cursor = call.query("cursor");
    SearchRequest request =
        new SearchRequest(
            asked.stream(),
            asked.query(),
            asked.from(),
            asked.to(),
            call.queryInt("limit", 50, 1, 200),
            cursor,
            null);
    String words = asked.words() + (cursor == null ? "" : ", next page");
    SearchPage page =
        onRecord(
            call,
            "audit.search",
            asked.stream().id(),
            words,
            () -> guarded(call, asked).page(asked.name(), request));
    Map<String, Object> answer = new LinkedHashMap<>();
    RecordScreen.Viewer viewer = screen.of(call.caller());
    answer.put(
        "items",
        page.items().stream()
            .map(
                hit -> {
                  RecordScreen.Shown shown =
                      viewer.show(asked.stream(), hit.seq(), StrictJson.tree(hit.record()));
                  return new Item(
                      hit.seq(),
                      hit.id(),
                      hit.timestamp(),
                      shown.record(),
                      shown.masked(),
                      shown.access());
                })
            .toList());
    viewer.putOnRecord();
    answer.put("next", page.next());
    answer.put("total", page.total());
    answer.put("totalIsLowerBound", page.totalIsLowerBound());
    answer.put("tookMs", page.tookMillis());
    call.json(answer);
  }

  private void histogram(Call call) {
    Question asked = Question.of(call);
    Histogram histogram =
        onRecord(
            call,
            "audit.histogram",
            asked.stream().id(),
            asked.words(),
            () ->
                guarded(call, asked)
                    .histogram(
                        asked.name(),
                        asked.stream(),
                        asked.query(),
                        asked.from(),
                        asked.to(),
                        BUCKETS));
    call.json(
        Map.of(
            "interval",
            histogram.interval().toString(),
            "buckets",
            histogram.buckets().stream().map(b -> new Bucket(b.start(), b.count())).toList()));
  }

  private void topValues(Call call) {
    Question asked = Question.of(call);
    String field = call.query("field");
    if (field == null) {
      throw Refusal.invalid("parameter field is required");
    }
    int limit = call.queryInt("limit", 20, 1, TopValues.MAX_LIMIT);
    call.json(
        onRecord(
            call,
            "audit.top",
            asked.stream().id(),
            "values of " + field + ", " + asked.words(),
            () ->
                guarded(call, asked)
                    .topValues(
                        asked.name(),
                        asked.stream(),
                        asked.query(),
                        asked.from(),
                        asked.to(),
                        field,
                        limit)));
  }

  private void sessions(Call call) {
    Question asked = Question.of(call);
    int gap = call.queryInt("gap", 30, 1, 1440);
    Sessions sessions =
        onRecord(
            call,
            "audit.sessions",
            asked.stream().id(),
            "sessions with gaps up to " + gap + " minutes, " + asked.words(),
            () ->
                guarded(call, asked)
                    .sessions(
                        asked.name(),
                        asked.stream(),
                        asked.query(),
                        asked.from(),
                        asked.to(),
                        Duration.ofMinutes(gap)));
    call.json(Map.of("gap", gap, "items", sessions.sessions(), "total", sessions.total()));
  }

  /** One that has ended meanwhile is cancelled as well: who asks cannot know when it ends. */
  private void cancel(Call call) {
    String id = call.path("id");
    boolean running = search.cancel(Question.own(call, id));
    write(call, Act.done("audit.cancel", Kind.READ, id, running ? null : "it was not running"));
    call.noContent();
  }

  private void record(Call call) {
    Stream stream = stream(call.path("stream"));
    long seq = seq(call.path("seq"));
    RecordView view =
        onRecord(
            call,
            "audit.record",
            stream.id() + "/" + seq,
            null,
            () ->
                search
                    .record(stream, seq)
                    .orElseThrow(
                        () -> Refusal.notFound("no record " + seq + " in " + stream.id())));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("seq", view.seq());
    answer.put("stream", stream.id());
    RecordScreen.Viewer viewer = screen.of(call.caller());
    RecordScreen.Shown shown = viewer.show(stream, view.seq(), TrailSearch.tree(view));
    viewer.putOnRecord();
    answer.put("record", shown.record());
    answer.put("masked", shown.masked());
    answer.put("access", shown.access());
    answer.put("verification", view.verification());
    call.json(answer);
  }

  /** Writes down what is asked, then asks; a refusal is written down as well. */
  private <T> T onRecord(
      Call call, String action, String target, String words, Supplier<T> asking) {
    write(call, Act.done(action, Kind.READ, target, words));
    try {
      return asking.get();
    } catch (Refusal e) {
      write(
          call,
          Act.failed(
              action, Kind.READ, target, words == null ? e.code() : e.code() + ", " + words));
      throw e;
    }
  }

  private void write(Call call, Act act) {
    database.inTransaction(
        handle -> {
          trail.write(handle, call.caller(), act);
          return null;
        });
  }

  private static Stream stream(String id) {
    return id == null
        ? Stream.EVENTS
        : Stream.of(id)
            .orElseThrow(
                () -> Refusal.invalid("stream expects events, alerts, audit or deadletter"));
  }

  private static long seq(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw Refusal.invalid("seq expects a whole number");
    }
    return Long.parseLong(text);
  }
}
