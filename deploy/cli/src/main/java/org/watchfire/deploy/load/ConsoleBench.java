package org.watchfire.deploy.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.deploy.supervisor.ConsoleStack;

/**
 * Fills a console with a city administration and alerts, by the ways that people and the engine
 * take, and lets people work in it. For one thread.
 */
public final class ConsoleBench {
  private static final long POLL_MILLIS = 500;
  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final String OWNER = "owner";

  private final ConsoleStack stack;
  private final URI base;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Consumer<String> progress;
  private final Map<String, String[]> sessions = new LinkedHashMap<>();

  /** What filling came to, in seconds. */
  public record Filled(double peopleSeconds, double assetSeconds, double alertSeconds) {}

  /**
   * A dry run by the console.
   *
   * @param seconds from the request to the result
   * @param draft id of what was tried
   * @param run its own id
   */
  public record DryRun(double seconds, String draft, String run) {}

  public ConsoleBench(ConsoleStack stack, Consumer<String> progress) {
    this.stack = stack;
    this.base = URI.create("http://127.0.0.1:" + stack.port() + "/api/v1/");
    this.progress = progress;
  }

  /** Departments, people and assets by import, alerts through Kafka. */
  public Filled fill(ConsoleWorldSize size)
      throws IOException, InterruptedException, ExecutionException, JsonFormatException {
    ConsoleWorld world = new ConsoleWorld(size.policies(), size.people(), size.assets());
    imported("department", world.departments());
    final double people = imported("person", world.people());
    final double assets = imported("asset", world.assets());
    long began = System.nanoTime();
    new AlertFlood(Instant.now())
        .send(
            stack.kafka(),
            size.alerts(),
            n -> {
              if (n % 100_000 == 0) {
                progress.accept("alerts sent: " + n);
              }
            });
    awaitAlerts(size.alerts());
    return new Filled(people, assets, seconds(began));
  }

  /**
   * @param policies of the set in the draft of the dry run
   */
  public record ConsoleWorldSize(int people, int assets, int policies, long alerts) {}

  private double imported(String kind, byte[] rows) throws IOException, InterruptedException {
    long began = System.nanoTime();
    progress.accept("importing " + kind + ": " + (rows.length >> 10) + " KiB");
    Map<String, Object> plan =
        call("secadmin", "POST", "imports?kind=" + kind + "&format=json", "application/json", rows);
    String path = "imports/" + plan.get("id");
    plan = awaitState(path, "ready", kind);
    call(
        "secadmin",
        "POST",
        path + "/apply",
        "application/json",
        Json.write(Map.of("raised", plan.getOrDefault("raised", 0L))));
    awaitState(path, "applied", kind);
    return seconds(began);
  }

  private Map<String, Object> awaitState(String path, String wanted, String what)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + LIMIT.toNanos();
    long told = System.nanoTime();
    while (System.nanoTime() < until) {
      Map<String, Object> now = call("secadmin", "GET", path, null, null);
      String state = String.valueOf(now.get("state"));
      if (state.equals(wanted)) {
        return now;
      }
      if (state.equals("refused") || state.equals("stopped") || state.equals("failed")) {
        throw new IOException(what + " is " + state + ": " + now);
      }
      if (System.nanoTime() - told > Duration.ofSeconds(10).toNanos()) {
        told = System.nanoTime();
        progress.accept(what + " " + state + " " + now.getOrDefault("done", ""));
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IOException(what + " was not " + wanted + " within " + LIMIT.toMinutes() + " min");
  }

  /** Until the console has as many as were sent, as its own count of received ones says. */
  private void awaitAlerts(long sent) throws IOException, InterruptedException {
    long until = System.nanoTime() + LIMIT.toNanos();
    long told = System.nanoTime();
    while (System.nanoTime() < until) {
      long have = received();
      if (have >= sent) {
        return;
      }
      if (System.nanoTime() - told > Duration.ofSeconds(10).toNanos()) {
        told = System.nanoTime();
        progress.accept("alerts in the console: " + have);
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IOException("the alerts did not all arrive within " + LIMIT.toMinutes() + " min");
  }

  private long received() throws IOException, InterruptedException {
    HttpResponse<String> metrics =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + stack.healthPort() + "/metrics"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return metrics
        .body()
        .lines()
        .filter(line -> line.startsWith("watchfire_console_alerts_received "))
        .map(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("the console does not count its alerts"));
  }

  /** A draft of all policies over nothing in force, compared for everybody and everything. */
  public DryRun dryRun(ConsoleWorldSize size)
      throws IOException, InterruptedException, JsonFormatException {
    ConsoleWorld world = new ConsoleWorld(size.policies(), size.people(), size.assets());
    Map<String, Object> draft =
        post("secadmin", "access/drafts", Map.of("title", "bench", "policies", world.policies()));
    String draftId = String.valueOf(draft.get("id"));
    long began = System.nanoTime();
    Map<String, Object> run =
        post("secadmin", "access/drafts/" + draftId + "/dry-run", Map.of("days", 1));
    String runId = String.valueOf(run.get("id"));
    awaitState("access/dry-runs/" + runId, "done", "dry run");
    return new DryRun(seconds(began), draftId, runId);
  }

  /** Puts the draft of a dry run in force, with the agreement of an owner and an officer. */
  public void publish(DryRun dryRun) throws IOException, InterruptedException {
    Map<String, Object> owner =
        post(
            "sysadmin",
            "users",
            Map.of("username", OWNER, "displayName", OWNER, "personId", "p-" + OWNER));
    json("secadmin", "PUT", "users/" + OWNER + "/roles", Map.of("roles", List.of("DATA_OWNER")));
    Visitor visitor = new Visitor(base, client, new Latencies());
    visitor.signIn(OWNER, (String) owner.get("password"));
    sessions.put(OWNER, visitor.session());
    String own = UUID.randomUUID().toString();
    json(
        OWNER,
        "PUT",
        "session/password",
        Map.of("current", owner.get("password"), "password", own));
    visitor.signIn(OWNER, own);
    sessions.put(OWNER, visitor.session());
    Map<String, Object> approval =
        post(
            "secadmin",
            "approvals",
            Map.of(
                "kind",
                "policy.publish",
                "target",
                dryRun.draft(),
                "parameters",
                Map.of("dryRun", dryRun.run()),
                "reason",
                "bench"));
    for (String who : List.of(OWNER, "sysadmin")) {
      post(
          who,
          "approvals/" + approval.get("id") + "/decision",
          Map.of("approve", true, "reason", "bench", "hash", approval.get("hash")));
    }
  }

  private Map<String, Object> post(String who, String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    return json(who, "POST", path, body);
  }

  private Map<String, Object> json(String who, String method, String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    return call(who, method, path, "application/json", Json.write(body));
  }

  private Map<String, Object> call(String who, String method, String path, String type, byte[] body)
      throws IOException, InterruptedException {
    String[] session = session(who);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofMinutes(5))
            .header("Cookie", session[0])
            .header("X-CSRF-Token", session[1])
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (type != null) {
      request.header("Content-Type", type);
    }
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + " answers " + new String(response.body(), UTF_8));
    }
    return parsed(response.body());
  }

  private String[] session(String who) throws IOException, InterruptedException {
    if (!sessions.containsKey(who)) {
      Visitor visitor = new Visitor(base, client, new Latencies());
      visitor.signIn(who, (String) stack.credentials().get(who));
      sessions.put(who, visitor.session());
    }
    return sessions.get(who);
  }

  private static Map<String, Object> parsed(byte[] body) throws IOException {
    try {
      return body.length == 0 ? Map.of() : Json.parseObject(body);
    } catch (JsonFormatException e) {
      throw new IOException("the console answered no JSON object", e);
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
