package org.watchfire.deploy.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/** Talks to the console's API as one of its users would. */
public final class ConsoleClient {
  private final URI base;
  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private String csrfToken = "";

  public ConsoleClient(int port) {
    this.base = URI.create("http://127.0.0.1:" + port + "/api/v1/");
  }

  public void login(String username, String password) throws IOException, InterruptedException {
    Map<String, Object> answer =
        send("POST", "session", Map.of("username", username, "password", password));
    csrfToken = (String) answer.get("csrfToken");
  }

  public Map<String, Object> get(String path) throws IOException, InterruptedException {
    return send("GET", path, null);
  }

  public Map<String, Object> post(String path, Object body)
      throws IOException, InterruptedException {
    return send("POST", path, body);
  }

  public Map<String, Object> put(String path, Object body)
      throws IOException, InterruptedException {
    return send("PUT", path, body);
  }

  private Map<String, Object> send(String method, String path, Object body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(Json.write(body));
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("X-CSRF-Token", csrfToken)
            .method(method, content)
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          method
              + " "
              + path
              + " answers "
              + response.statusCode()
              + ": "
              + new String(response.body(), UTF_8));
    }
    try {
      return response.body().length == 0 ? Map.of() : Json.parseObject(response.body());
    } catch (JsonFormatException e) {
      throw new IOException(method + " " + path + " answers no JSON object", e);
    }
  }
}
