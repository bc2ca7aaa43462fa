package org.watchfire.store.retention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.http.entity.ContentType;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;
import org.watchfire.core.json.Json;
import org.watchfire.store.index.IndexDocument;
import org.watchfire.store.ledger.Stream;

/**
 * Overwrites what the index holds of single records. Looks each document up by its record number,
 * so that it does not matter which index it is in, and replaces it where it is; what is not in the
 * index stays out of it. For one thread.
 */
final class IndexCopies {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 500;

  /** More documents than records: some are of no record, and must not crowd out the others. */
  private static final int MOST_HITS = 5_000;

  private final RestClient client;
  private final Stream stream;
  private final Clock clock;
  private final Map<Long, byte[]> waiting = new LinkedHashMap<>();
  private final Set<String> touched = new TreeSet<>();
  private final Set<String> blocked = new LinkedHashSet<>();
  private long rewritten;

  IndexCopies(RestClient client, Stream stream, Clock clock) {
    this.client = client;
    this.stream = stream;
    this.clock = clock;
  }

  /**
   * Replaces the document of a record, now or with the next ones.
   *
   * @param record as the index should hold it
   */
  void put(long seq, byte[] record) throws IOException {
    waiting.put(seq, record);
    if (waiting.size() >= PAGE) {
      send();
    }
  }

  /**
   * Sends the rest, makes Lucene forget the old copies, and blocks again what was blocked.
   *
   * @return documents that were replaced
   */
  long finish() throws IOException {
    send();
    for (String index : touched) {
      perform("POST", "/" + index + "/_refresh");
      Request merge = new Request("POST", "/" + index + "/_forcemerge");
      merge.addParameter("only_expunge_deletes", "true");
      client.performRequest(merge);
    }
    for (String index : blocked) {
      block(index, true);
    }
    return rewritten;
  }

  private JsonNode perform(String method, String path) throws IOException {
    return JSON.readTree(client.performRequest(new Request(method, path)).getEntity().getContent());
  }

  private void send() throws IOException {
    if (waiting.isEmpty()) {
      return;
    }
    perform("POST", "/" + stream.alias() + "/_refresh");
    replace(new ArrayList<>(waiting.keySet()));
    waiting.clear();
  }

  private void replace(List<Long> seqs) throws IOException {
    Request search = new Request("POST", "/" + stream.alias() + "/_search");
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", MOST_HITS);
    body.put("version", true);
    body.put("_source", false);
    body.put("docvalue_fields", List.of("wf.seq"));
    body.put("query", Map.of("terms", Map.of("wf.seq", seqs)));
    search.setJsonEntity(new String(Json.write(body), StandardCharsets.UTF_8));
    JsonNode hits =
        JSON.readTree(client.performRequest(search).getEntity().getContent())
            .path("hits")
            .path("hits");
    if (hits.size() == MOST_HITS && seqs.size() > 1) {
      int half = seqs.size() / 2;
      replace(seqs.subList(0, half));
      replace(seqs.subList(half, seqs.size()));
      return;
    }
    List<Copy> copies = new ArrayList<>();
    for (JsonNode hit : hits) {
      long seq = hit.path("fields").path("wf.seq").path(0).asLong(-1);
      if (waiting.containsKey(seq)) {
        String index = hit.path("_index").asText();
        unblock(index);
        copies.add(
            new Copy(index, hit.path("_id").asText(), hit.path("_version").asLong(), seq, 0, ""));
      }
    }
    while (!copies.isEmpty()) {
      copies = overwrite(copies);
    }
  }

  /**
   * A document that is overwritten.
   *
   * @param reductions how often a form of the record was refused: then comes the reduced form, then
   *     the number alone
   * @param reason why
   */
  private record Copy(
      String index, String id, long version, long seq, int reductions, String reason) {
    Copy refused(String why) throws IOException {
      if (reductions == 2) {
        throw new IOException("document " + index + "/" + id + " cannot be replaced");
      }
      return new Copy(index, id, version, seq, reductions + 1, why);
    }

    Map<String, Object> action() {
      Map<String, Object> action = new LinkedHashMap<>();
      action.put("_index", index);
      action.put("_id", id);
      // Of an alert a later revision may arrive meanwhile: it must win.
      action.put("version", version);
      action.put("version_type", "external_gte");
      return Map.of("index", action);
    }
  }

  private byte[] document(Copy copy) {
    byte[] record = waiting.get(copy.seq);
    if (copy.reductions == 0) {
      Optional<byte[]> whole = IndexDocument.whole(stream, copy.seq, record);
      if (whole.isPresent()) {
        return whole.get();
      }
    }
    return copy.reductions < 2
        ? IndexDocument.reduced(stream, copy.seq, record, reason(copy), clock.instant())
        : IndexDocument.minimal(stream, copy.seq, reason(copy), clock.instant());
  }

  private static String reason(Copy copy) {
    return copy.reason.isEmpty() ? IndexDocument.NOT_SPLICED : copy.reason;
  }

  /** Gives those back whose form was refused, with the next one. */
  private List<Copy> overwrite(List<Copy> copies) throws IOException {
    ByteArrayOutputStream bulk = new ByteArrayOutputStream();
    for (Copy copy : copies) {
      bulk.writeBytes(Json.write(copy.action()));
      bulk.write('\n');
      bulk.writeBytes(document(copy));
      bulk.write('\n');
    }
    Request request = new Request("POST", "/_bulk");
    request.setEntity(
        new NByteArrayEntity(bulk.toByteArray(), ContentType.create("application/x-ndjson")));
    JsonNode items =
        JSON.readTree(client.performRequest(request).getEntity().getContent()).path("items");
    if (items.size() != copies.size()) {
      throw new IOException("bulk of " + copies.size() + " items got " + items.size() + " answers");
    }
    List<Copy> again = new ArrayList<>();
    for (int i = 0; i < copies.size(); i++) {
      JsonNode result = items.get(i).elements().next();
      int status = result.path("status").asInt();
      String type = result.path("error").path("type").asText();
      if (status == 400) {
        again.add(copies.get(i).refused(type));
      } else if (status >= 300 && status != 409) {
        throw new IOException("a document was not replaced: " + status + " " + type);
      } else if (status < 300) {
        rewritten++;
      }
    }
    return again;
  }

  private void unblock(String index) throws IOException {
    if (!touched.add(index)) {
      return;
    }
    Request get = new Request("GET", "/" + index + "/_settings/index.blocks.write");
    get.addParameter("flat_settings", "true");
    JsonNode settings =
        JSON.readTree(client.performRequest(get).getEntity().getContent())
            .path(index)
            .path("settings");
    if (settings.path("index.blocks.write").asBoolean(false)) {
      block(index, false);
      blocked.add(index);
    }
  }

  private void block(String index, boolean on) throws IOException {
    Request put = new Request("PUT", "/" + index + "/_settings");
    put.setJsonEntity("{\"index.blocks.write\":" + on + "}");
    client.performRequest(put);
  }
}
