package org.watchfire.store.retention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

  private final RestClient client;
  private final Stream stream;
  private final Map<Long, byte[]> waiting = new LinkedHashMap<>();
  private final Set<String> touched = new TreeSet<>();
  private final Set<String> blocked = new LinkedHashSet<>();
  private long rewritten;

  IndexCopies(RestClient client, Stream stream) {
    this.client = client;
    this.stream = stream;
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
    Request search = new Request("POST", "/" + stream.alias() + "/_search");
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("size", PAGE);
    body.put("version", true);
    body.put("_source", List.of("wf.seq"));
    body.put("query", Map.of("terms", Map.of("wf.seq", new ArrayList<>(waiting.keySet()))));
    search.setJsonEntity(new String(Json.write(body), StandardCharsets.UTF_8));
    JsonNode hits =
        JSON.readTree(client.performRequest(search).getEntity().getContent())
            .path("hits")
            .path("hits");
    ByteArrayOutputStream bulk = new ByteArrayOutputStream();
    int items = 0;
    for (JsonNode hit : hits) {
      long seq = hit.path("_source").path("wf").path("seq").asLong(-1);
      byte[] record = waiting.get(seq);
      if (record == null) {
        continue;
      }
      String index = hit.path("_index").asText();
      unblock(index);
      Map<String, Object> action = new LinkedHashMap<>();
      action.put("_index", index);
      action.put("_id", hit.path("_id").asText());
      // Of an alert a later revision may arrive meanwhile: it must win.
      action.put("version", hit.path("_version").asLong());
      action.put("version_type", "external_gte");
      bulk.writeBytes(Json.write(Map.of("index", action)));
      bulk.write('\n');
      bulk.writeBytes(
          IndexDocument.whole(stream, seq, record)
              .orElseThrow(() -> new IOException("record " + seq + " is no document")));
      bulk.write('\n');
      items++;
    }
    if (items > 0) {
      Request request = new Request("POST", "/_bulk");
      request.setEntity(
          new NByteArrayEntity(bulk.toByteArray(), ContentType.create("application/x-ndjson")));
      JsonNode answer = JSON.readTree(client.performRequest(request).getEntity().getContent());
      for (JsonNode item : answer.path("items")) {
        JsonNode result = item.elements().next();
        if (result.path("status").asInt() >= 300 && result.path("status").asInt() != 409) {
          throw new IOException("a document was not replaced: " + result.path("error"));
        }
      }
      rewritten += items;
    }
    waiting.clear();
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
