package org.watchfire.store.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;

/**
 * What the cluster offers beside the plain server: index lifecycle management and data streams. The
 * store asks in order to say it; it keeps its indices by its own rules in either case, because a
 * record must go to an index that follows from its number, and a data stream writes to the newest
 * only. Asked at the first look that is answered. Thread-safe.
 */
public final class ElasticCapabilities {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RestClient client;
  private volatile String detail = "not asked yet";
  private volatile boolean known;

  public ElasticCapabilities(RestClient client) {
    this.client = client;
  }

  /** Asks, unless it was answered before. */
  public void probe() throws IOException {
    if (known) {
      return;
    }
    JsonNode versions = read("/_nodes/_local?filter_path=nodes.*.version");
    detail =
        "version "
            + versions.findValuesAsText("version").stream().findFirst().orElse("unknown")
            + ", ILM "
            + (has("/_ilm/status", "operation_mode") ? "there" : "not there")
            + ", data streams "
            + (has("/_data_stream", "data_streams") ? "there" : "not there")
            + "; indices are kept by the store's own lifecycle";
    known = true;
  }

  /** One line: version, and what is there. */
  public String detail() {
    return detail;
  }

  /** A server without the feature refuses the path. */
  private boolean has(String path, String field) throws IOException {
    try {
      return read(path).has(field);
    } catch (ResponseException e) {
      if (e.getResponse().getStatusLine().getStatusCode() >= 500) {
        throw e;
      }
      return false;
    }
  }

  private JsonNode read(String path) throws IOException {
    Request request = new Request("GET", path);
    return JSON.readTree(client.performRequest(request).getEntity().getContent());
  }
}
