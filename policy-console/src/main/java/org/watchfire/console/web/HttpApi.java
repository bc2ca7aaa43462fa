package org.watchfire.console.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Account;
import org.watchfire.console.identity.ApiTokens;
import org.watchfire.console.identity.Sessions;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.Default;

/** The HTTP server: the routes behind the gate, and the user interface's files. */
public final class HttpApi implements AutoCloseable {
  private static final int MAX_THREADS = 32;

  /**
   * Where to listen.
   *
   * @param host address; off loopback a certificate is required
   * @param port TCP port; 0 takes a free one
   * @param certFile PEM certificate chain, null for plain HTTP
   * @param keyFile PEM private key
   * @param publicUrl address that browsers use when it is another one, null when not
   */
  public record Listen(
      @Default("127.0.0.1") String host,
      @Default("8443") int port,
      @Default("null") Path certFile,
      @Default("null") Path keyFile,
      @Default("null") URI publicUrl) {
    public Listen {
      if ((certFile == null) != (keyFile == null)) {
        throw new IllegalArgumentException("cert-file and key-file go together");
      }
      if (certFile == null && !loopback(host)) {
        throw new IllegalArgumentException(
            "host " + host + " is not loopback: cert-file and key-file are required");
      }
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port expects 0 to 65535");
      }
      if (publicUrl != null && (publicUrl.getScheme() == null || publicUrl.getHost() == null)) {
        throw new IllegalArgumentException("public-url expects https://host[:port]");
      }
    }

    boolean tls() {
      return certFile != null;
    }

    /** Whether browsers reach it by https, directly or through a proxy. */
    boolean https() {
      return tls() || (publicUrl != null && publicUrl.getScheme().equalsIgnoreCase("https"));
    }

    private static boolean loopback(String host) {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException e) {
        throw new ConfigException("listen.host: no such host " + host, e);
      }
    }
  }

  private final Javalin javalin;
  private final Listen listen;
  private volatile Set<String> origins = Set.of();

  public HttpApi(
      Listen listen,
      RouteTable table,
      Sessions sessions,
      ApiTokens tokens,
      Predicate<Account> due,
      Database database,
      AuditTrail trail,
      RateLimit requests,
      Idempotency idempotency,
      MeterRegistry metrics,
      SecureRandom random) {
    this.listen = listen;
    Gate gate =
        new Gate(sessions, tokens, due, database, trail, requests, idempotency, () -> origins);
    this.javalin =
        Javalin.create(
            config -> {
              harden(config);
              connect(config);
              WebFiles files = new WebFiles(HttpApi.class.getClassLoader(), random);
              config.resourceHandler(files);
              config.routes.before(context -> SecurityHeaders.apply(context, listen.https()));
              for (Route route : table.routes()) {
                config.routes.addEndpoint(
                    new Endpoint(
                        HandlerType.findOrCreate(route.method()),
                        RouteTable.PREFIX + route.path(),
                        context -> gate.handle(route, context)));
              }
              config.requestLogger.http((context, millis) -> count(metrics, context, millis));
              // The framework answers its own exceptions itself unless they are named.
              config.routes.exception(
                  HttpResponseException.class, (e, context) -> Problems.answer(context, e));
              config.routes.exception(Exception.class, (e, context) -> Problems.answer(context, e));
            });
  }

  /**
   * Starts to listen; {@link #port} is known afterwards.
   *
   * @throws IOException when the port cannot be taken
   */
  public void start() throws IOException {
    try {
      javalin.start();
    } catch (JavalinException e) {
      throw new IOException(
          "cannot listen on "
              + listen.host()
              + ":"
              + listen.port()
              + "; choose another listen.port or end what uses it",
          e);
    }
    origins = ownOrigins();
  }

  public int port() {
    return javalin.port();
  }

  /** Where a browser finds it. */
  public URI url() {
    return listen.publicUrl() != null
        ? listen.publicUrl()
        : URI.create(
            (listen.tls() ? "https://" : "http://") + hostText(listen.host()) + ":" + port());
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private Set<String> ownOrigins() {
    Set<String> own = new TreeSet<>();
    String scheme = listen.tls() ? "https" : "http";
    for (String host : new String[] {hostText(listen.host()), "localhost"}) {
      own.add(scheme + "://" + host + ":" + port());
    }
    if (listen.publicUrl() != null) {
      URI url = listen.publicUrl();
      String port = url.getPort() < 0 ? "" : ":" + url.getPort();
      own.add((url.getScheme() + "://" + url.getHost() + port).toLowerCase(Locale.ROOT));
    }
    return own;
  }

  private static String hostText(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** By route, not by path: paths hold what people look for. */
  private static void count(MeterRegistry metrics, Context context, Float millis) {
    String path = context.endpoint().path;
    Timer.builder("watchfire.console.requests")
        .tag("method", context.method().name())
        .tag("route", path.startsWith(RouteTable.PREFIX) ? path : "other")
        .tag("status", Integer.toString(context.statusCode()))
        .register(metrics)
        .record(Duration.ofNanos((long) (millis * 1e6)));
  }

  private void harden(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = Call.MAX_BODY;
    config.http.prefer405over404 = true;
    config.http.generateEtags = false;
    // Files are compressed once by WebFiles; answers with secrets are never compressed (BREACH).
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.router.javaLangErrorHandler(Problems::fatal);
    config.jetty.threadPool = new QueuedThreadPool(MAX_THREADS, 4, 60_000);
    config.jetty.modifyServer(server -> server.setErrorHandler(new JettyErrors()));
    config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new JettyErrors()));
  }

  private void connect(JavalinConfig config) {
    config.jetty.addConnector(
        (server, shared) -> {
          HttpConfiguration http = new HttpConfiguration(shared);
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
          http.setRequestHeaderSize(16 << 10);
          http.setUriCompliance(UriCompliance.DEFAULT);
          if (listen.tls()) {
            http.addCustomizer(new SecureRequestCustomizer(false));
          }
          HttpConnectionFactory plain = new HttpConnectionFactory(http);
          ServerConnector connector =
              listen.tls()
                  ? new ServerConnector(
                      server,
                      1,
                      1,
                      new SslConnectionFactory(
                          TlsIdentity.load(listen.certFile(), listen.keyFile()), "http/1.1"),
                      plain)
                  : new ServerConnector(server, 1, 1, plain);
          connector.setHost(listen.host());
          connector.setPort(listen.port());
          connector.setIdleTimeout(30_000);
          return connector;
        });
  }
}
