package org.watchfire.store.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.bundle.Printable;
import org.watchfire.store.ledger.SignedNote;

/**
 * A witness over HTTP. {@code POST /add-checkpoint} is that of C2SP {@code tlog-witness}; {@code
 * GET /latest?origin=…} gives the last cosigned checkpoint of a log (200 or 404), for monitors and
 * for a log that compares before it signs.
 */
public final class WitnessServer implements Closeable {
  static final String ADD = "/add-checkpoint";
  static final String LATEST = "/latest";

  private static final Logger LOG = LoggerFactory.getLogger(WitnessServer.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String ORIGIN = "origin=";
  private static final int MAX_LOGGED = 1 << 16;
  private static final int THREADS = 8;
  private static final int BACKLOG = 64;

  static {
    // Seconds that a request may take to arrive: without these, a slow sender holds a thread.
    setUnlessSet("sun.net.httpserver.maxReqTime", "20");
    setUnlessSet("sun.net.httpserver.maxRspTime", "20");
  }

  private final Witness witness;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private WitnessServer(Witness witness, HttpServer server) {
    this.witness = witness;
    this.server = server;
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Starts serving.
   *
   * @param tls null for plain HTTP, which is allowed on loopback only
   * @throws IOException when the address cannot be used
   * @throws IllegalArgumentException when it would be plain HTTP off loopback
   */
  public static WitnessServer start(Witness witness, InetSocketAddress address, SSLContext tls)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("address " + address.getHostString() + " is not known");
    }
    if (tls == null && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          address.getHostString() + " is not on loopback: a witness there needs TLS");
    }
    HttpServer server;
    if (tls == null) {
      server = HttpServer.create(address, BACKLOG);
    } else {
      HttpsServer https = HttpsServer.create(address, BACKLOG);
      https.setHttpsConfigurator(new HttpsConfigurator(tls));
      server = https;
    }
    WitnessServer started = new WitnessServer(witness, server);
    server.setExecutor(started.threads);
    server.createContext("/", started::handle);
    server.start();
    return started;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String method = exchange.getRequestMethod();
      Witness.Answer answer;
      if (path.equals(ADD)) {
        answer = method.equals("POST") ? add(exchange) : refused(405, "only POST");
      } else if (path.equals(LATEST)) {
        answer = method.equals("GET") ? latest(exchange) : refused(405, "only GET");
      } else {
        answer = refused(404, "only " + ADD + " and " + LATEST + " are here");
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Witness.Answer add(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(AddCheckpoint.MAX_BYTES + 1);
    Witness.Answer answer;
    try {
      answer = witness.addCheckpoint(body);
    } catch (IOException e) {
      LOG.error("a checkpoint could not be remembered and was not cosigned", e);
      return refused(500, "the witness cannot remember anything now");
    }
    if (answer.status() != 200) {
      // What was refused may be proof that a log misbehaves; the body has nothing secret.
      LOG.warn(
          "add-checkpoint from {} refused with {} {}: {}",
          exchange.getRemoteAddress().getAddress(),
          answer.status(),
          Printable.of(answer.body().strip(), MAX_LOGGED),
          Printable.of(new String(body, StandardCharsets.UTF_8), MAX_LOGGED));
    }
    return answer;
  }

  private Witness.Answer latest(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    if (query == null || !query.startsWith(ORIGIN)) {
      return refused(400, "expected " + LATEST + "?origin=…");
    }
    String origin;
    try {
      origin = URLDecoder.decode(query.substring(ORIGIN.length()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return refused(400, "the origin is not encoded as in a URL");
    }
    Optional<SignedNote> note = witness.latest(origin);
    return note.map(
            n -> new Witness.Answer(200, TEXT, new String(n.bytes(), StandardCharsets.UTF_8)))
        .orElseGet(() -> refused(404, "nothing was cosigned for that log"));
  }

  private static Witness.Answer refused(int status, String reason) {
    return new Witness.Answer(status, TEXT, reason + "\n");
  }

  /** Stops; answers that are being given are finished. */
  @Override
  public void close() throws IOException {
    server.stop(1);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    witness.close();
  }
}
