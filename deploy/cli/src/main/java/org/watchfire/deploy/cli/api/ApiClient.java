package org.watchfire.deploy.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls the console's API with a token, or as a person who has signed in. Either goes over TLS, or
 * to this machine itself; it is never sent anywhere else, redirects are not followed. Thread-safe.
 */
public final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_ANSWER = 64 << 20;

  private final URI base;
  private final List<String> credentials;
  private final HttpClient http;

  /**
   * An answer of success.
   *
   * @param body a missing node when it is empty
   * @param etag version of what was read, without quotes; empty when there is none
   */
  public record Answer(int status, JsonNode body, String etag) {}

  /**
   * @param url of the console, such as {@code https://console.example:8443}
   * @param token an API token ({@code wft_…})
   * @param caFile PEM certificates that sign the console's; null takes the platform's
   * @throws IllegalArgumentException when the address is none a token may be sent to
   * @throws IOException when the CA file cannot be used
   */
  public static ApiClient of(URI url, String token, Path caFile) throws IOException {
    if (!token.matches("[\\x21-\\x7e]{1,512}")) {
      throw new IllegalArgumentException("the token is empty or holds what a token cannot hold");
    }
    return of(url, List.of("Authorization", "Bearer " + token), caFile);
  }

  /**
   * For the calls that need no account. What they send is as secret as a token: the same addresses
   * are allowed.
   *
   * @throws IllegalArgumentException when the address is none that may be called
   * @throws IOException when the CA file cannot be used
   */
  public static ApiClient anonymous(URI url, Path caFile) throws IOException {
    return of(url, List.of(), caFile);
  }

  /**
   * A person who signs in, for what the console lets no program do. The session ends by its own
   * time-out, or with {@code DELETE /session}.
   *
   * @param code of the second factor; null when the account has none
   */
  public static ApiClient signedIn(
      URI url, Path caFile, String username, String password, String code)
      throws IOException, ApiException {
    ApiClient nobody = anonymous(url, caFile);
    ObjectNode body = JSON.createObjectNode().put("username", username).put("password", password);
    if (code != null) {
      body.put("code", code);
    }
    String call = "POST /session";
    try {
      HttpResponse<byte[]> response =
          nobody.http.send(
              nobody.json("/session").POST(content(body)).build(), BodyHandlers.ofByteArray());
      JsonNode session = body(response.body());
      String cookie = response.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
      if (response.statusCode() != 200 || cookie.isEmpty()) {
        throw new ApiException(call, response.statusCode(), session);
      }
      return new ApiClient(
          nobody.base,
          List.of("Cookie", cookie, "X-CSRF-Token", session.path("csrfToken").asText()),
          nobody.http);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(call + " was interrupted", e);
    }
  }

  private static ApiClient of(URI url, List<String> credentials, Path caFile) throws IOException {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    if (url.getHost() == null || !(tls || "http".equalsIgnoreCase(url.getScheme()))) {
      throw new IllegalArgumentException(url + " is no address such as https://host:8443");
    }
    if (!tls && !loopback(url.getHost())) {
      throw new IllegalArgumentException(
          url + " is neither https nor on this machine: the token would be readable on the way");
    }
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10));
    if (caFile != null) {
      http.sslContext(trusting(caFile));
    }
    String text = url.toString();
    return new ApiClient(
        URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/api/v1"),
        credentials,
        http.build());
  }

  private ApiClient(URI base, List<String> credentials, HttpClient http) {
    this.base = base;
    this.credentials = credentials;
    this.http = http;
  }

  /** A text as a part of a path or as the value of a query parameter. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * @param path below {@code /api/v1}, its parts made by {@link #encode}
   */
  public Answer get(String path) throws ApiException {
    return send("GET", path, request(path).GET());
  }

  /** The bytes of a file; an answer of failure is an exception as everywhere. */
  public byte[] download(String path) throws ApiException {
    return exchange("GET", path, request(path).GET()).body();
  }

  public Answer post(String path, JsonNode body) throws ApiException {
    return send("POST", path, json(path).POST(content(body)));
  }

  /**
   * @param ifMatch version that was read, 0 to create, negative to send none
   */
  public Answer put(String path, long ifMatch, JsonNode body) throws ApiException {
    return send("PUT", path, matching(json(path), ifMatch).PUT(content(body)));
  }

  /**
   * @param ifMatch version that was read, negative to send none
   */
  public Answer delete(String path, long ifMatch) throws ApiException {
    return send("DELETE", path, matching(request(path), ifMatch).DELETE());
  }

  /**
   * Posts a file as it is, without reading it into memory.
   *
   * @throws FileNotFoundException when there is no such file
   */
  public Answer upload(String path, String contentType, Path file)
      throws ApiException, FileNotFoundException {
    BodyPublisher content = BodyPublishers.ofFile(file);
    return send("POST", path, request(path).header("Content-Type", contentType).POST(content));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Accept", "application/json");
    return credentials.isEmpty() ? request : request.headers(credentials.toArray(String[]::new));
  }

  private HttpRequest.Builder json(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  private static HttpRequest.Builder matching(HttpRequest.Builder request, long version) {
    return version < 0 ? request : request.header("If-Match", "\"" + version + "\"");
  }

  private static BodyPublisher content(JsonNode body) {
    return BodyPublishers.ofByteArray(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private record Raw(int status, byte[] body, String etag) {}

  private Answer send(String method, String path, HttpRequest.Builder request) throws ApiException {
    Raw raw = exchange(method, path, request);
    return new Answer(raw.status(), body(raw.body()), raw.etag());
  }

  private Raw exchange(String method, String path, HttpRequest.Builder request)
      throws ApiException {
    // Without the query: it may hold what somebody looks for.
    String call = method + " " + path.split("\\?", 2)[0];
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      byte[] bytes;
      try (InputStream in = response.body()) {
        bytes = in.readNBytes(MAX_ANSWER + 1);
      }
      if (bytes.length > MAX_ANSWER) {
        throw new ApiException(call + " answers with more than " + MAX_ANSWER + " bytes", null);
      }
      if (response.statusCode() / 100 != 2) {
        throw new ApiException(call, response.statusCode(), body(bytes));
      }
      String etag = response.headers().firstValue("ETag").orElse("").replace("\"", "");
      return new Raw(response.statusCode(), bytes, etag);
    } catch (IOException e) {
      throw new ApiException(
          "no answer from "
              + base.getAuthority()
              + ": "
              + (e.getMessage() == null ? e : e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(call + " was interrupted", e);
    }
  }

  /** A missing node for what is no JSON: a proxy may answer with anything. */
  private static JsonNode body(byte[] bytes) {
    try {
      return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static SSLContext trusting(Path caFile) throws IOException {
    try (InputStream in = Files.newInputStream(caFile)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca-" + number++, one);
      }
      if (number == 0) {
        throw new IOException(caFile + " holds no certificate");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(caFile + " cannot be used as certificates: " + e.getMessage(), e);
    }
  }
}
