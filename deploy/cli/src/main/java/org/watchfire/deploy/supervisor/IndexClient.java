package org.watchfire.deploy.supervisor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/**
 * Asks the standalone Elasticsearch directly: for counting what is indexed, from the command line.
 */
public final class IndexClient {
  private final URI base;
  private final HttpClient client = HttpClient.newHttpClient();

  public IndexClient(int port) {
    this.base = URI.create("http://127.0.0.1:" + port + "/");
  }

  /** Makes everything indexed so far visible to searches. */
  public void refresh(String alias) throws IOException, InterruptedException {
    send(alias + "/_refresh", HttpRequest.BodyPublishers.noBody());
  }

  /** How many documents a query matches. */
  public long count(String alias, Map<String, Object> query)
      throws IOException, InterruptedException {
    return (Long) post(alias + "/_count", Map.of("query", query)).get("count");
  }

  /** Sends a request body in Query DSL. */
  public Map<String, Object> post(String path, Object body)
      throws IOException, InterruptedException {
    return send(path, HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
  }

  private Map<String, Object> send(String path, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .POST(body)
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("Elasticsearch answers " + path + " with " + response.statusCode());
    }
    try {
      return Json.parseObject(response.body());
    } catch (JsonFormatException e) {
      throw new IOException("Elasticsearch answers " + path + " with no JSON object", e);
    }
  }
}
