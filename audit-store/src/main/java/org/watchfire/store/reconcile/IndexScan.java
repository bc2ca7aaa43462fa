package org.watchfire.store.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.Stream;

/** What the reconciler asks Elasticsearch about one stream. Thread-safe. */
final class IndexScan {
  /** Records of a tile of the ledger. */
  static final int TILE = 256;

  private static final String SEQ = "wf.seq";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RestClient client;
  private final Stream stream;

  IndexScan(RestClient client, Stream stream) {
    this.client = client;
    this.stream = stream;
  }

  /**
   * Documents of one tile.
   *
   * @param count how many
   * @param sum of their record numbers
   */
  record TileCount(long count, double sum) {}

  /** Makes everything indexed so far visible to the questions below. */
  void refresh() throws IOException {
    Request request = new Request("POST", "/" + stream.alias() + "/_refresh");
    request.addParameter("ignore_unavailable", "true");
    client.performRequest(request);
  }

  /** Counts by tile number, of the record numbers from {@code from} up to before {@code to}. */
  Map<Long, TileCount> counts(long from, long to) throws IOException {
    Map<String, Object> histogram = new LinkedHashMap<>();
    histogram.put("field", SEQ);
    histogram.put("interval", TILE);
    histogram.put("min_doc_count", 1);
    Map<String, Object> tiles = new LinkedHashMap<>();
    tiles.put("histogram", histogram);
    tiles.put("aggs", Map.of("sum", Map.of("sum", Map.of("field", SEQ))));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", 0);
    body.put("track_total_hits", false);
    body.put("query", range(from, to));
    body.put("aggs", Map.of("tiles", tiles));
    Map<Long, TileCount> counts = new TreeMap<>();
    JsonNode answer = JSON.readTree(ask(body));
    if (answer.path("timed_out").asBoolean(true)) {
      throw new IOException("counting ran out of time");
    }
    for (JsonNode bucket : answer.at("/aggregations/tiles/buckets")) {
      counts.put(
          bucket.path("key").asLong() / TILE,
          new TileCount(bucket.path("doc_count").asLong(), bucket.at("/sum/value").asDouble()));
    }
    return counts;
  }

  /** The documents of a range of record numbers, at most {@code most}. */
  List<StoredDocument> documents(long from, long to, int most) throws IOException {
    return documents(range(from, to), most);
  }

  /** Documents with these ids. */
  List<StoredDocument> byId(List<String> ids) throws IOException {
    return documents(Map.of("ids", Map.of("values", ids)), Math.max(1, ids.size() * 2));
  }

  /** Those of some ids that have a document. */
  Set<String> present(Collection<String> ids) throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", Math.max(1, ids.size() * 2));
    body.put("track_total_hits", false);
    body.put("_source", false);
    body.put("query", Map.of("ids", Map.of("values", List.copyOf(ids))));
    return StoredDocuments.parse(ask(body)).stream()
        .map(StoredDocument::id)
        .collect(Collectors.toSet());
  }

  /** Documents whose record number is outside a range, or that have none. */
  List<StoredDocument> outside(long from, long to, int most) throws IOException {
    return documents(Map.of("bool", Map.of("must_not", List.of(range(from, to)))), most);
  }

  private List<StoredDocument> documents(Map<String, Object> query, int most) throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", most);
    body.put("track_total_hits", false);
    body.put("query", query);
    body.put(
        "sort",
        List.of(Map.of(SEQ, Map.of("order", "asc", "missing", "_first", "unmapped_type", "long"))));
    body.put("docvalue_fields", List.of(SEQ));
    return StoredDocuments.parse(ask(body));
  }

  private static Map<String, Object> range(long from, long to) {
    Map<String, Object> bounds = new LinkedHashMap<>();
    bounds.put("gte", from);
    bounds.put("lt", to);
    return Map.of("range", Map.of(SEQ, bounds));
  }

  private byte[] ask(Map<String, Object> body) throws IOException {
    Request request = new Request("POST", "/" + stream.alias() + "/_search");
    request.addParameter("ignore_unavailable", "true");
    request.addParameter("allow_partial_search_results", "false");
    request.setJsonEntity(new String(Json.write(body), StandardCharsets.UTF_8));
    return EntityUtils.toByteArray(client.performRequest(request).getEntity());
  }
}
