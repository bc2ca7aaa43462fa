package org.watchfire.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user interface's files, with a folder that looks like a build of it. */
class WebFilesTest {
  private static final String SCRIPT = "export const big = '" + "watchfire ".repeat(500) + "';";

  @TempDir static Path folder;
  private static Javalin server;
  private static URLClassLoader loader;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    Path web = Files.createDirectories(folder.resolve("META-INF/web"));
    Files.createDirectories(web.resolve("assets"));
    Files.writeString(
        web.resolve("index.html"),
        "<meta property=\"csp-nonce\" nonce=\"__CSP_NONCE__\"><p>烽燧</p>");
    Files.writeString(web.resolve("assets/index-a1b2c3.js"), SCRIPT);
    Files.writeString(web.resolve("beacon.svg"), "<svg/>");
    Files.writeString(web.resolve("secret.class"), "not to be served");
    Files.writeString(folder.resolve("outside.txt"), "not to be served");
    loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
    WebFiles files = new WebFiles(loader, new SecureRandom());
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.jetty.port = 0;
                  config.jetty.host = "127.0.0.1";
                  config.resourceHandler(files);
                  config.routes.before(context -> SecurityHeaders.apply(context, false));
                  config.routes.exception(
                      Exception.class, (e, context) -> Problems.answer(context, e));
                })
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.stop();
    loader.close();
  }

  @Test
  void everyViewIsThePageWithANonceOfItsOwn() throws Exception {
    String last = "";
    for (String view :
        List.of(
            "/",
            "/alerts",
            "/alerts/0123",
            "/entities/user/li.na",
            "/audit?q=%22x%22",
            "/index.html")) {
      HttpResponse<byte[]> page = get(view);
      assertThat(page.statusCode()).as(view).isEqualTo(200);
      String html = new String(page.body(), StandardCharsets.UTF_8);
      String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
      String nonce = html.replaceAll("(?s).*nonce=\"([^\"]+)\".*", "$1");
      assertThat(html).contains("烽燧").doesNotContain("__CSP_NONCE__");
      assertThat(nonce).hasSize(24).isNotEqualTo(last);
      assertThat(policy)
          .contains(
              "'nonce-" + nonce + "'",
              "default-src 'none'",
              "script-src 'self';",
              "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
      last = nonce;
    }
  }

  @Test
  void assetsAreKeptForLongAndCompressedWhenAskedFor() throws Exception {
    HttpResponse<byte[]> plain = get("/assets/index-a1b2c3.js");
    assertThat(new String(plain.body(), StandardCharsets.UTF_8)).isEqualTo(SCRIPT);
    assertThat(plain.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
    assertThat(plain.headers().firstValue("Content-Type").orElse("")).startsWith("text/javascript");
    HttpResponse<byte[]> zipped = get("/assets/index-a1b2c3.js", "Accept-Encoding", "gzip, br");
    assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
        .isEqualTo(SCRIPT.getBytes(StandardCharsets.UTF_8));
    String etag = plain.headers().firstValue("ETag").orElseThrow();
    assertThat(get("/assets/index-a1b2c3.js", "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(get("/beacon.svg").headers().firstValue("Cache-Control")).contains("no-cache");
  }

  @Test
  void nothingElseOfTheClassPathIsServed() throws Exception {
    for (String path :
        List.of(
            "/secret.class",
            "/missing.js",
            "/assets/missing.js",
            "/META-INF/web/index.html",
            "/outside.txt",
            "/api/whatever.js",
            "/.hidden.js",
            "/assets/.hidden.js")) {
      HttpResponse<byte[]> answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("served");
    }
    for (String path :
        List.of(
            "/..%2foutside.txt",
            "/%2e%2e/%2e%2e/outside.txt", "/assets/..%5coutside.txt", "//outside.txt")) {
      HttpResponse<byte[]> answer = get(path);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .as(path)
          .doesNotContain("not to be served");
    }
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }
}
