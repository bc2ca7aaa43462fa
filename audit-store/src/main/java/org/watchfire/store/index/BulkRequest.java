package org.watchfire.store.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.http.entity.ContentType;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseListener;
import org.elasticsearch.client.RestClient;

/** One {@code _bulk} call whose items are each answered. Not thread-safe. */
final class BulkRequest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * So long Elasticsearch waits for a shard that is away before it says so. Its own minute would be
   * longer than we wait for an answer, and nobody would learn what is missing.
   */
  private static final String SHARD_PATIENCE = "5s";

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

    /** The index takes no writes: it was finished, or the disk is full. */
    boolean blocked() {
      return status == 403;
    }
  }

  /** Adds a document under its address, unless it or a newer revision is there. */
  void put(String target, DocumentAddress address, byte[] document) {
    String action =
        address.revision().isEmpty()
            ? "{\"create\":{\"_index\":\"" + target + "\",\"_id\":\"" + address.id() + "\"}}\n"
            : "{\"index\":{\"_index\":\""
                + target
                + "\",\"_id\":\""
                + address.id()
                + "\",\"version\":"
                + (address.revision().getAsLong() + 1)
                + ",\"version_type\":\"external\"}}\n";
    body.writeBytes(action.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(document);
    body.write('\n');
    items++;
  }

  /**
   * Sends it. The targets are aliases and must exist: an index that somebody deleted is never
   * created by accident.
   *
   * @return one outcome per item, in order; fails with what {@link RestClient} fails with
   */
  CompletableFuture<List<Outcome>> send(RestClient client) {
    Request request = new Request("POST", "/_bulk");
    request.addParameter("require_alias", "true");
    request.addParameter("timeout", SHARD_PATIENCE);
    request.addParameter("filter_path", "errors,items.*.status,items.*.error");
    request.setEntity(
        new NByteArrayEntity(body.toByteArray(), ContentType.create("application/x-ndjson")));
    CompletableFuture<List<Outcome>> outcomes = new CompletableFuture<>();
    int sent = items;
    client.performRequestAsync(
        request,
        new ResponseListener() {
          @Override
          public void onSuccess(Response response) {
            try {
              outcomes.complete(outcomes(response, sent));
            } catch (IOException | RuntimeException e) {
              outcomes.completeExceptionally(e);
            }
          }

          @Override
          public void onFailure(Exception e) {
            outcomes.completeExceptionally(e);
          }
        });
    return outcomes;
  }

  private static List<Outcome> outcomes(Response response, int sent) throws IOException {
    JsonNode answer = JSON.readTree(response.getEntity().getContent());
    List<Outcome> outcomes = new ArrayList<>(sent);
    for (JsonNode item : answer.path("items")) {
      JsonNode result = item.elements().next();
      outcomes.add(new Outcome(result.path("status").asInt(), reason(result.path("error"))));
    }
    if (outcomes.size() != sent) {
      throw new IOException("bulk of " + sent + " items got " + outcomes.size() + " answers");
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
