package org.watchfire.console.classification;

import static org.watchfire.console.web.Access.holds;
import static org.watchfire.console.web.Access.signedIn;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.directory.Directory;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.config.Default;

/** Classification, put together, with its routes. */
public final class Classification implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  /**
   * @param autoRaise whether a level that is certainly too low is raised at once, with a notice
   * @param inspectionEvery how often what agents found in events is brought to the assets
   */
  public record Config(
      @Default("false") boolean autoRaise, @Default("10m") Duration inspectionEvery) {}

  private final Grading grading;
  private final Conflicts conflicts;
  private final Notices notices;
  private final Campaigns campaigns;
  private final List<ApprovedAction> actions;
  private final JsonNode schemes;
  private final InspectionFeed feed;

  /**
   * @param search where the events are
   * @param touched which assets they touch
   */
  public Classification(
      Config config,
      Directory directory,
      Database database,
      TrailSearch search,
      TouchedAssets touched,
      AuditTrail trail,
      Clock clock) {
    this.grading =
        new Grading(
            database,
            directory,
            new Recommender(Vocabulary.load()),
            config.autoRaise(),
            trail,
            clock);
    this.conflicts = new Conflicts(database, trail, clock);
    this.notices = new Notices(database, trail, clock);
    this.campaigns = new Campaigns(database, directory, grading, trail, clock);
    this.actions = List.of(new SchemeChange(directory, trail));
    this.schemes = offered();
    this.feed =
        new InspectionFeed(
            grading, touched, search, directory, database, trail, config.inspectionEvery(), clock);
  }

  /** Begins to go through the events. */
  public void start() {
    feed.start();
  }

  @Override
  public void close() {
    feed.close();
  }

  /** What takes the approval of others: {@code level-scheme.change}. */
  public List<ApprovedAction> actions() {
    return actions;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/levels/schemes", signedIn(), call -> call.json(schemes)),
        Route.post(
            "/classification/findings",
            holds("classification:report"),
            call -> call.json(grading.report(call.caller(), call.body(Grading.Report.class)))),
        Route.get(
            "/classification/assets/{id}",
            holds("classification:read"),
            call -> call.json(grading.get(call.caller(), call.path("id")))),
        Route.post(
            "/classification/assets/{id}/recommend",
            holds("classification:review"),
            call -> call.json(grading.recommend(call.caller(), call.path("id")))),
        Route.get(
            "/classification/conflicts",
            holds("classification:read"),
            call -> call.json(conflicts.list(call.caller(), call.query("cursor"), limit(call)))),
        Route.get(
            "/classification/coverage",
            holds("classification:read"),
            call -> call.json(conflicts.coverage(call.caller()))),
        Route.get(
            "/classification/notices",
            holds("classification:read"),
            call ->
                call.json(
                    notices.list(
                        call.caller(),
                        call.queryInt("cursor", 0, 0, Integer.MAX_VALUE),
                        limit(call)))),
        Route.post(
            "/classification/notices/{notice}/seen",
            holds("classification:review"),
            call -> {
              notices.seen(call.caller(), number(call.path("notice")));
              call.noContent();
            }),
        Route.get(
            "/classification/campaigns",
            holds("classification:read"),
            call -> call.json(Map.of("items", campaigns.list(call.caller())))),
        Route.post(
            "/classification/campaigns",
            holds("classification:write"),
            call ->
                call.answer(201, campaigns.create(call.caller(), call.body(Campaigns.Wish.class)))),
        Route.get(
            "/classification/campaigns/{id}",
            holds("classification:read"),
            call -> call.json(campaigns.get(call.caller(), id(call)))),
        Route.get(
            "/classification/campaigns/{id}/items", holds("classification:read"), this::items),
        Route.post(
            "/classification/campaigns/{id}/items/{asset}",
            holds("classification:review"),
            call ->
                call.json(
                    campaigns.decide(
                        call.caller(),
                        id(call),
                        call.path("asset"),
                        call.body(Campaigns.Verdict.class)))),
        Route.get(
            "/classification/campaigns/{id}/evidence",
            holds("classification:read"),
            call ->
                call.download(
                    "text/csv; charset=utf-8",
                    "review-" + id(call) + ".csv",
                    out -> campaigns.evidence(call.caller(), id(call), out))));
  }

  private void items(Call call) {
    String cursor = call.query("cursor");
    call.json(
        campaigns.items(
            call.caller(),
            id(call),
            call.queryInt("open", 0, 0, 1) == 1,
            cursor == null ? "" : cursor,
            limit(call)));
  }

  private static int limit(Call call) {
    return call.queryInt("limit", 50, 1, 200);
  }

  private static String id(Call call) {
    String id = call.path("id");
    if (!ID.matcher(id).matches()) {
      throw Refusal.notFound("there is no such campaign");
    }
    return id;
  }

  private static long number(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw Refusal.notFound("there is no such notice");
    }
    return Long.parseLong(text);
  }

  /** Schemes that a site may ask for by {@code level-scheme.change}. */
  private static JsonNode offered() {
    try (InputStream in = Classification.class.getResourceAsStream("schemes.json")) {
      return StrictJson.tree(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the level schemes", e);
    }
  }
}
