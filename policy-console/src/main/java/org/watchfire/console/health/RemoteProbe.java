package org.watchfire.console.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.watchfire.console.web.StrictJson;

/** Asks another process how it is doing. Thread-safe. */
public final class RemoteProbe {
  /** What is said of a process that cannot be asked. */
  public static final Detail NO_ADDRESS = Detail.of("未配置其地址", "its address is not configured");

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_ANSWER = 256 << 10;
  private static final int MAX_METRICS = 8 << 20;
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][\\w:]*(?:\\{[^}]*\\})?) (-?\\d{1,18})");

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /** A component that answers {@code /readyz} as docs/contracts.md §7 says. */
  Component ready(String name, URI base) {
    try {
      JsonNode answer = answer(base);
      String status = answer.path("status").asText(Component.DEGRADED);
      Map<String, String> failed = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> check : answer.path("checks").properties()) {
        if (!check.getValue().path("status").asText("").equals(Component.UP)) {
          failed.put(check.getKey(), check.getValue().path("detail").asText(""));
        }
      }
      boolean known =
          List.of(Component.UP, Component.STARTING, Component.DEGRADED).contains(status);
      return new Component(
          name,
          known ? status : Component.DEGRADED,
          failed.isEmpty() ? null : Detail.of("自检未通过", "its own checks fail", failed),
          Map.of());
    } catch (IOException e) {
      return Component.down(name, away(e));
    }
  }

  /**
   * What {@code /readyz} answers, whatever its status.
   *
   * @throws IOException when it does not answer in time
   */
  public JsonNode answer(URI base) throws IOException {
    return get(base.resolve("/readyz"));
  }

  /**
   * What {@code /metrics} answers: whole numbers by name with labels, as they stand there.
   *
   * @throws IOException when it does not answer in time
   */
  public Map<String, Long> metrics(URI base) throws IOException {
    Map<String, Long> all = new LinkedHashMap<>();
    new String(get(base.resolve("/metrics"), MAX_METRICS), StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line -> {
              Matcher sample = SAMPLE.matcher(line);
              if (sample.matches()) {
                all.put(sample.group(1), Long.valueOf(sample.group(2)));
              }
            });
    return all;
  }

  private JsonNode get(URI uri) throws IOException {
    return StrictJson.tree(get(uri, MAX_ANSWER));
  }

  private byte[] get(URI uri, int most) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        return in.readNBytes(most);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** What is said of a process that did not answer. */
  public static Detail away(IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new Detail("不应答", "does not answer", reason);
  }
}
