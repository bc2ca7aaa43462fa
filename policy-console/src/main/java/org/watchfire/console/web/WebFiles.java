package org.watchfire.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.staticfiles.ResourceHandler;
import io.javalin.http.staticfiles.StaticFileConfig;
import io.javalin.security.RouteRole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The built user interface: files below {@code META-INF/web} of the class path. A path without a
 * file name is a view of the single page and gets {@code index.html}, with a fresh nonce.
 */
final class WebFiles implements ResourceHandler {
  private static final String ROOT = "META-INF/web/";
  private static final String NONCE_PLACEHOLDER = "__CSP_NONCE__";
  private static final int MIN_GZIP = 1_024;

  // A resource name is only ever made of these: no way out of the folder, no encodings.
  private static final Pattern FILE =
      Pattern.compile("/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("png", "image/png"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("woff2", "font/woff2"));

  /**
   * @param gzipped null when it would not help
   */
  private record Loaded(byte[] content, byte[] gzipped, String type, String etag) {}

  private final ClassLoader loader;
  private final SecureRandom random;
  private final Map<String, Optional<Loaded>> files = new ConcurrentHashMap<>();

  WebFiles(ClassLoader loader, SecureRandom random) {
    this.loader = loader;
    this.random = random;
  }

  @Override
  public boolean canHandle(Context context) {
    String path = context.path();
    return !path.equals("/api")
        && !path.startsWith("/api/")
        && (isView(path) || file(path).isPresent());
  }

  @Override
  public boolean handle(Context context) {
    String path = context.path();
    if (path.equals("/api") || path.startsWith("/api/")) {
      return false;
    }
    if (isView(path) || path.equals("/index.html")) {
      return page(context);
    }
    Optional<Loaded> file = file(path);
    if (file.isEmpty()) {
      return false;
    }
    send(context, path, file.get());
    return true;
  }

  @Override
  public boolean addStaticFileConfig(StaticFileConfig config) {
    return false;
  }

  @Override
  public Set<RouteRole> resourceRouteRoles(Context context) {
    return Set.of();
  }

  /** Files have a dot in their name; so may whatever an entity is called. */
  private static boolean isView(String path) {
    return path.startsWith("/entities/") || path.indexOf('.', path.lastIndexOf('/') + 1) < 0;
  }

  private boolean page(Context context) {
    Optional<Loaded> index = file("/index.html");
    if (index.isEmpty()) {
      throw new Refusal(
          404, "no-user-interface", "this build holds no user interface; the API is at /api/v1");
    }
    byte[] bytes = new byte[18];
    random.nextBytes(bytes);
    String nonce = Base64.getEncoder().encodeToString(bytes);
    context.header("Content-Security-Policy", SecurityHeaders.pagePolicy(nonce));
    context
        .contentType("text/html; charset=utf-8")
        .result(new String(index.get().content(), UTF_8).replace(NONCE_PLACEHOLDER, nonce));
    return true;
  }

  private static void send(Context context, String path, Loaded file) {
    // Names below assets/ hold a hash of the content, so they never change.
    context.header(
        "Cache-Control",
        path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    context.header("ETag", file.etag());
    context.header("Vary", "Accept-Encoding");
    if (file.etag().equals(context.header("If-None-Match"))) {
      context.status(304);
      return;
    }
    context.contentType(file.type());
    String accepted = context.header("Accept-Encoding");
    if (file.gzipped() != null && accepted != null && accepted.contains("gzip")) {
      context.header("Content-Encoding", "gzip").result(file.gzipped());
    } else {
      context.result(file.content());
    }
  }

  private Optional<Loaded> file(String path) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null || !FILE.matcher(path).matches()) {
      return Optional.empty();
    }
    Optional<Loaded> known = files.get(path);
    if (known == null) {
      known = load(path, type);
      if (known.isPresent()) {
        // Only what exists is remembered: names that are guessed must not fill the memory.
        files.put(path, known);
      }
    }
    return known;
  }

  private Optional<Loaded> load(String path, String type) {
    try (InputStream in = loader.getResourceAsStream(ROOT + path.substring(1))) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] content = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      String etag = '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
      boolean text = !type.startsWith("image/p") && !type.startsWith("font/");
      byte[] zipped = text && content.length >= MIN_GZIP ? gzip(content) : null;
      return Optional.of(new Loaded(content, zipped, type, etag));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }
}
