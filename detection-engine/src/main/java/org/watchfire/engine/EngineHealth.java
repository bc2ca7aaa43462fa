package org.watchfire.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.watchfire.core.json.Json;
import org.watchfire.core.stamp.Admission;
import org.watchfire.engine.EngineMetrics.Counter;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.access.PolicyCheck;

/**
 * {@code /readyz}, {@code /livez} and {@code /metrics} on loopback (docs/contracts.md §7). Ready
 * means: the job runs and has lately completed a checkpoint, which only happens when every operator
 * runs.
 */
final class EngineHealth implements AutoCloseable {
  private static final Duration STALE = Duration.ofSeconds(30);

  private final EngineConfig config;
  private final EngineMetrics metrics;
  private HttpServer server;
  private ExecutorService threads;
  private volatile JobClient job;
  private volatile String waitingFor = "not asked yet";

  EngineHealth(EngineConfig config, EngineMetrics metrics) {
    this.config = config;
    this.metrics = metrics;
  }

  void start() throws IOException {
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), config.healthPort()), 16);
    threads =
        Executors.newFixedThreadPool(
            2,
            r -> {
              Thread t = new Thread(r, "health");
              t.setDaemon(true);
              return t;
            });
    server.setExecutor(threads);
    server.createContext("/livez", x -> send(x, 200, "text/plain", "alive\n".getBytes(UTF_8)));
    server.createContext(
        "/metrics",
        x ->
            send(
                x,
                200,
                "text/plain; version=0.0.4",
                metrics.text(System.currentTimeMillis()).getBytes(UTF_8)));
    server.createContext("/readyz", this::ready);
    server.start();
  }

  /** Port it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  void waiting(String reason) {
    waitingFor = reason;
  }

  void policyRead() {
    waitingFor = null;
  }

  void job(JobClient client) {
    job = client;
  }

  private void ready(HttpExchange exchange) throws IOException {
    Map<String, Object> checks = new LinkedHashMap<>();
    String waiting = waitingFor;
    checks.put(
        "policy",
        check(waiting == null, waiting == null ? "version " + metrics.policyVersion() : waiting));
    JobStatus state = state();
    checks.put("job", check(state == JobStatus.RUNNING, String.valueOf(state)));
    long last = metrics.lastCheckpoint();
    long age = System.currentTimeMillis() - last;
    long limit = Math.max(STALE.toMillis(), 10 * config.checkpointInterval().toMillis());
    boolean fresh = last > 0 && age <= limit;
    checks.put("checkpoint", check(fresh, last == 0 ? "none yet" : "last " + age + " ms ago"));
    checks.put(
        "rules",
        check(
            metrics.rulesLoaded() > 0,
            metrics.rulesLoaded() + " loaded, " + metrics.rulesRejected() + " rejected"));
    boolean begun = last > 0;
    boolean up = begun && fresh && state == JobStatus.RUNNING && waiting == null;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", up ? "up" : begun ? "degraded" : "starting");
    body.put("checks", checks);
    body.put("policies", policies());
    body.put("counters", counters());
    send(exchange, up ? 200 : 503, "application/json", Json.write(body));
  }

  /** Which versions of what it enforces it runs, by the key of the policy object. */
  private Map<String, Object> policies() {
    PolicyCheck access = metrics.accessPolicies();
    Map<String, Object> set = new LinkedHashMap<>();
    set.put("version", access.version());
    set.put("hash", access.hash());
    return Map.of(AccessPolicySet.TYPE + "/" + AccessPolicySet.ID, set);
  }

  private static Map<String, Object> check(boolean ok, String detail) {
    Map<String, Object> c = new LinkedHashMap<>();
    c.put("status", ok ? "up" : "down");
    c.put("detail", detail);
    return c;
  }

  private Map<String, Object> counters() {
    Map<String, Object> out = new LinkedHashMap<>();
    for (Counter c : Counter.values()) {
      out.put(c.metric(), metrics.get(c));
    }
    Map<String, Object> rejected = new LinkedHashMap<>();
    for (Admission.Reason r : Admission.Reason.values()) {
      if (metrics.rejectedCount(r) > 0) {
        rejected.put(r.name(), metrics.rejectedCount(r));
      }
    }
    out.put("rejected", rejected);
    return out;
  }

  /** Null while there is no job or it does not answer. */
  private JobStatus state() {
    JobClient client = job;
    if (client == null) {
      return null;
    }
    try {
      return client.getJobStatus().get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      return null;
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
