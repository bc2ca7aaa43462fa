package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client of the console's API as a browser would be one, with the freedom to misbehave. */
public final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final URI base;
  private final String prefix;
  private String cookie;
  private String csrf;
  private String token;

  public ApiClient(URI base) {
    this(base, "/api/v1");
  }

  public ApiClient(URI base, String prefix) {
    this.base = base;
    this.prefix = prefix;
  }

  /** An answer with its body as JSON where it is JSON. */
  public record Answer(int status, HttpHeaders headers, String text) {
    public JsonNode json() {
      try {
        return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException("not JSON: " + text, e);
      }
    }

    public String code() {
      return json().path("code").asText();
    }

    public String header(String name) {
      return headers.firstValue(name).orElse(null);
    }

    public Answer expect(int wanted) {
      assertThat(status).as(text).isEqualTo(wanted);
      return this;
    }

    /** A refusal: status, code, and the form every refusal has. */
    public Answer refused(int wanted, String code) {
      expect(wanted);
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(json().path("status").asInt()).isEqualTo(wanted);
      assertThat(json().path("title").asText()).isNotEmpty();
      assertThat(code()).as(text).isEqualTo(code);
      return this;
    }
  }

  public Answer signIn(String username, String password) {
    return signIn(username, password, null);
  }

  public Answer signIn(String username, String password, String code) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("username", username);
    body.put("password", password);
    if (code != null) {
      body.put("code", code);
    }
    Answer answer = post("/session", body);
    if (answer.status() == 200) {
      cookie = answer.header("Set-Cookie").split(";", 2)[0];
      csrf = answer.json().path("csrfToken").asText();
    }
    return answer;
  }

  public ApiClient signedIn(String username, String password) {
    signIn(username, password).expect(200);
    return this;
  }

  public String cookie() {
    return cookie;
  }

  public ApiClient cookie(String value) {
    this.cookie = value;
    return this;
  }

  /** Calls with an API token from now on. */
  public ApiClient token(String value) {
    this.token = value;
    return this;
  }

  public ApiClient csrf(String value) {
    this.csrf = value;
    return this;
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer post(String path, Object body) {
    return send(json(path).POST(BodyPublishers.ofByteArray(bytes(body))));
  }

  public Answer put(String path, Object body) {
    return send(json(path).PUT(BodyPublishers.ofByteArray(bytes(body))));
  }

  public Answer put(String path, long version, Object body) {
    return send(
        json(path)
            .header("If-Match", "\"" + version + "\"")
            .PUT(BodyPublishers.ofByteArray(bytes(body))));
  }

  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  public Answer delete(String path, long version) {
    return send(request(path).header("If-Match", "\"" + version + "\"").DELETE());
  }

  /** A request with this client's cookie and token, to be sent by {@link #send}. */
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + prefix + path)).timeout(Duration.ofSeconds(30));
    if (cookie != null) {
      builder.header("Cookie", cookie);
    }
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    if (csrf != null) {
      builder.header("X-CSRF-Token", csrf);
    }
    return builder;
  }

  public Answer send(HttpRequest.Builder builder) {
    try {
      HttpResponse<String> response = HTTP.send(builder.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The bytes that a POST answers with, which must be a success. */
  public byte[] download(String path, Object body) {
    HttpRequest request = json(path).POST(BodyPublishers.ofByteArray(bytes(body))).build();
    try {
      HttpResponse<byte[]> response = HTTP.send(request, BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder json(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  private static byte[] bytes(Object body) {
    try {
      return body instanceof byte[] raw ? raw : JSON.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
