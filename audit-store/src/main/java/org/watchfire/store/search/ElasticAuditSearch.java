package org.watchfire.store.search;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.aggregations.Aggregate;
import co.elastic.clients.elasticsearch._types.aggregations.DateHistogramBucket;
import co.elastic.clients.elasticsearch._types.aggregations.FieldDateMath;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.elasticsearch.core.search.TotalHitsRelation;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.ledger.LedgerCorruptException;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NotInLedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.Verification;
import org.watchfire.store.query.Condition;
import org.watchfire.store.query.QuerySyntaxException;

/** {@link AuditSearch} over Elasticsearch for finding and the ledgers for opening. Thread-safe. */
public final class ElasticAuditSearch implements AuditSearch, Closeable {
  private static final String TIMESTAMP = "@timestamp";
  private static final String SEQ = "wf.seq";
  private static final String EVENT_ID = "event.id";
  private static final int COUNT_UP_TO = 1_000_000;
  private static final int MAX_BUCKETS = 500;
  private static final String SEARCH_TIMEOUT = "10s";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ElasticsearchClient client;
  private final Map<Stream, StreamReader> ledgers;
  private final Map<Stream, Query> restrictions;

  private ElasticAuditSearch(
      ElasticsearchClient client,
      Map<Stream, StreamReader> ledgers,
      Map<Stream, Query> restrictions) {
    this.client = client;
    this.ledgers = ledgers;
    this.restrictions = restrictions;
  }

  /**
   * Connects; nothing is asked before the first search.
   *
   * @param ledgerDir directory that holds a ledger per stream
   * @param site the site's public key
   * @throws IOException when a file of {@code config} cannot be read
   */
  public static ElasticAuditSearch open(ElasticConfig config, Path ledgerDir, NoteVerifier site)
      throws IOException, NoteException {
    Map<Stream, StreamReader> ledgers = new EnumMap<>(Stream.class);
    for (Stream stream : Stream.values()) {
      ledgers.put(stream, StreamReader.of(ledgerDir, stream, site));
    }
    ElasticsearchClient client =
        new ElasticsearchClient(
            new RestClientTransport(ElasticConnection.open(config), new JacksonJsonpMapper(JSON)));
    return new ElasticAuditSearch(client, ledgers, Map.of());
  }

  @Override
  public AuditSearch restrictedTo(Stream stream, String query) throws QuerySyntaxException {
    Query added = QueryDsl.of(Condition.parse(stream, query));
    Map<Stream, Query> all = new EnumMap<>(Stream.class);
    all.putAll(restrictions);
    all.merge(stream, added, (a, b) -> Query.of(q -> q.bool(x -> x.filter(a, b))));
    return new ElasticAuditSearch(client, ledgers, all);
  }

  private Query query(Stream stream, Query wanted) {
    BoolQuery.Builder bool = new BoolQuery.Builder().filter(wanted);
    Query restriction = restrictions.get(stream);
    if (restriction != null) {
      bool.filter(restriction);
    }
    return bool.build()._toQuery();
  }

  private Query query(Stream stream, String text, Instant from, Instant to)
      throws QuerySyntaxException {
    return query(stream, QueryDsl.of(Condition.parse(stream, text, from, to)));
  }

  @Override
  public SearchPage search(SearchRequest r) throws SearchException, QuerySyntaxException {
    Query query = query(r.stream(), r.query(), r.from(), r.to());
    PageCursor after = r.cursor() == null ? null : PageCursor.parse(r);
    co.elastic.clients.elasticsearch._types.SortOrder direction =
        r.order() == SortOrder.NEWEST_FIRST
            ? co.elastic.clients.elasticsearch._types.SortOrder.Desc
            : co.elastic.clients.elasticsearch._types.SortOrder.Asc;
    SearchResponse<ObjectNode> found =
        ask(
            s -> {
              s.index(r.stream().alias())
                  .query(query)
                  .size(r.limit())
                  .sort(sort(TIMESTAMP, direction), sort(SEQ, direction))
                  .trackTotalHits(t -> t.count(COUNT_UP_TO));
              return after == null
                  ? s
                  : s.searchAfter(
                      FieldValue.of(after.timestampMillis()), FieldValue.of(after.seq()));
            });
    List<SearchPage.Hit> items = new ArrayList<>();
    PageCursor last = null;
    for (Hit<ObjectNode> hit : found.hits().hits()) {
      long seq = hit.source().path("wf").path("seq").asLong(-1);
      items.add(
          new SearchPage.Hit(
              seq, id(hit.source()), timestamp(hit.source()), withoutPlace(hit.source())));
      last = new PageCursor(hit.sort().get(0).longValue(), seq);
    }
    boolean more = items.size() == r.limit();
    return new SearchPage(
        items,
        more ? last.text(r) : null,
        found.hits().total() == null ? 0 : found.hits().total().value(),
        found.hits().total() != null && found.hits().total().relation() == TotalHitsRelation.Gte,
        found.took());
  }

  private static SortOptions sort(
      String field, co.elastic.clients.elasticsearch._types.SortOrder direction) {
    return SortOptions.of(s -> s.field(f -> f.field(field).order(direction)));
  }

  private static String id(ObjectNode document) {
    String nested = document.path("event").path("id").asText(null);
    return nested == null ? document.path(EVENT_ID).asText(null) : nested;
  }

  private static Instant timestamp(ObjectNode document) {
    try {
      return OffsetDateTime.parse(document.path(TIMESTAMP).asText()).toInstant();
    } catch (DateTimeException e) {
      long millis = document.path(TIMESTAMP).asLong(0);
      return Instant.ofEpochMilli(millis);
    }
  }

  /** The record without its place; a reduced document keeps the reason why it is one. */
  private static byte[] withoutPlace(ObjectNode document) throws SearchException {
    ObjectNode record = document.deepCopy();
    if (!record.path("wf").has("index_error")) {
      record.remove("wf");
    }
    try {
      return JSON.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      throw new SearchException(SearchException.Reason.UNAVAILABLE, "unreadable document", e);
    }
  }

  @Override
  public Histogram histogram(Stream stream, String text, Instant from, Instant to, int buckets)
      throws SearchException, QuerySyntaxException {
    if (buckets < 1 || buckets > MAX_BUCKETS) {
      throw new IllegalArgumentException("buckets must be between 1 and " + MAX_BUCKETS);
    }
    Query query = query(stream, text, from, to);
    Instant first = from;
    Instant last = to;
    if (from == null || to == null) {
      Map<String, Aggregate> range =
          ask(s ->
                  s.index(stream.alias())
                      .query(query)
                      .size(0)
                      .aggregations("first", a -> a.min(m -> m.field(TIMESTAMP)))
                      .aggregations("last", a -> a.max(m -> m.field(TIMESTAMP))))
              .aggregations();
      Double min = range.isEmpty() ? null : range.get("first").min().value();
      Double max = range.isEmpty() ? null : range.get("last").max().value();
      if (min == null || max == null || !Double.isFinite(min) || !Double.isFinite(max)) {
        return new Histogram(Duration.ofMinutes(1), List.of());
      }
      first = from == null ? Instant.ofEpochMilli(min.longValue()) : from;
      last = to == null ? Instant.ofEpochMilli(max.longValue() + 1) : to;
    }
    return histogram(stream, query, first, last, BucketWidth.covering(first, last, buckets));
  }

  private Histogram histogram(
      Stream stream, Query query, Instant first, Instant last, Duration width)
      throws SearchException {
    if (!first.isBefore(last)) {
      return new Histogram(width, List.of());
    }
    double min = first.toEpochMilli();
    double max = last.toEpochMilli() - 1.0;
    SearchResponse<ObjectNode> found =
        ask(
            s ->
                s.index(stream.alias())
                    .query(query)
                    .size(0)
                    .aggregations(
                        "time",
                        a ->
                            a.dateHistogram(
                                h ->
                                    h.field(TIMESTAMP)
                                        .fixedInterval(i -> i.time(width.toSeconds() + "s"))
                                        .minDocCount(0)
                                        .extendedBounds(
                                            b ->
                                                b.min(FieldDateMath.of(m -> m.value(min)))
                                                    .max(FieldDateMath.of(m -> m.value(max)))))));
    List<Histogram.Bucket> buckets = new ArrayList<>();
    Aggregate time = found.aggregations().get("time");
    if (time != null) {
      for (DateHistogramBucket bucket : time.dateHistogram().buckets().array()) {
        buckets.add(new Histogram.Bucket(Instant.ofEpochMilli(bucket.key()), bucket.docCount()));
      }
    }
    return new Histogram(width, buckets);
  }

  @Override
  public Optional<RecordView> record(Stream stream, long seq) throws SearchException {
    if (restrictions.containsKey(stream) && find(stream, SEQ, FieldValue.of(seq)).isEmpty()) {
      return Optional.empty();
    }
    return open(stream, seq);
  }

  @Override
  public Optional<RecordView> byEventId(Stream stream, String eventId) throws SearchException {
    Optional<Long> seq = find(stream, EVENT_ID, FieldValue.of(eventId));
    if (seq.isEmpty()) {
      return Optional.empty();
    }
    Optional<RecordView> view = open(stream, seq.get());
    if (view.isEmpty()) {
      throw new SearchException(
          SearchException.Reason.UNAVAILABLE,
          "the index names record " + seq.get() + ", which the ledger does not have",
          null);
    }
    return view.map(v -> v.verification().verified() ? requireId(v, eventId) : v);
  }

  /** The index is not evidence: it may have been made to point at another record. */
  private static RecordView requireId(RecordView view, String eventId) {
    String found = null;
    try {
      Event event = EventCodec.decode(view.json());
      found = event.id();
    } catch (EventFormatException e) {
      found = null;
    }
    return eventId.equals(found)
        ? view
        : new RecordView(
            view.stream(),
            view.seq(),
            view.json(),
            view.verification()
                .rejected("the index was changed: it gives another record for this event id"));
  }

  private Optional<Long> find(Stream stream, String field, FieldValue value)
      throws SearchException {
    Query query = query(stream, QueryDsl.term(field, value));
    SearchResponse<ObjectNode> found =
        ask(
            s ->
                s.index(stream.alias())
                    .query(query)
                    .size(1)
                    .sort(sort(SEQ, co.elastic.clients.elasticsearch._types.SortOrder.Asc)));
    return found.hits().hits().stream()
        .map(h -> h.source().path("wf").path("seq").asLong(-1))
        .findFirst();
  }

  private Optional<RecordView> open(Stream stream, long seq) throws SearchException {
    StreamReader ledger = ledgers.get(stream);
    try {
      Verification verification = ledger.verify(seq);
      return Optional.of(new RecordView(stream, seq, bytes(ledger, seq), verification));
    } catch (NotInLedgerException e) {
      return Optional.empty();
    } catch (IOException | LedgerException e) {
      throw new SearchException(
          SearchException.Reason.UNAVAILABLE, "the ledger cannot be read: " + e.getMessage(), e);
    }
  }

  /** Nothing when the ledger is damaged there; its verification says so. */
  private static byte[] bytes(StreamReader ledger, long seq) throws IOException, LedgerException {
    try {
      return ledger.entry(seq);
    } catch (LedgerCorruptException e) {
      return new byte[0];
    }
  }

  private interface Asking {
    co.elastic.clients.elasticsearch.core.SearchRequest.Builder to(
        co.elastic.clients.elasticsearch.core.SearchRequest.Builder request);
  }

  private SearchResponse<ObjectNode> ask(Asking asking) throws SearchException {
    co.elastic.clients.elasticsearch.core.SearchRequest request =
        asking
            .to(
                new co.elastic.clients.elasticsearch.core.SearchRequest.Builder()
                    .timeout(SEARCH_TIMEOUT)
                    .allowPartialSearchResults(false)
                    .ignoreUnavailable(true))
            .build();
    try {
      SearchResponse<ObjectNode> found = client.search(request, ObjectNode.class);
      if (found.timedOut()) {
        throw new SearchException(
            SearchException.Reason.TIMEOUT, "the search took longer than " + SEARCH_TIMEOUT, null);
      }
      return found;
    } catch (SocketTimeoutException e) {
      throw new SearchException(
          SearchException.Reason.TIMEOUT, "Elasticsearch did not answer in time", e);
    } catch (IOException | ElasticsearchException e) {
      throw new SearchException(
          SearchException.Reason.UNAVAILABLE, "Elasticsearch: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    client._transport().close();
  }
}
