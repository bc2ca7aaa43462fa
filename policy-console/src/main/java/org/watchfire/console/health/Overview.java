package org.watchfire.console.health;

import static org.watchfire.console.web.Access.holds;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.watchfire.console.web.Route;
import org.watchfire.store.index.ElasticConfig;

/**
 * Every component in one picture. The others are asked at the same time and the picture is kept for
 * two seconds, so that many watchers do not become a load. Thread-safe.
 */
public final class Overview implements AutoCloseable {
  private static final Duration KEPT = Duration.ofSeconds(2);

  private final List<Supplier<Component>> probes = new ArrayList<>();
  private final ExecutorService threads;
  private final LongSupplier nanos;
  private final ClusterProbe cluster;
  private List<Component> last = List.of();
  private long takenAt;

  /**
   * @param own probes of this process and of what it uses
   * @param components other processes by name, with the address of their health port
   * @param nanos a clock that never goes back
   * @throws IOException when a file of the cluster's access cannot be read
   */
  public Overview(
      List<Supplier<Component>> own,
      ElasticConfig elasticsearch,
      Map<String, URI> components,
      LongSupplier nanos)
      throws IOException {
    this.nanos = nanos;
    RemoteProbe remote = new RemoteProbe();
    probes.addAll(own);
    this.cluster = new ClusterProbe(elasticsearch);
    probes.add(cluster::probe);
    components.forEach((name, uri) -> probes.add(() -> remote.ready(name, uri)));
    this.threads =
        Executors.newFixedThreadPool(
            Math.min(8, probes.size()),
            task -> {
              Thread thread = new Thread(task, "health-probe");
              thread.setDaemon(true);
              return thread;
            });
  }

  public List<Route> routes() {
    return List.of(Route.get("/health", holds("health:read"), call -> call.json(picture())));
  }

  /** {@code {status, components[]}}: up only when every component is. */
  public Map<String, Object> picture() {
    List<Component> components = components();
    String status =
        components.stream().allMatch(c -> c.status().equals(Component.UP))
            ? Component.UP
            : Component.DEGRADED;
    Map<String, Object> picture = new LinkedHashMap<>();
    picture.put("status", status);
    picture.put("components", components);
    return picture;
  }

  private synchronized List<Component> components() {
    long now = nanos.getAsLong();
    if (last.isEmpty() || now - takenAt > KEPT.toNanos()) {
      List<CompletableFuture<Component>> asked =
          probes.stream().map(probe -> CompletableFuture.supplyAsync(probe, threads)).toList();
      last = asked.stream().map(CompletableFuture::join).toList();
      takenAt = nanos.getAsLong();
    }
    return last;
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    cluster.close();
  }
}
