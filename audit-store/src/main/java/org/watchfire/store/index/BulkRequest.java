package org.watchfire.store.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.http.entity.ContentType;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.RestClient;

/** One {@code _bulk} call whose items are each answered. Not thread-safe. */
final class BulkRequest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 16);
  private int items;

  /** Outcome of one item: HTTP status, and the reason when it failed. */
  record Outcome(int status, String reason) {
    /** Indexed now or before: a document with that id, or a newer version of it, is there. */
    boolean indexed() {
      return status < 300 || status == 409;
    }

    /** Elasticsearch is busy or a shard is away; the same request may work later. */
    boolean temporary() {
      return status == 429 || status >= 500;
    }

    /** The index is not there. */
    boolean missing() {
      return status == 404;
    }
  }

  /** Adds a document unless its id exists. */
  void create(String index, String id, byte[] document) {
    add("{\"create\":{\"_index\":\"" + index + "\",\"_id\":\"" + id + "\"}}\n", document);
  }

  /** Adds or replaces a document unless a version as high as this is there. */
  void index(String index, String id, long version, byte[] document) {
    add(
        "{\"index\":{\"_index\":\""
            + index
            + "\",\"_id\":\""
            + id
            + "\",\"version\":"
            + version
            + ",\"version_type\":\"external\"}}\n",
        document);
  }

  private void add(String action, byte[] document) {
    body.writeBytes(action.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(document);
    body.write('\n');
    items++;
  }

  int items() {
    return items;
  }

  /**
   * Sends it. The targets are aliases and must exist: an index that somebody deleted is never
   * created by accident.
   *
   * @return one outcome per item, in order
   */
  List<Outcome> send(RestClient client) throws IOException {
    Request request = new Request("POST", "/_bulk");
    request.addParameter("require_alias", "true");
    request.addParameter("filter_path", "errors,items.*.status,items.*.error");
    request.setEntity(
        new NByteArrayEntity(body.toByteArray(), ContentType.create("application/x-ndjson")));
    Response response = client.performRequest(request);
    JsonNode answer = JSON.readTree(response.getEntity().getContent());
    List<Outcome> outcomes = new ArrayList<>(items);
    for (JsonNode item : answer.path("items")) {
      JsonNode result = item.elements().next();
      outcomes.add(new Outcome(result.path("status").asInt(), reason(result.path("error"))));
    }
    if (outcomes.size() != items) {
      throw new IOException("bulk of " + items + " items got " + outcomes.size() + " answers");
    }
    return outcomes;
  }

  private static String reason(JsonNode error) {
    if (error.isMissingNode()) {
      return "";
    }
    String cause = error.path("caused_by").path("reason").asText("");
    String reason = error.path("type").asText() + ": " + error.path("reason").asText();
    return cause.isEmpty() ? reason : reason + " (" + cause + ")";
  }
}
