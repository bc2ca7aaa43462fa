package org.watchfire.store.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.Stream;

/**
 * Which index holds which records of a stream. An index begins at a record number, written in its
 * {@code _meta} when it is created, and holds all records up to the next index: so a record goes to
 * the same index however often it is indexed. A new one begins when the last is old or large
 * enough: {@code wf-events-2026.11.22-<epoch>-<first record>}. Alerts have one index, because a
 * later revision must replace an earlier one.
 *
 * <p>Each index has the stream's alias for searching and an alias of its own, {@code
 * <index>-write}, for writing. For one thread.
 */
final class IndexLayout {
  private static final Logger LOG = LoggerFactory.getLogger(IndexLayout.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy.MM.dd").withZone(ZoneOffset.UTC);

  /** A small index is not replaced every day: each costs memory in the cluster. */
  private static final Duration MONTH = Duration.ofDays(31);

  private static final Duration SIZE_INTERVAL = Duration.ofMinutes(1);

  /** So long Elasticsearch waits for the shards of a new index. */
  private static final String CREATION_PATIENCE = "5s";

  private final RestClient client;
  private final Stream stream;
  private final IndexSettings settings;
  private final Clock clock;
  private final NavigableMap<Long, StoredIndex> indices = new TreeMap<>();
  private long epoch;
  private long bytes;
  private Instant measured = Instant.MIN;

  IndexLayout(RestClient client, Stream stream, IndexSettings settings, Clock clock) {
    this.client = client;
    this.stream = stream;
    this.settings = settings;
    this.clock = clock;
  }

  /** Reads what is there and changes nothing. */
  void read() throws IOException {
    indices.clear();
    for (StoredIndex index : StoredIndex.of(client, stream)) {
      indices.put(index.first(), index);
    }
    if (indices.isEmpty()) {
      throw new IndexGoneException("stream " + stream.id() + " has no index yet");
    }
  }

  /**
   * Reads what is there, removes what is left over of earlier epochs or retired records, and
   * creates what is missing.
   *
   * @param known what is remembered from before
   * @return {@code known}, going on where indexing has to: earlier than before when an index was
   *     missing
   */
  IndexCursor ensure(IndexCursor known) throws IOException {
    List<StoredIndex> found = StoredIndex.of(client, stream);
    IndexCursor cursor = known;
    long newest = found.stream().mapToLong(StoredIndex::epoch).max().orElse(known.epoch());
    if (newest > known.epoch()) {
      LOG.warn("index {}: was begun anew elsewhere; looking through it all", stream.id());
      cursor = IndexCursor.beginning(newest);
    }
    epoch = cursor.epoch();
    indices.clear();
    for (StoredIndex index : found) {
      if (index.epoch() < epoch || index.first() < cursor.first()) {
        delete(index.name());
      } else {
        indices.put(index.first(), index);
      }
    }
    long again = Long.MAX_VALUE;
    for (Map.Entry<Long, String> index : cursor.indices().entrySet()) {
      if (index.getKey() >= cursor.first() && !indices.containsKey(index.getKey())) {
        create(index.getKey(), index.getValue());
        again = Math.min(again, index.getKey());
      }
    }
    if (indices.isEmpty() || indices.firstKey() > cursor.first()) {
      create(cursor.first(), name(cursor.first()));
      again = cursor.first();
    }
    if (again < cursor.next()) {
      LOG.warn("index {}: an index is missing; indexing again from record {}", stream.id(), again);
    }
    return new IndexCursor(epoch, cursor.first(), Math.min(again, cursor.next()), names());
  }

  /** Name of the index that is to begin at {@code next}; empty while the last one takes more. */
  Optional<String> due(long next) throws IOException {
    StoredIndex last = indices.lastEntry().getValue();
    return stream != Stream.ALERTS && last.first() < next && isDue(last, next - last.first())
        ? Optional.of(name(next))
        : Optional.empty();
  }

  /** Creates the index that {@link #due} named. */
  void begin(long first, String name) throws IOException {
    create(first, name);
    LOG.info("index {}: {} begins at record {}", stream.id(), name, first);
  }

  private boolean isDue(StoredIndex last, long records) throws IOException {
    if (records >= settings.rolloverRecords()) {
      return true;
    }
    Instant now = clock.instant();
    Duration age = Duration.between(day(last.created()), day(now));
    if (age.compareTo(settings.rolloverAge()) >= 0
        && (records >= settings.rolloverMinRecords() || age.compareTo(MONTH) >= 0)) {
      return true;
    }
    if (measured.isBefore(now.minus(SIZE_INTERVAL))) {
      measured = now;
      bytes = size(last.name());
    }
    return bytes >= settings.rolloverBytes();
  }

  private static Instant day(Instant time) {
    return time.truncatedTo(ChronoUnit.DAYS);
  }

  private long size(String index) throws IOException {
    Request request = new Request("GET", "/" + index + "/_stats/store");
    request.addParameter("filter_path", "_all.primaries.store.size_in_bytes");
    JsonNode answer = JSON.readTree(client.performRequest(request).getEntity().getContent());
    return answer.at("/_all/primaries/store/size_in_bytes").asLong();
  }

  /** The oldest index, when every record of it came in longer ago than they are kept here. */
  Optional<StoredIndex> expired() {
    if (indices.size() < 2) {
      return Optional.empty();
    }
    // Its last record came in before the next index was begun.
    Instant ended = indices.higherEntry(indices.firstKey()).getValue().created();
    return ended.plus(settings.retention()).isAfter(clock.instant())
        ? Optional.empty()
        : Optional.of(indices.firstEntry().getValue());
  }

  /**
   * What the cursor must say before {@link #retire} may be called for the oldest index: then a
   * crash in between leaves an index that {@link #ensure} removes.
   */
  IndexCursor without(StoredIndex oldest, IndexCursor cursor) {
    NavigableMap<Long, String> rest = names();
    rest.remove(oldest.first());
    return new IndexCursor(
        cursor.epoch(), rest.firstKey(), Math.max(rest.firstKey(), cursor.next()), rest);
  }

  void retire(StoredIndex oldest) throws IOException {
    delete(oldest.name());
    indices.remove(oldest.first());
  }

  /** Number of the first record that the indices hold. */
  long first() {
    return indices.firstKey();
  }

  /** The alias that a record is written through; the record must not be before {@link #first}. */
  String target(long seq) {
    return writeAlias(holding(seq).name());
  }

  private StoredIndex holding(long seq) {
    return indices.floorEntry(seq).getValue();
  }

  /** Lets the index of a record take documents again. */
  void unblock(long seq) throws IOException {
    String index = holding(seq).name();
    Request request = new Request("PUT", "/" + index + "/_settings");
    request.setJsonEntity("{\"index.blocks.write\":null}");
    client.performRequest(request);
    LOG.info(
        "index {}: {} was finished and is opened again for record {}", stream.id(), index, seq);
  }

  NavigableMap<Long, String> names() {
    NavigableMap<Long, String> names = new TreeMap<>();
    indices.forEach((first, index) -> names.put(first, index.name()));
    return names;
  }

  private static String writeAlias(String index) {
    return index + "-write";
  }

  private String name(long first) {
    return stream == Stream.ALERTS
        ? String.format("%s-all-%d", stream.alias(), epoch)
        : String.format("%s-%s-%d-%d", stream.alias(), DAY.format(clock.instant()), epoch, first);
  }

  private void create(long first, String name) throws IOException {
    Instant now = clock.instant();
    StoredIndex index = new StoredIndex(name, first, epoch, now, false);
    Request request = new Request("PUT", "/" + name);
    // Made is made: whether its shards are there yet, the first request to them will tell.
    request.addParameter("timeout", CREATION_PATIENCE);
    request.setJsonEntity(
        new String(
            Json.write(IndexTemplate.index(stream, settings, index, writeAlias(name))),
            StandardCharsets.UTF_8));
    client.performRequest(request);
    indices.put(first, index);
    bytes = 0;
    measured = now;
  }

  private void delete(String index) throws IOException {
    try {
      client.performRequest(new Request("DELETE", "/" + index));
      LOG.info("index {}: {} is deleted; the ledger keeps its records", stream.id(), index);
    } catch (ResponseException e) {
      if (e.getResponse().getStatusLine().getStatusCode() != 404) {
        throw e;
      }
    }
  }
}
