package org.watchfire.collector.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.watchfire.collector.input.Counters;
import org.watchfire.collector.input.Input;
import org.watchfire.collector.ship.Shipper;
import org.watchfire.collector.spool.Spool;
import org.watchfire.core.json.Json;

/**
 * {@code /readyz}, {@code /livez} and {@code /metrics} on loopback. Ready means that the inputs
 * run; a broker that is away is {@code degraded} with status 200, because the agent then does what
 * it is there for.
 */
final class HealthServer implements AutoCloseable {

  private final HttpServer server;
  private final AgentProcess agent;

  HealthServer(int port, AgentProcess agent) throws IOException {
    this.agent = agent;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 8);
    } catch (IOException e) {
      throw new IOException("health-port " + port + " cannot be used: " + e.getMessage(), e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", "only GET\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/livez" -> send(exchange, agent.failure() == null ? 200 : 503, "text/plain", "ok\n");
        case "/readyz" -> ready(exchange);
        case "/metrics" -> send(exchange, 200, "text/plain; version=0.0.4", metrics());
        default -> send(exchange, 404, "text/plain", "not found\n");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static Map<String, Object> check(String status, String detail) {
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("status", status);
    check.put("detail", detail);
    return check;
  }

  private void ready(HttpExchange exchange) throws IOException {
    Map<String, Object> checks = new LinkedHashMap<>();
    Pipeline pipeline = agent.pipeline();
    String status = "up";
    if (pipeline == null || agent.housekeeping() == null) {
      status = "starting";
      checks.put("spool", check("starting", agent.waitingFor()));
    } else {
      Spool.Stats spool = pipeline.spool().stats();
      checks.put(
          "spool",
          check(
              spool.full() ? "degraded" : "up",
              spool.bytes()
                  + " of "
                  + spool.quota()
                  + " bytes"
                  + (spool.full() ? ", inputs wait" : "")));
      Shipper.Stats ship = pipeline.shipping();
      boolean pending = spool.acked().compareTo(spool.last()) < 0;
      boolean away = pending && !ship.lastError().isEmpty();
      checks.put(
          "kafka",
          check(
              away ? "degraded" : "up", away ? ship.lastError() : ship.acked() + " acknowledged"));
      for (Map.Entry<Input, Thread> e : agent.inputs().entrySet()) {
        checks.put(
            "input " + e.getKey().name(),
            check(e.getValue().isAlive() ? "up" : "degraded", "runs"));
      }
      for (Object c : checks.values()) {
        if (!((Map<?, ?>) c).get("status").equals("up")) {
          status = "degraded";
        }
      }
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", status);
    body.put("checks", checks);
    send(
        exchange,
        status.equals("starting") ? 503 : 200,
        "application/json",
        new String(Json.write(body), StandardCharsets.UTF_8));
  }

  private String metrics() {
    Metrics m = new Metrics();
    Pipeline p = agent.pipeline();
    if (p == null || agent.housekeeping() == null) {
      return m.gauge("wf_agent_up", "1 when the inputs run", 0).text();
    }
    Counters c = p.counters();
    Spool.Stats spool = p.spool().stats();
    Shipper.Stats ship = p.shipping();
    m.gauge("wf_agent_up", "1 when the inputs run", 1)
        .counter("wf_agent_lines_total", "lines read", c.lines.sum())
        .counter("wf_agent_bytes_total", "bytes read", c.bytes.sum())
        .counter("wf_agent_events_total", "events made", c.events.sum())
        .counter(
            "wf_agent_structured_total", "events whose format was understood", c.structured.sum())
        .labelled(
            "wf_agent_unparsed_total", "lines that no parser could read", "reason", c.unparsed())
        .counter(
            "wf_agent_truncated_lines_total", "lines longer than 1 MiB", c.truncatedLines.sum())
        .counter(
            "wf_agent_oversized_events_total", "events larger than 1 MiB", c.oversizedEvents.sum())
        .counter("wf_agent_read_errors_total", "errors while reading inputs", c.readErrors.sum())
        .counter("wf_agent_rotations_total", "files rotated away", c.rotations.sum())
        .counter("wf_agent_truncations_total", "files truncated or rewritten", c.truncations.sum())
        .counter(
            "wf_agent_files_lost_sight_total",
            "files replaced while stopped",
            c.filesLostSight.sum())
        .counter("wf_agent_parser_failures_total", "defects of parsers", c.parserFailures.sum())
        .counter(
            "wf_agent_refused_connections_total",
            "connections beyond the limit",
            c.refusedConnections.sum())
        .counter(
            "wf_agent_framing_errors_total", "syslog counts that were none", c.framingErrors.sum())
        .labelled("wf_agent_dropped_total", "datagrams dropped", "source", c.drops())
        .counter(
            "wf_agent_kernel_drops_total",
            "datagrams dropped by the kernel",
            agent.housekeeping().kernelDrops())
        .gauge("wf_agent_spool_bytes", "bytes of the spool", spool.bytes())
        .gauge("wf_agent_spool_quota_bytes", "most bytes of the spool", spool.quota())
        .gauge("wf_agent_spool_segments", "files of the spool", spool.segments())
        .gauge("wf_agent_spool_full", "1 while inputs wait for room", spool.full() ? 1 : 0)
        .counter("wf_agent_spool_frames_total", "frames committed", spool.frames())
        .counter("wf_agent_spool_write_errors_total", "failed writes", spool.writeErrors())
        .counter("wf_agent_spool_damages_total", "damaged places found", p.damages())
        .counter("wf_agent_spool_lost_events_total", "events lost to damage", p.lostEvents())
        .gauge("wf_agent_epoch", "life of the spool", spool.last().epoch())
        .gauge("wf_agent_last_seq", "number of the last event", spool.last().seq())
        .gauge("wf_agent_acked_seq", "last acknowledged number", spool.acked().seq())
        .counter("wf_agent_acked_total", "records acknowledged", ship.acked())
        .counter(
            "wf_agent_producer_errors_total", "failures of the producer", ship.producerErrors())
        .counter(
            "wf_agent_replaced_total", "events the broker refused as too large", ship.replaced());
    if (ship.skewMillis() != null) {
      m.gauge("wf_agent_skew_milliseconds", "broker clock minus own clock", ship.skewMillis());
    }
    Map<String, Long> lag = new LinkedHashMap<>();
    agent.inputs().keySet().forEach(i -> lag.putAll(i.lag()));
    return m.labelledGauge("wf_agent_lag_bytes", "bytes that wait in a file", "path", lag).text();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
