package org.watchfire.console.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.watchfire.console.web.StrictJson;

/**
 * {@code /livez}, {@code /readyz} and {@code /metrics} on a loopback port of their own, without
 * sign-in, for the supervisor (docs/contracts.md §7).
 */
public final class HealthPort implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * @param port loopback port; 0 takes a free one
   * @param checks what has to work; the first ones that are {@code vital} decide readiness
   */
  public HealthPort(int port, Supplier<List<Check>> checks, PrometheusMeterRegistry metrics)
      throws IOException {
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 16);
    this.threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "health-port");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/livez", e -> answer(e, 200, "application/json", "{\"status\":\"up\"}"));
    server.createContext("/readyz", e -> ready(e, checks.get()));
    server.createContext(
        "/metrics", e -> answer(e, 200, "text/plain; version=0.0.4", metrics.scrape()));
  }

  /**
   * One thing that has to work.
   *
   * @param vital whether the console is of no use without it
   */
  public record Check(Component component, boolean vital) {}

  public void start() {
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void ready(HttpExchange exchange, List<Check> checks) throws IOException {
    boolean usable =
        checks.stream()
            .filter(Check::vital)
            .allMatch(check -> check.component().status().equals(Component.UP));
    boolean all =
        checks.stream().allMatch(check -> check.component().status().equals(Component.UP));
    Map<String, Object> each = new LinkedHashMap<>();
    for (Check check : checks) {
      Component component = check.component();
      String detail = component.detail() == null ? "ok" : component.detail().line();
      each.put(component.name(), Map.of("status", component.status(), "detail", detail));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", usable ? (all ? Component.UP : Component.DEGRADED) : Component.STARTING);
    body.put("checks", each);
    answer(
        exchange,
        usable ? 200 : 503,
        "application/json",
        new String(StrictJson.write(body), StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
