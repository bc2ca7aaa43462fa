package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ElasticsearchServerIT {
  private final HttpClient client = HttpClient.newHttpClient();
  private Path directory;
  private TestStack stack;
  private URI uri;

  @BeforeAll
  void startNode(@TempDir(cleanup = CleanupMode.ALWAYS) Path temporary) {
    directory = temporary;
    stack = TestStack.embedded(temporary);
    uri = stack.elasticsearch().uri();
  }

  @AfterAll
  void stopNode() {
    stack.close();
  }

  @Test
  void clusterIsHealthyWhenReady() throws Exception {
    assertThat(send("GET", "/_cluster/health", null))
        .contains("\"cluster_name\":\"watchfire\"")
        .containsPattern("\"status\":\"(green|yellow)\"");
  }

  @Test
  void listensOnLoopbackOnly() {
    assertThat(uri.getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void indexesAndSearches() throws Exception {
    createIndex("trails");
    index("trails", "1", "{\"user\":\"li.na\",\"text\":\"读取 机密 档案\"}");
    index("trails", "2", "{\"user\":\"wang.wei\",\"text\":\"login\"}");
    assertThat(search("trails", "user:li.na")).contains("\"value\":1").contains("机密");
    assertThat(search("trails", "user:nobody")).contains("\"value\":0");
  }

  @Test
  void keepsDocumentsOverOrderlyRestart() throws Exception {
    createIndex("restarted");
    index("restarted", "1", "{\"user\":\"li.na\"}");
    stack.restart(TestStack.Server.ELASTICSEARCH);
    assertThat(search("restarted", "user:li.na")).contains("\"value\":1");
  }

  @Test
  void keepsAcknowledgedDocumentsWhenKilled() throws Exception {
    createIndex("killed");
    for (int i = 0; i < 50; i++) {
      index("killed", Integer.toString(i), "{\"user\":\"li.na\"}");
    }
    stack.kill9(TestStack.Server.ELASTICSEARCH);
    stack.start(TestStack.Server.ELASTICSEARCH);
    assertThat(search("killed", "user:li.na")).contains("\"value\":50");
  }

  @Test
  void moduleFolderHoldsWhatTheClassPathLeavesOut() {
    Path module = directory.resolve("elasticsearch/modules/transport-netty4");
    assertThat(module.resolve("plugin-descriptor.properties")).isRegularFile();
    assertThat(module).isDirectoryContaining("glob:**/transport-netty4-*.jar");
    assertThat(module).isDirectoryContaining("glob:**/netty-common-*.jar");
    assertThat(module).isDirectoryNotContaining("glob:**/lucene-*.jar");
  }

  private void createIndex(String name) throws Exception {
    send(
        "PUT",
        "/" + name,
        "{\"settings\":{\"number_of_replicas\":0},\"mappings\":{\"properties\":{"
            + "\"user\":{\"type\":\"keyword\"},\"text\":{\"type\":\"text\"}}}}");
  }

  private void index(String index, String id, String document) throws Exception {
    send("PUT", "/" + index + "/_doc/" + id, document);
  }

  private String search(String index, String query) throws Exception {
    send("POST", "/" + index + "/_refresh", "");
    return send("GET", "/" + index + "/_search?q=" + query, null);
  }

  private String send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode())
        .as("%s %s: %s", method, path, response.body())
        .isBetween(200, 201);
    return response.body();
  }
}
