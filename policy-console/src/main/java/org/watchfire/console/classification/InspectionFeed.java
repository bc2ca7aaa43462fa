package org.watchfire.console.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.classification.Evidence.Finding;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.Rounds;
import org.watchfire.console.directory.Directory;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;
import org.watchfire.store.search.SortOrder;

/**
 * Brings what agents found in passing events to the assets that these events touch, so that levels
 * are recommended from what really is in them. Goes through the index in the order of the ledger,
 * as far as it reaches, and goes on from there the next time. On a thread of its own until it is
 * closed.
 */
final class InspectionFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InspectionFeed.class);
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final int PAGE = 500;

  /** Records of one transaction. */
  private static final int SLICE = 20_000;

  private static final int LONGEST_PLACE = 300;
  private static final Map<String, Integer> CONFIDENCE =
      Map.of("LOW", 30, "MEDIUM", 60, "HIGH", 90);

  private final Grading grading;
  private final TouchedAssets touched;
  private final TrailSearch search;
  private final Directory directory;
  private final Database database;
  private final AuditTrail trail;
  private final Duration every;
  private final Clock clock;
  private final Rounds rounds;

  private record Place(String detector, String place) {}

  InspectionFeed(
      Grading grading,
      TouchedAssets touched,
      TrailSearch search,
      Directory directory,
      Database database,
      AuditTrail trail,
      Duration every,
      Clock clock) {
    this.grading = grading;
    this.touched = touched;
    this.search = search;
    this.directory = directory;
    this.database = database;
    this.trail = trail;
    this.every = every;
    this.clock = clock;
    this.rounds = new Rounds("inspection-feed", database, this::round);
  }

  void start() {
    rounds.start(FIRST, every);
  }

  @Override
  public void close() {
    rounds.close();
  }

  private void round() {
    try {
      long to = search.indexed(Stream.EVENTS);
      long from = database.inTransaction(EvidenceStore::inspectedUntil);
      while (from < to && !rounds.closing()) {
        from = take(from, Math.min(to, from + SLICE));
      }
    } catch (Refusal e) {
      LOG.warn("findings of inspection are brought to their assets later: {}", e.getMessage());
    }
  }

  private long take(long from, long to) {
    Map<String, Map<Place, Finding>> found = new HashMap<>();
    String query = "gov.data.findings.detector: * and wf.seq >= " + from + " and wf.seq < " + to;
    String cursor = null;
    do {
      SearchPage page =
          search.page(
              null,
              new SearchRequest(
                  Stream.EVENTS, query, null, null, PAGE, cursor, SortOrder.NEWEST_FIRST));
      for (SearchPage.Hit hit : page.items()) {
        collect(hit, found);
      }
      cursor = page.next();
    } while (cursor != null);
    Instant now = clock.instant();
    database.inTransaction(
        handle -> {
          directory.lock(handle);
          found.forEach(
              (asset, findings) -> {
                if (grading.inspected(handle, asset, List.copyOf(findings.values()), now)) {
                  trail.write(
                      handle,
                      AuditTrail.SYSTEM,
                      List.of(),
                      null,
                      Act.done(
                          "classification.inspected",
                          Kind.CONFIGURE,
                          asset,
                          findings.size() + " findings, events/" + from + " to " + (to - 1)));
                }
              });
          EvidenceStore.inspectedUntil(handle, to);
          return null;
        });
    return to;
  }

  private void collect(SearchPage.Hit hit, Map<String, Map<Place, Finding>> found) {
    JsonNode kept = StrictJson.tree(hit.record());
    JsonNode record = search.opened(Stream.EVENTS, kept);
    // What is sealed in the record does not stand in the clear beside the asset.
    boolean sealedWithin = record != kept;
    Map<String, String> assets = touched.by(record);
    if (assets.isEmpty()) {
      return;
    }
    for (JsonNode one : record.path("gov").path("data").path("findings")) {
      String detector = one.path("detector").asText();
      if (!Grading.DETECTOR.matcher(detector).matches()) {
        continue;
      }
      long count = Math.max(0, one.path("unique").asLong(one.path("count").asLong(1)));
      int confidence = CONFIDENCE.getOrDefault(one.path("confidence").asText(), 0);
      assets.forEach(
          (asset, place) -> {
            String at = sealedWithin ? "" : shortened(place);
            found
                .computeIfAbsent(asset, a -> new HashMap<>())
                .merge(
                    new Place(detector, at),
                    new Finding(detector, at, count, confidence),
                    Finding::stronger);
          });
    }
  }

  private static String shortened(String place) {
    return place.length() > LONGEST_PLACE ? place.substring(0, LONGEST_PLACE) : place;
  }
}
