package org.watchfire.console.access;

import static org.watchfire.console.web.Access.holds;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.health.RemoteProbe;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Route;
import org.watchfire.rules.access.AccessPolicySet;

/**
 * Which version of the access policies each enforcement point runs. The console knows its own; the
 * others say it at their health port ({@code policies} of {@code /readyz}, docs/contracts.md §7),
 * and what they said last is kept, so that one that is away stays in the picture. Thread-safe.
 */
final class EnforcementPoints implements AutoCloseable {
  private static final String KEY = AccessPolicySet.TYPE + "/" + AccessPolicySet.ID;

  private final Database database;
  private final PolicySets sets;
  private final PoliciesInForce inForce;
  private final Map<String, URI> components;
  private final AuditTrail trail;
  private final Clock clock;
  private final RemoteProbe probe = new RemoteProbe();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          4,
          task -> {
            Thread thread = new Thread(task, "enforcement-probe");
            thread.setDaemon(true);
            return thread;
          });

  /** What one of them said, now or before. */
  private record Point(long version, String hash, Instant seenAt, String problem) {}

  /**
   * @param components other processes by name, with the address of their health port
   */
  EnforcementPoints(
      Database database,
      PolicySets sets,
      PoliciesInForce inForce,
      Map<String, URI> components,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.sets = sets;
    this.inForce = inForce;
    this.components = Map.copyOf(components);
    this.trail = trail;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(Route.get("/access/enforcement", holds("policy:read"), this::show));
  }

  private void show(Call call) {
    Map<String, Point> said = asked();
    long own = inForce.version();
    Map<String, Object> answer =
        database.inTransaction(
            handle -> {
              said.forEach((name, point) -> keep(handle, name, point));
              Map<String, Point> points = new TreeMap<>(kept(handle));
              said.forEach(
                  (name, point) ->
                      points.merge(
                          name,
                          point,
                          (before, now) ->
                              now.seenAt() == null
                                  ? new Point(
                                      before.version(),
                                      before.hash(),
                                      before.seenAt(),
                                      now.problem())
                                  : now));
              // What never said that it enforces policies is no enforcement point.
              points.values().removeIf(point -> point.seenAt() == null);
              AccessPolicySet set = sets.current(handle).orElse(null);
              String hash = set == null ? "" : set.hash();
              points.put("console", new Point(own, own == 0 ? "" : hash, clock.instant(), ""));
              trail.write(
                  handle, call.caller(), Act.done("policy.enforcement", Kind.READ, null, null));
              return picture(set == null ? 0 : set.version(), hash, points);
            });
    call.json(answer);
  }

  private static Map<String, Object> picture(long version, String hash, Map<String, Point> points) {
    List<Object> items = new ArrayList<>();
    long behind = 0;
    for (Map.Entry<String, Point> entry : points.entrySet()) {
      Point point = entry.getValue();
      boolean same = point.version() == version && (version == 0 || point.hash().equals(hash));
      String state = !point.problem().isEmpty() ? "unreachable" : same ? "current" : "behind";
      behind += state.equals("current") ? 0 : 1;
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("name", entry.getKey());
      item.put("version", point.version());
      item.put("hash", point.hash());
      item.put("state", state);
      item.put("problem", point.problem());
      item.put("seenAt", point.seenAt());
      items.add(item);
    }
    Map<String, Object> picture = new LinkedHashMap<>();
    picture.put("version", version);
    picture.put("hash", hash);
    picture.put("laggards", behind);
    picture.put("items", items);
    return picture;
  }

  private Map<String, Point> asked() {
    Map<String, CompletableFuture<Point>> asked = new LinkedHashMap<>();
    components.forEach(
        (name, uri) -> asked.put(name, CompletableFuture.supplyAsync(() -> ask(uri), threads)));
    Map<String, Point> said = new LinkedHashMap<>();
    asked.forEach((name, point) -> said.put(name, point.join()));
    return said;
  }

  private Point ask(URI uri) {
    try {
      JsonNode set = probe.answer(uri).path("policies").path(KEY);
      return set.path("version").isIntegralNumber()
          ? new Point(set.path("version").asLong(), set.path("hash").asText(), clock.instant(), "")
          : new Point(0, "", null, "");
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return new Point(0, "", null, reason);
    }
  }

  private static void keep(Handle handle, String name, Point point) {
    if (point.seenAt() == null) {
      return;
    }
    handle
        .createUpdate(
            "INSERT INTO access_enforcement_points (name, version, hash, seen_at)"
                + " VALUES (:n, :v, :h, :at) ON CONFLICT (name) DO UPDATE SET"
                + " version = excluded.version, hash = excluded.hash, seen_at = excluded.seen_at")
        .bind("n", name)
        .bind("v", point.version())
        .bind("h", point.hash())
        .bind("at", point.seenAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  private static Map<String, Point> kept(Handle handle) {
    Map<String, Point> kept = new TreeMap<>();
    handle
        .createQuery("SELECT name, version, hash, seen_at FROM access_enforcement_points")
        .map(
            (rs, c) ->
                kept.put(
                    rs.getString("name"),
                    new Point(
                        rs.getLong("version"),
                        rs.getString("hash"),
                        rs.getObject("seen_at", OffsetDateTime.class).toInstant(),
                        "not asked any more")))
        .list();
    return kept;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
