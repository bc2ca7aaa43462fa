package org.watchfire.store.search;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.elasticsearch.core.search.TotalHitsRelation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
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
import java.util.Set;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.ledger.LedgerCorruptException;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NotInLedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.Verification;
import org.watchfire.store.query.Condition;
import org.watchfire.store.query.FieldCatalog;
import org.watchfire.store.query.QuerySyntaxException;
import org.watchfire.store.query.SealedFields;

/** {@link AuditSearch} over Elasticsearch for finding and the ledgers for opening. Thread-safe. */
public final class ElasticAuditSearch implements AuditSearch, Closeable {
  private static final String TIMESTAMP = "@timestamp";
  private static final String SEQ = "wf.seq";
  private static final String EVENT_ID = "event.id";
  private static final int COUNT_UP_TO = 10_000;
  private static final int MAX_BUCKETS = 500;

  private final Elastic elastic;
  private final Map<Stream, StreamReader> ledgers;
  private final Map<Stream, Query> restrictions;
  private final SealedFields hidden;
  private final String name;

  private ElasticAuditSearch(
      Elastic elastic,
      Map<Stream, StreamReader> ledgers,
      Map<Stream, Query> restrictions,
      SealedFields hidden,
      String name) {
    this.elastic = elastic;
    this.ledgers = ledgers;
    this.restrictions = restrictions;
    this.hidden = hidden;
    this.name = name;
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
    return open(config, ledgerDir, site, SealedFields.NONE);
  }

  /**
   * As {@link #open(ElasticConfig, Path, NoteVerifier)}.
   *
   * @param hidden what the index holds sealed
   */
  public static ElasticAuditSearch open(
      ElasticConfig config, Path ledgerDir, NoteVerifier site, SealedFields hidden)
      throws IOException, NoteException {
    Map<Stream, StreamReader> ledgers = new EnumMap<>(Stream.class);
    for (Stream stream : Stream.values()) {
      ledgers.put(stream, StreamReader.of(ledgerDir, stream, site));
    }
    return new ElasticAuditSearch(Elastic.open(config), ledgers, Map.of(), hidden, null);
  }

  @Override
  public AuditSearch restrictedTo(Stream stream, String query) throws QuerySyntaxException {
    Query added = QueryDsl.of(Condition.parse(stream, query, hidden));
    Map<Stream, Query> all = new EnumMap<>(Stream.class);
    all.putAll(restrictions);
    all.merge(stream, added, (a, b) -> Query.of(q -> q.bool(x -> x.filter(a, b))));
    return new ElasticAuditSearch(elastic, ledgers, all, hidden, name);
  }

  @Override
  public AuditSearch named(String name) {
    return new ElasticAuditSearch(elastic, ledgers, restrictions, hidden, name);
  }

  /** The same, but of these fields no more than whole values may be asked. */
  public ElasticAuditSearch guarding(Set<String> fields) {
    return fields.isEmpty()
        ? this
        : new ElasticAuditSearch(elastic, ledgers, restrictions, hidden.guarding(fields), name);
  }

  @Override
  public boolean cancel(String name) {
    return elastic.cancel(name);
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
    return query(
        stream, QueryDsl.of(Condition.within(Condition.parse(stream, text, hidden), from, to)));
  }

  @Override
  public SearchPage search(SearchRequest r) throws SearchException, QuerySyntaxException {
    Query query = query(r.stream(), r.query(), r.from(), r.to());
    PageCursor after = r.cursor() == null ? null : PageCursor.parse(r);
    if (after == null) {
      return page(r, query, null, Elastic.request(r.stream().alias()));
    }
    String alias = r.stream().alias();
    try {
      return page(r, query, after, elastic.requestAt(after.point(), alias));
    } catch (Elastic.PointInTimeLost e) {
      // Nobody asked for a while, or another process. The order is the same in a new one.
      long point = elastic.openPointInTime(name, alias);
      PageCursor renewed = new PageCursor(after.timestampMillis(), after.seq(), point);
      return page(r, query, renewed, elastic.requestAt(point, alias));
    }
  }

  /**
   * @param after null for the first page
   */
  private SearchPage page(
      SearchRequest r,
      Query query,
      PageCursor after,
      co.elastic.clients.elasticsearch.core.SearchRequest.Builder request)
      throws SearchException {
    co.elastic.clients.elasticsearch._types.SortOrder direction =
        r.order() == SortOrder.NEWEST_FIRST
            ? co.elastic.clients.elasticsearch._types.SortOrder.Desc
            : co.elastic.clients.elasticsearch._types.SortOrder.Asc;
    request
        .query(query)
        .size(r.limit())
        .sort(sort(TIMESTAMP, direction), sort(SEQ, direction))
        .trackTotalHits(t -> t.count(COUNT_UP_TO));
    if (after != null) {
      request.searchAfter(FieldValue.of(after.timestampMillis()), FieldValue.of(after.seq()));
    }
    SearchResponse<ObjectNode> found = elastic.search(name, request.build());
    if (after != null && found.pitId() != null) {
      elastic.renamed(after.point(), found.pitId());
    }
    List<SearchPage.Hit> items = new ArrayList<>();
    PageCursor last = null;
    for (Hit<ObjectNode> hit : found.hits().hits()) {
      items.add(hit(hit.source()));
      // By what it was sorted, which is not what it says where an index holds what it should not.
      last = new PageCursor(hit.sort().get(0).longValue(), hit.sort().get(1).longValue(), 0);
    }
    return new SearchPage(
        items,
        items.size() < r.limit() ? end(r, after) : next(r, after, last),
        found.hits().total() == null ? 0 : found.hits().total().value(),
        found.hits().total() != null && found.hits().total().relation() == TotalHitsRelation.Gte,
        found.took());
  }

  private static SearchPage.Hit hit(ObjectNode document) throws SearchException {
    long seq = document.path("wf").path("seq").asLong(-1);
    return new SearchPage.Hit(seq, id(document), timestamp(document), withoutPlace(document));
  }

  /** No page comes after this one. */
  private String end(SearchRequest r, PageCursor after) {
    if (after != null) {
      elastic.closePointInTime(after.point(), r.stream().alias());
    }
    return null;
  }

  /** The cursor of the page after this one. */
  private String next(SearchRequest r, PageCursor after, PageCursor last) throws SearchException {
    long point = after == null ? elastic.openPointInTime(name, r.stream().alias()) : after.point();
    return new PageCursor(last.timestampMillis(), last.seq(), point).text(r);
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
    record.remove(SealedFields.TOKENS);
    if (!record.path("wf").has("index_error")) {
      record.remove("wf");
    }
    try {
      return Elastic.JSON.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      throw new SearchException(SearchException.Reason.UNAVAILABLE, "unreadable document", e);
    }
  }

  private Figures figures(Stream stream, String text, Instant from, Instant to)
      throws QuerySyntaxException {
    return new Figures(elastic, name, stream.alias(), query(stream, text, from, to));
  }

  @Override
  public Histogram histogram(Stream stream, String query, Instant from, Instant to, int buckets)
      throws SearchException, QuerySyntaxException {
    if (buckets < 1 || buckets > MAX_BUCKETS) {
      throw new IllegalArgumentException("buckets must be between 1 and " + MAX_BUCKETS);
    }
    return figures(stream, query, from, to).histogram(from, to, buckets);
  }

  @Override
  public TopValues topValues(
      Stream stream, String query, Instant from, Instant to, String field, int limit)
      throws SearchException, QuerySyntaxException {
    if (limit < 1 || limit > TopValues.MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be between 1 and " + TopValues.MAX_LIMIT);
    }
    if (hidden.covers(stream, field)) {
      throw new SearchException(
          SearchException.Reason.REQUEST,
          "field '" + field + "' is protected: its values cannot be counted",
          null);
    }
    return figures(stream, query, from, to).topValues(field, limit);
  }

  @Override
  public Sessions sessions(Stream stream, String query, Instant from, Instant to, Duration gap)
      throws SearchException, QuerySyntaxException {
    if (gap.compareTo(Duration.ofMinutes(1)) < 0 || gap.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("gap must be between 1 minute and 1 day");
    }
    return figures(stream, query, from, to).sessions(gap);
  }

  @Override
  public List<SearchPage.Hit> latest(Stream stream, String query, Instant from, String field)
      throws SearchException, QuerySyntaxException {
    if (FieldCatalog.standard().type(field).orElse(null) != FieldCatalog.Type.KEYWORD) {
      throw new IllegalArgumentException(field + " is no keyword");
    }
    SearchResponse<ObjectNode> found =
        elastic.search(
            name,
            Elastic.request(stream.alias())
                .query(query(stream, query, from, null))
                .collapse(c -> c.field(field))
                .size(MOST_LATEST)
                .sort(sort(TIMESTAMP, co.elastic.clients.elasticsearch._types.SortOrder.Desc))
                .trackTotalHits(t -> t.enabled(false))
                .build());
    List<SearchPage.Hit> newest = new ArrayList<>();
    for (Hit<ObjectNode> hit : found.hits().hits()) {
      newest.add(hit(hit.source()));
    }
    return newest;
  }

  @Override
  public long indexed(Stream stream) throws SearchException {
    return new Figures(elastic, name, stream.alias(), Query.of(q -> q.matchAll(m -> m))).indexed();
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
        elastic.search(
            name,
            Elastic.request(stream.alias())
                .query(query)
                .size(1)
                .sort(sort(SEQ, co.elastic.clients.elasticsearch._types.SortOrder.Asc))
                .build());
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

  @Override
  public void close() throws IOException {
    elastic.close();
  }
}
