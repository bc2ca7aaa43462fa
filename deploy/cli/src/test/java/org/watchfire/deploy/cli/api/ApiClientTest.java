package org.watchfire.deploy.cli.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, and what becomes of each kind of answer. */
class ApiClientTest {
  @TempDir Path folder;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private ApiClient client;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          seen.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("If-Match")
                  + " "
                  + body);
          String last = exchange.getRequestURI().getPath().replaceAll(".*/", "");
          int status = last.matches("\\d{3}") ? Integer.parseInt(last) : 200;
          byte[] answer =
              (last.equals("502")
                      ? "<html>bad gateway</html>"
                      : status == 200
                          ? "{\"id\":\"x\"}"
                          : "{\"status\":%d,\"code\":\"stale\",\"title\":\"t\",\"detail\":\"read it again\"}"
                              .formatted(status))
                  .getBytes(UTF_8);
          exchange.getResponseHeaders().add("ETag", "\"7\"");
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    client = ApiClient.of(address(), "wft_abc", null);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void tokenVersionAndBodyAreSentAndTheAnswerIsRead() throws Exception {
    ApiClient.Answer answer =
        client.put(
            "/people/" + ApiClient.encode("李 na/.."),
            3,
            JsonNodeFactory.instance.objectNode().put("name", "李娜"));
    assertThat(answer.body().path("id").asText()).isEqualTo("x");
    assertThat(answer.etag()).isEqualTo("7");
    client.delete("/people/a", -1);
    client.upload(
        "/imports?kind=person", "text/csv", Files.writeString(folder.resolve("f.csv"), "id\na\n"));
    assertThat(seen)
        .containsExactly(
            "PUT /api/v1/people/%E6%9D%8E%20na%2F.. Bearer wft_abc \"3\" {\"name\":\"李娜\"}",
            "DELETE /api/v1/people/a Bearer wft_abc null ",
            "POST /api/v1/imports?kind=person Bearer wft_abc null id\na\n");
  }

  @Test
  void refusalsKeepTheirCodeAndTellTheExitCode() {
    assertRefusal("/people/409?q=secret", 409, 1);
    assertRefusal("/people/400", 400, 2);
    assertRefusal("/people/428", 428, 2);
    assertRefusal("/people/404", 404, 3);
    assertRefusal("/people/503", 503, 1);
    assertThatThrownBy(() -> client.get("/people/502"))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEmpty();
              assertThat(e.exitCode()).isEqualTo(1);
            });
    // Not followed: the token would go with it.
    assertThatThrownBy(() -> client.get("/people/302")).hasMessageContaining("answers 302");
  }

  private void assertRefusal(String path, int status, int exitCode) {
    assertThatThrownBy(() -> client.get(path))
        .hasMessageContaining("answers " + status + " stale: read it again")
        .hasMessageNotContaining("secret")
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.code()).isEqualTo("stale");
              assertThat(e.exitCode()).isEqualTo(exitCode);
            });
  }

  @Test
  void aTokenGoesNowhereInTheClear() {
    for (String url : new String[] {"http://203.0.113.7:8443", "ftp://127.0.0.1", "https:/x"}) {
      assertThatThrownBy(() -> ApiClient.of(URI.create(url), "wft_abc", null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("wft_abc");
    }
    assertThatThrownBy(() -> ApiClient.of(address(), "two words", null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoDoesNotAnswerIsNamed() {
    URI url = address();
    server.stop(0);
    assertThatThrownBy(() -> ApiClient.of(url, "wft_abc", null).get("/people"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("no answer from 127.0.0.1:");
  }

  @Test
  void aFileWithoutCertificatesIsRefused() throws IOException {
    Path empty = Files.createFile(folder.resolve("ca.pem"));
    assertThatThrownBy(() -> ApiClient.of(URI.create("https://console.example"), "wft_a", empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ca.pem");
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }
}
