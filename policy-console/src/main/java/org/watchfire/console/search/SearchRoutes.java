package org.watchfire.console.search;

import static org.watchfire.console.web.Access.holdsFor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.watchfire.store.search.Histogram;
import org.watchfire.store.search.RecordView;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;

/**
 * The routes of the audit search. Which streams a caller may read is a permission of its own per
 * stream; who searches is on record with what he searched for ("watch the watchers"), before he
 * gets an answer.
 */
public final class SearchRoutes {
  private static final int BUCKETS = 60;

  private final Database database;
  private final AuditTrail trail;
  private final TrailSearch search;

  record Item(long seq, String id, Instant timestamp, JsonNode record) {}

  record Bucket(Instant t, long count) {}

  public SearchRoutes(Database database, AuditTrail trail, TrailSearch search) {
    this.database = database;
    this.trail = trail;
    this.search = search;
  }

  public List<Route> routes() {
    Access ofStream = holdsFor("audit:read", "stream", Stream.EVENTS.id());
    return List.of(
        Route.get("/audit/search", ofStream, this::search),
        Route.get("/audit/histogram", ofStream, this::histogram),
        Route.get("/audit/records/{stream}/{seq}", ofStream, this::record));
  }

  private void search(Call call) {
    Stream stream = stream(call.query("stream"));
    String query = call.query("q");
    String cursor = call.query("cursor");
    SearchRequest request =
        new SearchRequest(
            stream,
            query,
            call.queryInstant("from"),
            call.queryInstant("to"),
            call.queryInt("limit", 50, 1, 200),
            cursor,
            null);
    onRecord(
        call,
        Act.done(
            "audit.search",
            Kind.READ,
            stream.id(),
            words(query, request.from(), request.to()) + (cursor == null ? "" : ", next page")));
    SearchPage page = search.page(request);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "items",
        page.items().stream()
            .map(
                hit ->
                    new Item(hit.seq(), hit.id(), hit.timestamp(), StrictJson.tree(hit.record())))
            .toList());
    answer.put("next", page.next());
    answer.put("total", page.total());
    answer.put("totalIsLowerBound", page.totalIsLowerBound());
    answer.put("tookMs", page.tookMillis());
    call.json(answer);
  }

  private void histogram(Call call) {
    Stream stream = stream(call.query("stream"));
    String query = call.query("q");
    Instant from = call.queryInstant("from");
    Instant to = call.queryInstant("to");
    onRecord(call, Act.done("audit.histogram", Kind.READ, stream.id(), words(query, from, to)));
    Histogram histogram = search.histogram(stream, query, from, to, BUCKETS);
    call.json(
        Map.of(
            "interval",
            histogram.interval().toString(),
            "buckets",
            histogram.buckets().stream().map(b -> new Bucket(b.start(), b.count())).toList()));
  }

  private void record(Call call) {
    Stream stream = stream(call.path("stream"));
    long seq = seq(call.path("seq"));
    onRecord(call, Act.done("audit.record", Kind.READ, stream.id() + "/" + seq, null));
    RecordView view =
        search
            .record(stream, seq)
            .orElseThrow(() -> Refusal.notFound("no record " + seq + " in " + stream.id()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("seq", view.seq());
    answer.put("stream", stream.id());
    answer.put("record", TrailSearch.tree(view));
    answer.put("verification", view.verification());
    call.json(answer);
  }

  private void onRecord(Call call, Act act) {
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

  private static String words(String query, Instant from, Instant to) {
    return "query: "
        + (query == null ? "(everything)" : query)
        + (from == null ? "" : ", from " + from)
        + (to == null ? "" : ", to " + to);
  }
}
