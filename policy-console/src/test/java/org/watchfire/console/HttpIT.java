package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.Certificates;
import org.watchfire.deploy.standalone.TestStack;

/** The HTTP border with hostile and careless clients. */
class HttpIT {
  @TempDir static Path folder;
  private static TestConsole console;

  @BeforeAll
  static void start() throws IOException {
    console = new TestConsole(folder, TestStack.shared().postgres().newDatabase()).start();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() throws IOException {
    ApiClient analyst = console.as("analyst");
    for (ApiClient.Answer answer :
        List.of(
            analyst.get("/alerts"),
            analyst.get("/nothing/here"),
            analyst.delete("/alerts"),
            console.anonymous().get("/session"))) {
      assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
      assertThat(answer.header("Permissions-Policy")).contains("camera=()");
      assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
      assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("Server")).isNull();
      assertThat(answer.header("X-Powered-By")).isNull();
      assertThat(answer.header("Strict-Transport-Security")).isNull();
    }
  }

  @Test
  void whatIsNotThereOrNotAllowedIsAProblemToo() throws IOException {
    ApiClient analyst = console.as("analyst");
    analyst.get("/nothing/here").refused(404, "not-found");
    analyst.get("").refused(404, "not-found");
    analyst.post("/nothing", Map.of()).refused(404, "not-found");
    analyst.delete("/alerts").refused(405, "method");
    analyst
        .send(analyst.request("/alerts").method("PATCH", BodyPublishers.noBody()))
        .refused(405, "method");
    analyst
        .send(
            analyst
                .request("/alerts/x/comment")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"version\":1}")))
        .refused(415, "media-type");
    analyst
        .send(analyst.request("/alerts/x/comment").POST(BodyPublishers.ofString("{\"version\":1}")))
        .refused(415, "media-type");
    ApiClient outside = new ApiClient(console.server().url(), "");
    outside.get("/api").refused(404, "not-found");
    outside.get("/api/v2/alerts").refused(404, "not-found");
  }

  @Test
  void tooLargeBodiesAreRefusedWhetherTheySayTheirLengthOrNot() throws IOException {
    ApiClient analyst = console.as("analyst");
    byte[] large =
        ("{\"version\":1,\"comment\":\"" + "x".repeat(2 << 20) + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    analyst.post("/alerts/x/comment", large).refused(413, "too-large");
    analyst
        .send(
            analyst
                .request("/alerts/x/comment")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))))
        .refused(413, "too-large");
    byte[] longText =
        ("{\"version\":1,\"comment\":\"" + "x".repeat(300_000) + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    analyst.post("/alerts/x/comment", longText).refused(400, "json");
    analyst
        .post("/alerts/x/comment", Map.of("version", 1, "comment", "x".repeat(4_001)))
        .refused(400, "json");
  }

  @Test
  void hostileJsonIsRefusedWithoutTellingAboutTheInside() throws IOException {
    ApiClient analyst = console.as("analyst");
    analyst
        .post("/alerts/0/comment", Map.of("comment", "no version"))
        .refused(428, "version-required");
    for (String body :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "\u0000",
            "{\"version\":1,\"version\":2}",
            "{\"version\":1,\"unknown\":true}",
            "{\"version\":\"1\"}",
            "{\"version\":1.5}",
            "{\"version\":1e400}",
            "{\"version\":99999999999999999999999999}",
            "{\"version\":true}",
            "{\"version\":[1]}",
            "{\"version\":1} trailing",
            "{\"version\":1}{\"version\":1}",
            "{\"version\":1,\"comment\":{\"a\":1}}",
            "{\"version\":1,\"comment\":\"nul \\u0000\"}",
            "{\"a\":".repeat(50_000),
            "[".repeat(200_000),
            "{\"version\":1,\"__proto__\":{}}",
            "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
            "{\"version\":" + "9".repeat(100_000) + "}")) {
      ApiClient.Answer answer =
          analyst
              .post("/alerts/0/comment", body.getBytes(StandardCharsets.UTF_8))
              .refused(400, "json");
      assertThat(answer.text())
          .doesNotContain("Exception")
          .doesNotContain("jackson")
          .doesNotContain("org.watchfire")
          .doesNotContain("at [Source");
    }
  }

  @Test
  void randomBytesNeverMakeAServerError() throws IOException {
    ApiClient analyst = console.as("analyst");
    Random random = new Random(20261121);
    for (int i = 0; i < 200; i++) {
      byte[] body = new byte[random.nextInt(200)];
      random.nextBytes(body);
      assertThat(analyst.post("/alerts/0/close", body).status()).isEqualTo(400);
      String garbage = new String(body, StandardCharsets.ISO_8859_1);
      String encoded = java.net.URLEncoder.encode(garbage, StandardCharsets.UTF_8);
      for (String name : List.of("q", "cursor", "from", "status", "limit", "entity")) {
        assertThat(analyst.get("/alerts?" + name + "=" + encoded).status())
            .isIn(200, 400, 414, 431);
      }
    }
  }

  @Test
  void whatIsNotHttpIsAnsweredWithoutAStackTrace() throws IOException {
    for (String request :
        List.of(
            "GET / HTTP/1.1\r\n\r\n",
            "GET /api/v1/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /api/v1/alerts/%ff HTTP/1.1\r\nHost: x\r\n\r\n",
            "GARBAGE\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
            "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")) {
      String answer = raw(request);
      assertThat(answer)
          .as(request.substring(0, Math.min(60, request.length())))
          .matches("(?s)HTTP/1\\.1 (4\\d\\d|505) .*")
          .doesNotContain("Exception")
          .doesNotContain("Jetty")
          .doesNotContain("\tat ")
          .doesNotContain("root:");
    }
  }

  @Test
  void requestsOfOneAddressAreLimited(@TempDir Path other) throws IOException {
    try (TestConsole strict =
        new TestConsole(other, TestStack.shared().postgres().newDatabase())
            .with("limits", "{requests-per-second: 2, sign-ins-per-minute: 1000}")
            .start()) {
      ApiClient client = strict.as("analyst");
      ApiClient.Answer limited = null;
      for (int i = 0; i < 30 && limited == null; i++) {
        ApiClient.Answer answer = client.get("/session");
        limited = answer.status() == 429 ? answer : null;
      }
      assertThat(limited).isNotNull();
      limited.refused(429, "rate-limited");
      assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(1, 4);
    }
  }

  @Test
  void overTlsTheCookieIsSecureAndHstsIsSent(@TempDir Path other) throws Exception {
    Certificates certificates = new Certificates(Files.createDirectories(other.resolve("pki")));
    Certificates.Leaf leaf = certificates.leaf("console");
    try (TestConsole secure =
        new TestConsole(other, TestStack.shared().postgres().newDatabase())
            .with(
                "listen",
                "{port: 0, cert-file: '%s', key-file: '%s'}"
                    .formatted(leaf.certFile(), leaf.keyFile()))
            .start()) {
      URI url = secure.server().url();
      assertThat(url.getScheme()).isEqualTo("https");
      HttpClient client =
          HttpClient.newBuilder().sslContext(trusting(certificates.caFile())).build();
      var answer =
          client.send(
              HttpRequest.newBuilder(url.resolve("/api/v1/session"))
                  .header("Content-Type", "application/json")
                  .POST(
                      BodyPublishers.ofString(
                          "{\"username\":\"analyst\",\"password\":\""
                              + secure.credentials().get("analyst")
                              + "\"}"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Set-Cookie").orElse("")).contains("Secure");
      assertThat(answer.headers().firstValue("Strict-Transport-Security").orElse(""))
          .contains("max-age");
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  private static String raw(String request) throws IOException {
    URI url = console.server().url();
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static SSLContext trusting(Path ca) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(ca)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
