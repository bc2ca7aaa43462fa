package org.watchfire.deploy.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/** One signed-in user, whose every request is timed. For one thread. */
final class Visitor {
  private final URI base;
  private final HttpClient client;
  private final Latencies latencies;
  private String cookie = "";
  private String csrf = "";

  /** An answer that was read; the body is empty when it is no JSON object. */
  record Answer(int status, Map<String, Object> body) {
    boolean ok() {
      return status / 100 == 2;
    }
  }

  Visitor(URI base, HttpClient client, Latencies latencies) {
    this.base = base;
    this.client = client;
    this.latencies = latencies;
  }

  /** Signs in; not timed. */
  void signIn(String username, String password) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            request("session")
                .POST(body(Map.of("username", username, "password", password)))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(username + " cannot sign in: " + new String(response.body(), UTF_8));
    }
    cookie = response.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
    csrf = String.valueOf(parsed(response.body()).get("csrfToken"));
  }

  /** Cookie and CSRF token. */
  String[] session() {
    return new String[] {cookie, csrf};
  }

  Answer get(String kind, String path) throws IOException, InterruptedException {
    return timed(kind, false, request(path).GET().build());
  }

  Answer post(String kind, String path, Map<String, Object> content)
      throws IOException, InterruptedException {
    return timed(kind, true, request(path).POST(body(content)).build());
  }

  Answer put(String kind, String path, long version, Map<String, Object> content)
      throws IOException, InterruptedException {
    return timed(
        kind,
        true,
        request(path).header("If-Match", "\"" + version + "\"").PUT(body(content)).build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json");
    return cookie.isEmpty()
        ? request
        : request.header("Cookie", cookie).header("X-CSRF-Token", csrf);
  }

  private static HttpRequest.BodyPublisher body(Map<String, Object> content) {
    return HttpRequest.BodyPublishers.ofByteArray(Json.write(content));
  }

  /** A conflict is a right answer: another was faster. */
  private Answer timed(String kind, boolean write, HttpRequest request)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    long nanos = System.nanoTime() - began;
    int status = response.statusCode();
    boolean right = status / 100 == 2 || status == 409 || status == 412;
    latencies.add(kind, write, nanos, !right);
    return new Answer(status, status / 100 == 2 ? parsed(response.body()) : Map.of());
  }

  private static Map<String, Object> parsed(byte[] body) throws IOException {
    try {
      return body.length == 0 ? Map.of() : Json.parseObject(body);
    } catch (JsonFormatException e) {
      throw new IOException("the console answered no JSON object", e);
    }
  }
}
