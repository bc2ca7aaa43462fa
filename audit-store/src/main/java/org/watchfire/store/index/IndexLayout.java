package org.watchfire.store.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.Stream;

/**
 * Which index holds which records of a stream. An index begins at a record number, written in its
 * {@code _meta} when it is created, and holds all records up to the next index: so a record goes to
 * the same index however often it is indexed. A new one begins with the first record of a month,
 * {@code wf-events-2026.11}. Alerts have one index, because a later revision must replace an
 * earlier one.
 *
 * <p>Each index has the stream's alias for searching and an alias of its own, {@code
 * <index>-write}, for writing. For one thread.
 */
final class IndexLayout {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RestClient client;
  private final Stream stream;
  private final IndexSettings settings;
  private final Clock clock;
  private final NavigableMap<Long, String> indices = new TreeMap<>();

  IndexLayout(RestClient client, Stream stream, IndexSettings settings, Clock clock) {
    this.client = client;
    this.stream = stream;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Reads what is there and creates what is missing.
   *
   * @param known indices by first record, as remembered from before
   * @return number of the first record that has to be indexed again, {@link Long#MAX_VALUE} for
   *     none
   */
  long ensure(Map<Long, String> known) throws IOException {
    NavigableMap<Long, String> found = read();
    long again = Long.MAX_VALUE;
    for (Map.Entry<Long, String> index : known.entrySet()) {
      if (!found.containsValue(index.getValue())) {
        create(index.getKey(), index.getValue());
        found.put(index.getKey(), index.getValue());
        again = Math.min(again, index.getKey());
      }
    }
    if (found.isEmpty() || found.firstKey() > 0) {
      String name = found.containsValue(name()) ? name() + "-0" : name();
      create(0, name);
      found.put(0L, name);
      again = 0;
    }
    indices.clear();
    indices.putAll(found);
    return again;
  }

  /** Begins this month's index at {@code next} unless it has begun. */
  void rollOver(long next) throws IOException {
    Map.Entry<Long, String> last = indices.lastEntry();
    if (stream != Stream.ALERTS && last.getKey() < next && last.getValue().compareTo(name()) < 0) {
      create(next, name());
      indices.put(next, name());
    }
  }

  /** The alias that a record is written through. */
  String target(long seq) {
    return writeAlias(indices.floorEntry(seq).getValue());
  }

  NavigableMap<Long, String> indices() {
    return new TreeMap<>(indices);
  }

  private static String writeAlias(String index) {
    return index + "-write";
  }

  private String name() {
    if (stream == Stream.ALERTS) {
      return stream.alias() + "-all";
    }
    YearMonth month = YearMonth.now(clock.withZone(ZoneOffset.UTC));
    return String.format("%s-%04d.%02d", stream.alias(), month.getYear(), month.getMonthValue());
  }

  private NavigableMap<Long, String> read() throws IOException {
    NavigableMap<Long, String> found = new TreeMap<>();
    Request request = new Request("GET", "/" + stream.alias() + "/_mapping");
    request.addParameter("filter_path", "*.mappings._meta");
    try {
      JsonNode answer = JSON.readTree(client.performRequest(request).getEntity().getContent());
      for (Map.Entry<String, JsonNode> index : answer.properties()) {
        JsonNode first = index.getValue().path("mappings").path("_meta").path("first_seq");
        if (first.isIntegralNumber()) {
          found.put(first.asLong(), index.getKey());
        }
      }
    } catch (ResponseException e) {
      if (e.getResponse().getStatusLine().getStatusCode() != 404) {
        throw e;
      }
    }
    return found;
  }

  private void create(long firstSeq, String name) throws IOException {
    Request request = new Request("PUT", "/" + name);
    request.setJsonEntity(
        new String(
            Json.write(IndexTemplate.index(stream, settings, firstSeq, writeAlias(name))),
            StandardCharsets.UTF_8));
    client.performRequest(request);
  }
}
