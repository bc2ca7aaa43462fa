package org.watchfire.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.KqlEvaluator;
import org.watchfire.store.search.AuditSearch;
import org.watchfire.store.search.ElasticAuditSearch;
import org.watchfire.store.search.Histogram;
import org.watchfire.store.search.SearchException;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;
import org.watchfire.store.search.Sessions;
import org.watchfire.store.search.SortOrder;
import org.watchfire.store.search.TopValues;

/** The index against the evaluator, and what is counted against counting by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchIT {
  private static final int RECORDS = 400;
  private static final int QUERIES = 600;
  private static final long SEED = Long.getLong("watchfire.seed", System.nanoTime());

  private StoreFixture fixture;
  private ElasticAuditSearch search;
  private final RandomQueries random = new RandomQueries(SEED);
  private final List<byte[]> records = new ArrayList<>();

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    fixture = new StoreFixture(dir);
    search = ElasticAuditSearch.open(fixture.elastic(), fixture.ledgers, fixture.site);
    fixture.start();
    for (int n = 0; n < RECORDS; n++) {
      fixture.send(fixture.nextStamp(), random.record(n));
    }
    fixture.flush();
    fixture.awaitLedger(Stream.EVENTS, RECORDS);
    fixture.awaitIndex(Stream.EVENTS, RECORDS);
    for (int n = 0; n < RECORDS; n++) {
      records.add(fixture.reader(Stream.EVENTS).entry(n));
    }
  }

  @AfterAll
  void end() throws Exception {
    search.close();
    fixture.close();
  }

  private TreeSet<Long> byHand(String query, Instant from, Instant to) throws Exception {
    KqlEvaluator evaluator = KqlEvaluator.of(Stream.EVENTS, query, from, to);
    TreeSet<Long> found = new TreeSet<>();
    for (int n = 0; n < RECORDS; n++) {
      if (evaluator.matches(n, records.get(n))) {
        found.add((long) n);
      }
    }
    return found;
  }

  private TreeSet<Long> byIndex(String query) throws Exception {
    TreeSet<Long> found = new TreeSet<>();
    search
        .search(new SearchRequest(Stream.EVENTS, query, null, null, 1000, null, null))
        .items()
        .forEach(hit -> found.add(hit.seq()));
    return found;
  }

  @Test
  void theIndexFindsWhatTheEvaluatorFinds() throws Exception {
    assertThat(byIndex("wf.index_error:*")).as("reduced, seed %d", SEED).isEmpty();
    int some = 0;
    for (int i = 0; i < QUERIES; i++) {
      String query = random.query();
      TreeSet<Long> expected = byHand(query, null, null);
      TreeSet<Long> found = byIndex(query);
      if (!found.equals(expected)) {
        TreeSet<Long> odd = new TreeSet<>(expected);
        odd.addAll(found);
        odd.removeIf(n -> expected.contains(n) && found.contains(n));
        assertThat(found)
            .as(
                "seed %d, query %s, for example %s",
                SEED, query, RandomQueries.text(records.get(odd.first().intValue())))
            .isEqualTo(expected);
      }
      some += found.isEmpty() || found.size() == RECORDS ? 0 : 1;
    }
    assertThat(some).as("queries that tell records apart").isGreaterThan(QUERIES / 4);
  }

  @Test
  void pagesShowWhatWasThereWhenTheyBegan() throws Exception {
    TreeMap<Long, Integer> seen = new TreeMap<>();
    String cursor = null;
    int pages = 0;
    do {
      SearchPage page =
          search.search(
              new SearchRequest(
                  Stream.EVENTS,
                  "event.category:file",
                  null,
                  null,
                  7,
                  cursor,
                  SortOrder.OLDEST_FIRST));
      page.items().forEach(hit -> seen.merge(hit.seq(), 1, Integer::sum));
      cursor = page.next();
      pages++;
    } while (cursor != null);
    assertThat(seen.keySet()).isEqualTo(byHand("event.category:file", null, null));
    assertThat(seen).doesNotContainValue(2);
    assertThat(pages).isGreaterThan(10);
  }

  @Test
  void aPageGoesOnWhereItsPointInTimeIsUnknown() throws Exception {
    SearchRequest first = new SearchRequest(Stream.EVENTS, "", null, null, 100, null, null);
    SearchPage page = search.search(first);
    SearchPage next;
    // Another process knows the point in time as little as this one after a restart.
    try (ElasticAuditSearch other =
        ElasticAuditSearch.open(fixture.elastic(), fixture.ledgers, fixture.site)) {
      next = other.search(new SearchRequest(Stream.EVENTS, "", null, null, 100, page.next(), null));
    }
    TreeSet<Long> both = new TreeSet<>();
    page.items().forEach(hit -> both.add(hit.seq()));
    next.items().forEach(hit -> both.add(hit.seq()));
    assertThat(both).hasSize(200);
  }

  @Test
  void timeIsInclusiveAtTheStartAndExclusiveAtTheEnd() throws Exception {
    Instant from = Instant.parse("2026-11-22T00:00:00Z");
    Instant to = from.plus(Duration.ofHours(7));
    SearchPage page =
        search.search(new SearchRequest(Stream.EVENTS, null, from, to, 1000, null, null));
    assertThat(page.items().stream().map(SearchPage.Hit::seq))
        .containsExactlyInAnyOrderElementsOf(byHand(null, from, to));
    Histogram histogram = search.histogram(Stream.EVENTS, null, from, to, 20);
    assertThat(histogram.buckets().stream().mapToLong(Histogram.Bucket::count).sum())
        .isEqualTo(page.total());
  }

  @Test
  void topValuesAreCountedWithTheirFirstAndLast() throws Exception {
    Map<String, Integer> expected = new HashMap<>();
    for (long n : byHand("event.category:network and user.name:*", null, null)) {
      Event event = EventCodec.decode(records.get((int) n));
      event.texts("user.name").forEach(name -> expected.merge(name, 1, Integer::sum));
    }
    TopValues top =
        search.topValues(
            Stream.EVENTS, "event.category:network and user.name:*", null, null, "user.name", 1000);
    Map<String, Integer> found = new HashMap<>();
    top.values().forEach(v -> found.put(v.text(), (int) v.count()));
    assertThat(top.distinct()).isEqualTo(found.size());
    // Events know no empty value, the index does.
    found.remove("");
    assertThat(found).isEqualTo(expected);
    assertThat(top.others()).isZero();
    assertThat(top.values()).isSortedAccordingTo((a, b) -> Long.compare(b.count(), a.count()));
    TopValues.Value first = top.values().get(0);
    assertThat(first.first()).isBefore(first.last());

    TopValues few = search.topValues(Stream.EVENTS, null, null, null, "source.ip", 2);
    assertThat(few.values()).hasSize(2);
    assertThat(few.others()).isPositive();
    assertThat(few.values())
        .allSatisfy(v -> assertThat(byIndex("source.ip:" + v.text())).hasSize((int) v.count()));
    assertThat(search.topValues(Stream.EVENTS, null, null, null, "labels.a.b", 5).values())
        .isNotEmpty();
    assertThat(search.topValues(Stream.EVENTS, null, null, null, "tls.established", 5).values())
        .extracting(TopValues.Value::text)
        .containsExactlyInAnyOrder("true", "false");
    assertThatThrownBy(() -> search.topValues(Stream.EVENTS, null, null, null, "message", 5))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("no values to count");
  }

  @Test
  void sessionsEndWhereNothingHappensForLonger() throws Exception {
    Duration gap = Duration.ofMinutes(30);
    List<Instant> times = new ArrayList<>();
    for (long n : byHand("labels.a.b:root", null, null)) {
      times.add(EventCodec.decode(records.get((int) n)).timestamp());
    }
    times.sort(null);
    List<Sessions.Session> expected = new ArrayList<>();
    for (Instant time : times) {
      Instant millis = Instant.ofEpochMilli(time.toEpochMilli());
      Sessions.Session last = expected.isEmpty() ? null : expected.get(0);
      if (last != null && !millis.isAfter(last.last().plus(gap))) {
        expected.set(0, new Sessions.Session(last.first(), millis, last.count() + 1));
      } else {
        expected.add(0, new Sessions.Session(millis, millis, 1));
      }
    }
    Sessions sessions = search.sessions(Stream.EVENTS, "labels.a.b:root", null, null, gap);
    assertThat(sessions.sessions()).isEqualTo(expected);
    assertThat(sessions.total()).isEqualTo(expected.size());
  }

  @Test
  void aRestrictedReaderCountsOnlyWhatHeMayRead() throws Exception {
    AuditSearch some = search.restrictedTo(Stream.EVENTS, "event.category:file");
    int mine = byHand("event.category:file", null, null).size();
    assertThat(
            some.search(new SearchRequest(Stream.EVENTS, null, null, null, 1, null, null)).total())
        .isEqualTo(mine);
    assertThat(some.topValues(Stream.EVENTS, null, null, null, "event.category", 9).values())
        .extracting(TopValues.Value::text)
        .containsExactly("file");
  }

  @Test
  void whoWaitsForACancelledSearchIsToldSo() throws Exception {
    AuditSearch slow = search.named("slow");
    SearchRequest everything = new SearchRequest(Stream.EVENTS, "", null, null, 1, null, null);
    ExecutorService other = Executors.newSingleThreadExecutor();
    fixture.stack.pause(TestStack.Server.ELASTICSEARCH);
    try {
      Future<SearchPage> page = other.submit(() -> slow.search(everything));
      await().atMost(Duration.ofSeconds(10)).until(() -> search.cancel("slow"));
      assertThatThrownBy(page::get)
          .cause()
          .isInstanceOf(SearchException.class)
          .extracting(e -> ((SearchException) e).reason())
          .isEqualTo(SearchException.Reason.CANCELLED);
    } finally {
      fixture.stack.resume(TestStack.Server.ELASTICSEARCH);
      other.shutdownNow();
    }
    assertThat(slow.search(everything).items()).hasSize(1);
    assertThat(search.cancel("slow")).isFalse();
  }

  @Test
  void tellsHowFarTheIndexIs() throws Exception {
    assertThat(search.indexed(Stream.EVENTS)).isEqualTo(RECORDS);
    assertThat(search.indexed(Stream.ALERTS)).isZero();
    assertThat(search.histogram(Stream.ALERTS, null, null, null, 9).buckets()).isEmpty();
    assertThat(search.topValues(Stream.ALERTS, null, null, null, "alert.kind", 9).values())
        .isEmpty();
  }

  @Test
  void nothingIsCancelledThatIsNotAsked() {
    assertThat(search.cancel("nobody")).isFalse();
  }
}
