package org.watchfire.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToLongFunction;
import org.watchfire.core.json.Json;
import org.watchfire.store.index.Indexer;
import org.watchfire.store.ingest.Lane;
import org.watchfire.store.outbox.OutboxSender;
import org.watchfire.store.reconcile.IndexCare;
import org.watchfire.store.witness.Cosigner;
import org.watchfire.store.witness.Witnesses;

/** {@code /readyz}, {@code /livez} and {@code /metrics} of the store, on loopback. */
final class StoreHealth implements Closeable {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HttpServer server;
  private final List<Lane> lanes;
  private final List<Indexer> indexers;
  private final IndexCare care;
  private final Witnesses witnesses;
  private final OutboxSender outbox;

  private StoreHealth(
      HttpServer server,
      List<Lane> lanes,
      List<Indexer> indexers,
      IndexCare care,
      Witnesses witnesses,
      OutboxSender outbox) {
    this.server = server;
    this.lanes = lanes;
    this.indexers = indexers;
    this.care = care;
    this.witnesses = witnesses;
    this.outbox = outbox;
  }

  /**
   * @param indexers in the order of the lanes
   * @throws IOException when the port is taken; names it
   */
  static StoreHealth start(
      int port,
      List<Lane> lanes,
      List<Indexer> indexers,
      IndexCare care,
      Witnesses witnesses,
      OutboxSender outbox)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    } catch (IOException e) {
      throw new IOException("health-port " + port + " cannot be used: " + e.getMessage(), e);
    }
    StoreHealth health = new StoreHealth(server, lanes, indexers, care, witnesses, outbox);
    server.createContext("/readyz", health::ready);
    server.createContext("/livez", exchange -> answer(exchange, 200, "text/plain", "ok\n"));
    server.createContext(
        "/metrics",
        exchange -> answer(exchange, 200, "text/plain; version=0.0.4", health.metrics()));
    server.start();
    return health;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void ready(HttpExchange exchange) throws IOException {
    Map<String, Object> checks = new LinkedHashMap<>();
    boolean starting = false;
    boolean troubled = false;
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      Indexer indexer = indexers.get(i);
      starting |= isStarting(lane.trouble()) || isStarting(indexer.trouble());
      troubled |= !lane.trouble().isEmpty() || !indexer.trouble().isEmpty();
      String name = lane.stream().id();
      checks.put(
          "ledger-" + name,
          check(lane.trouble(), lane.size() + " records, " + lane.lag() + " waiting"));
      checks.put(
          "index-" + name,
          check(indexer.trouble(), Math.max(0, lane.size() - indexer.next()) + " behind"));
    }
    checks.put("index-care", check(care.trouble(), careDetail()));
    // What the cluster can do besides is worth knowing and is no trouble.
    checks.put("elasticsearch", check("", care.capabilities().detail()));
    troubled |= !care.trouble().isEmpty();
    checks.put("outbox", check(outbox.trouble(), outbox.waiting() + " acts waiting"));
    troubled |= !outbox.trouble().isEmpty();
    for (Cosigner witness : witnesses.cosigners()) {
      troubled |= !witness.trouble().isEmpty();
      checks.put(
          "witness-" + witness.name(),
          check(witness.trouble(), witness.cosignatures() + " cosignatures"));
    }
    String status = starting ? "starting" : troubled ? "degraded" : "up";
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", status);
    body.put("checks", checks);
    String json = new String(Json.write(body), StandardCharsets.UTF_8);
    answer(exchange, status.equals("up") ? 200 : 503, "application/json", json);
  }

  private String careDetail() {
    long repaired = 0;
    long tampered = 0;
    for (IndexCare.Seen seen : care.seen().values()) {
      repaired += seen.repaired();
      tampered += seen.tampered();
    }
    return repaired + " missing documents put back, " + tampered + " documents tampered with";
  }

  private static boolean isStarting(String trouble) {
    return trouble.equals("starting");
  }

  private static Map<String, Object> check(String trouble, String detail) {
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("status", trouble.isEmpty() ? "up" : isStarting(trouble) ? "starting" : "degraded");
    check.put("detail", trouble.isEmpty() ? detail : trouble + " (" + detail + ")");
    return check;
  }

  private String metrics() {
    StringBuilder out = new StringBuilder(4096);
    family(out, "ledger_records", "gauge", "Committed records.");
    lanes.forEach(l -> sample(out, "ledger_records", l, (double) l.size()));
    family(out, "lane_lag_records", "gauge", "Records waiting in Kafka, -1 when unknown.");
    lanes.forEach(l -> sample(out, "lane_lag_records", l, (double) l.lag()));
    family(out, "lane_failures_total", "counter", "Sessions that ended in a failure.");
    lanes.forEach(l -> sample(out, "lane_failures_total", l, (double) l.failures()));
    family(out, "lane_troubled", "gauge", "1 when the lane cannot work now.");
    lanes.forEach(l -> sample(out, "lane_troubled", l, l.trouble().isEmpty() ? 0 : 1));
    family(out, "checkpoint_age_seconds", "gauge", "Since the last checkpoint was up to date.");
    long now = System.nanoTime();
    lanes.stream()
        .filter(l -> l.publishedNanos() != 0)
        .forEach(l -> sample(out, "checkpoint_age_seconds", l, (now - l.publishedNanos()) / NANOS));
    family(out, "outbox_waiting", "gauge", "Acts on the store that are not in Kafka yet.");
    out.append("watchfire_store_outbox_waiting ").append(outbox.waiting()).append('\n');
    family(
        out, "ingest_total", "counter", "Records since the ledger began, by what became of them.");
    for (Lane lane : lanes) {
      lane.totals()
          .forEach(
              (name, n) ->
                  out.append("watchfire_store_ingest_total{stream=\"")
                      .append(lane.stream().id())
                      .append("\",kind=\"")
                      .append(name)
                      .append("\"} ")
                      .append(n)
                      .append('\n'));
    }
    family(out, "witness_cosignatures_total", "counter", "Checkpoints that it has cosigned.");
    witnessed(out, "witness_cosignatures_total", Cosigner::cosignatures);
    family(out, "witness_failures_total", "counter", "Attempts that failed.");
    witnessed(out, "witness_failures_total", Cosigner::failures);
    family(out, "witness_troubled", "gauge", "1 when the witness does not cosign now.");
    witnessed(out, "witness_troubled", w -> w.trouble().isEmpty() ? 0 : 1);
    family(out, "index_next_record", "gauge", "Number of the next record to be indexed.");
    indexed(out, "index_next_record", (l, x) -> x.next());
    family(out, "index_lag_records", "gauge", "Committed records that are not indexed yet.");
    indexed(out, "index_lag_records", (l, x) -> Math.max(0, l.size() - x.next()));
    family(out, "index_reduced_total", "counter", "Records indexed in reduced form.");
    indexed(out, "index_reduced_total", (l, x) -> x.reduced());
    family(out, "index_retries_total", "counter", "Index requests that had to be repeated.");
    indexed(out, "index_retries_total", (l, x) -> x.retries());
    family(out, "index_first_record", "gauge", "Number of the first record that the index holds.");
    indexed(out, "index_first_record", (l, x) -> x.first());
    family(out, "index_retired_total", "counter", "Indices deleted because their time was over.");
    indexed(out, "index_retired_total", (l, x) -> x.retired());
    family(out, "index_compared_total", "counter", "Records compared with the index.");
    lanes.forEach(l -> seen(out, "index_compared_total", l, IndexCare.Seen::compared));
    family(out, "index_comparisons_total", "counter", "Finished comparisons with the ledger.");
    lanes.forEach(l -> seen(out, "index_comparisons_total", l, IndexCare.Seen::runs));
    family(out, "index_repaired_total", "counter", "Missing documents that were put back.");
    lanes.forEach(l -> seen(out, "index_repaired_total", l, IndexCare.Seen::repaired));
    family(out, "index_tampered_documents", "gauge", "Surplus and altered documents found.");
    lanes.forEach(l -> seen(out, "index_tampered_documents", l, IndexCare.Seen::tampered));
    family(out, "index_finished_total", "counter", "Indices closed to writes.");
    out.append("watchfire_store_index_finished_total ").append(care.lifecycle().blocked());
    out.append('\n');
    family(out, "index_merges_total", "counter", "Merges of finished indices that were begun.");
    out.append("watchfire_store_index_merges_total ").append(care.lifecycle().merged());
    out.append('\n');
    return out.toString();
  }

  private void indexed(StringBuilder out, String name, ToDoubleBiFunction<Lane, Indexer> value) {
    for (int i = 0; i < lanes.size(); i++) {
      sample(out, name, lanes.get(i), value.applyAsDouble(lanes.get(i), indexers.get(i)));
    }
  }

  private void seen(
      StringBuilder out, String name, Lane lane, ToLongFunction<IndexCare.Seen> value) {
    sample(out, name, lane, value.applyAsLong(care.seen().get(lane.stream())));
  }

  private void witnessed(StringBuilder out, String name, ToLongFunction<Cosigner> value) {
    for (Cosigner witness : witnesses.cosigners()) {
      out.append("watchfire_store_").append(name).append("{witness=\"");
      out.append(witness.name()).append("\"} ").append(value.applyAsLong(witness)).append('\n');
    }
  }

  private static void family(StringBuilder out, String name, String type, String help) {
    out.append("# HELP watchfire_store_").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE watchfire_store_").append(name).append(' ').append(type).append('\n');
  }

  private static void sample(StringBuilder out, String name, Lane lane, double value) {
    out.append("watchfire_store_").append(name);
    out.append("{stream=\"").append(lane.stream().id()).append("\"} ");
    if (value == Math.rint(value)) {
      out.append((long) value);
    } else {
      out.append(value);
    }
    out.append('\n');
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
