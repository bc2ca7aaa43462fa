package org.watchfire.console.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;
import org.watchfire.console.web.StrictJson;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.ElasticConnection;

/** Asks the Elasticsearch cluster how it is doing. Thread-safe. */
final class ClusterProbe implements AutoCloseable {
  private static final String NAME = "elasticsearch";
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final RestClient client;

  ClusterProbe(ElasticConfig config) throws IOException {
    this.client =
        ElasticConnection.open(
            new ElasticConfig(
                config.uri(), config.username(), config.passwordFile(), config.caFile(), TIMEOUT));
  }

  /** Green and yellow are good: yellow is what a single node has. */
  Component probe() {
    try {
      JsonNode health =
          StrictJson.tree(
              EntityUtils.toByteArray(
                  client.performRequest(new Request("GET", "/_cluster/health")).getEntity()));
      String colour = health.path("status").asText("unknown");
      boolean usable = colour.equals("green") || colour.equals("yellow");
      return new Component(
          NAME,
          usable ? Component.UP : Component.DEGRADED,
          Detail.of("集群状态为 " + colour, "the cluster is " + colour),
          Map.of(
              "nodes", health.path("number_of_nodes").asInt(),
              "shards", health.path("active_shards").asInt()));
    } catch (IOException e) {
      return Component.down(NAME, RemoteProbe.away(e));
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
