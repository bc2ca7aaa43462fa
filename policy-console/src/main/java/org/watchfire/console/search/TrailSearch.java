package org.watchfire.console.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.ConsoleConfig.LedgerConfig;
import org.watchfire.console.health.Component;
import org.watchfire.console.health.Detail;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.config.ConfigException;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.Verification;
import org.watchfire.store.query.Condition;
import org.watchfire.store.query.QuerySyntaxException;
import org.watchfire.store.query.SealedFields;
import org.watchfire.store.sealing.Sealer;
import org.watchfire.store.search.ElasticAuditSearch;
import org.watchfire.store.search.Histogram;
import org.watchfire.store.search.RecordView;
import org.watchfire.store.search.SearchException;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;
import org.watchfire.store.search.Sessions;
import org.watchfire.store.search.TopValues;

/** The audit store as the console's routes need it: its trouble becomes refusals. Thread-safe. */
public final class TrailSearch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrailSearch.class);
  private static final long RETRY_SECONDS = 5;

  private final ElasticAuditSearch search;
  private final Path ledgers;
  private final NoteVerifier site;
  private final Optional<Sealer> sealer;

  private TrailSearch(
      ElasticAuditSearch search, Path ledgers, NoteVerifier site, Optional<Sealer> sealer) {
    this.search = search;
    this.ledgers = ledgers;
    this.site = site;
    this.sealer = sealer;
  }

  /**
   * Connects; nothing is asked before the first search.
   *
   * @throws ConfigException naming the file that cannot be used
   */
  public static TrailSearch open(ElasticConfig elastic, LedgerConfig config) {
    try {
      NoteVerifier site = NoteVerifier.parse(Files.readString(config.publicKey()));
      Optional<Sealer> sealer =
          config.sealingKeys() == null
              ? Optional.empty()
              : Sealer.reader(config.sealing(), config.sealingKeys(), Clock.systemUTC());
      SealedFields hidden = sealer.map(Sealer::sealedFields).orElse(SealedFields.NONE);
      return new TrailSearch(
          ElasticAuditSearch.open(elastic, config.directory(), site, hidden),
          config.directory(),
          site,
          sealer);
    } catch (NoteException e) {
      throw new ConfigException(
          config.publicKey() + ": is not a verifier key: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ConfigException("cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The same for somebody who may ask no more than whole values of these fields. Not to be closed.
   */
  TrailSearch guarding(Set<String> fields) {
    return new TrailSearch(search.guarding(fields), ledgers, site, sealer);
  }

  /**
   * Whether a query asks for values of sealed fields, which nobody can replay from the records.
   *
   * @throws Refusal 400 when it is no query
   */
  boolean asksSealed(Stream stream, String query) {
    return asked(
        () -> !Condition.parse(stream, query, hidden()).equals(Condition.parse(stream, query)));
  }

  private SealedFields hidden() {
    return sealer.map(Sealer::sealedFields).orElse(SealedFields.NONE);
  }

  /**
   * A record with its sealed values opened, as far as their keys still exist: to decide about it,
   * and to show what may be shown.
   *
   * @param record as the index or the ledger has it, null for none
   * @throws Refusal 503 when a key cannot be read
   */
  public JsonNode opened(Stream stream, JsonNode record) {
    if (sealer.isEmpty() || record == null || !record.isObject()) {
      return record;
    }
    byte[] before = StrictJson.write(record);
    try {
      byte[] open = sealer.get().unsealed(stream, before);
      return open == before ? record : StrictJson.tree(open);
    } catch (IOException e) {
      LOG.warn("a sealed value cannot be opened: {}", e.getMessage());
      throw new Refusal(503, "sealed", "sealed values cannot be opened now, try again")
          .retryAfter(RETRY_SECONDS);
    }
  }

  /**
   * One piece of evidence.
   *
   * @param found whether the index knows the event; it may be a moment behind the alert
   * @param record null when not found
   */
  public record Evidence(
      String eventId, boolean found, JsonNode record, Long seq, Verification verification) {}

  /** The events of these ids, in this order, each checked against the ledger. */
  public List<Evidence> evidence(List<String> eventIds) {
    List<Evidence> items = new ArrayList<>();
    for (String id : eventIds) {
      Optional<RecordView> found = asked(() -> search.byEventId(Stream.EVENTS, id));
      items.add(
          found
              .map(view -> new Evidence(id, true, tree(view), view.seq(), view.verification()))
              .orElseGet(() -> new Evidence(id, false, null, null, null)));
    }
    return items;
  }

  /** Name of the site, as its key has it. */
  public String site() {
    return site.name();
  }

  /** The key of the site that checkpoints are checked against, in its text form. */
  public String siteKey() {
    return site.text();
  }

  /** The ledger of the events, for those who read it from end to end. */
  public StreamReader events() {
    return stream(Stream.EVENTS);
  }

  /** The ledger of a stream. */
  public StreamReader stream(Stream stream) {
    try {
      return StreamReader.of(ledgers, stream, site);
    } catch (NoteException e) {
      throw new IllegalStateException("the name of the site's key cannot begin an origin", e);
    }
  }

  /**
   * @param name to cancel it under, null for none
   */
  public SearchPage page(String name, SearchRequest request) {
    return asked(() -> search.named(name).search(request));
  }

  /** Of each value of a keyword the newest record since then, newest first. */
  public List<SearchPage.Hit> latest(Stream stream, String query, Instant from, String field) {
    return asked(() -> search.latest(stream, query, from, field));
  }

  Histogram histogram(
      String name, Stream stream, String query, Instant from, Instant to, int buckets) {
    return asked(() -> search.named(name).histogram(stream, query, from, to, buckets));
  }

  TopValues topValues(
      String name, Stream stream, String query, Instant from, Instant to, String field, int limit) {
    return asked(() -> search.named(name).topValues(stream, query, from, to, field, limit));
  }

  Sessions sessions(
      String name, Stream stream, String query, Instant from, Instant to, Duration gap) {
    return asked(() -> search.named(name).sessions(stream, query, from, to, gap));
  }

  /** How many records of the stream the index has, from the first one without a gap. */
  public long indexed(Stream stream) {
    return asked(() -> search.indexed(stream));
  }

  /** Whether anything was being asked under the name. */
  boolean cancel(String name) {
    return search.cancel(name);
  }

  public Optional<RecordView> record(Stream stream, long seq) {
    return asked(() -> search.record(stream, seq));
  }

  /** The record as JSON; null when the ledger cannot give it any more. */
  public static JsonNode tree(RecordView view) {
    return view.json().length == 0 ? null : StrictJson.tree(view.json());
  }

  /** Whether the signed checkpoints of the ledgers can be read and are good. */
  public Component ledger() {
    Map<String, Object> sizes = new LinkedHashMap<>();
    Map<String, String> unread = new LinkedHashMap<>();
    for (Stream stream : Stream.values()) {
      try {
        StreamReader reader = StreamReader.of(ledgers, stream, site);
        sizes.put(stream.id(), reader.size());
      } catch (IOException | LedgerException e) {
        unread.put(stream.id(), String.valueOf(e.getMessage()));
      }
    }
    Detail problem =
        unread.isEmpty()
            ? null
            : Detail.of("检查点不能读取或无效", "checkpoints cannot be read or are not good", unread);
    return Component.of("ledger", problem, sizes);
  }

  @Override
  public void close() throws IOException {
    search.close();
  }

  @FunctionalInterface
  private interface Asking<T> {
    T ask() throws SearchException, QuerySyntaxException;
  }

  /** Shown under the query, so in both languages. */
  static Refusal refusal(QuerySyntaxException e) {
    return new Refusal(400, "query", e.getMessage()).with("column", e.column()).with("zh", e.zh());
  }

  private static <T> T asked(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (QuerySyntaxException e) {
      throw refusal(e);
    } catch (SearchException e) {
      LOG.warn("search gave no answer: {}", e.getMessage());
      throw switch (e.reason()) {
        case REQUEST -> new Refusal(400, "invalid", e.getMessage());
        case CANCELLED -> new Refusal(409, "search-cancelled", "the search was cancelled");
        case TOO_BROAD -> new Refusal(400, "search-too-broad", e.getMessage());
        case UNAVAILABLE ->
            new Refusal(503, "search-away", "the audit store cannot be searched now, try again")
                .retryAfter(RETRY_SECONDS);
        case TIMEOUT ->
            new Refusal(503, "search-timeout", "the search took too long; narrow the time or query")
                .retryAfter(RETRY_SECONDS);
      };
    }
  }
}
