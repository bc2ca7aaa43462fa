package org.watchfire.deploy.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * People at work in the console: 35 analysts of 50 in the alert queue, 15 officers among people,
 * assets and policies. One act in ten changes something. Between two acts each pauses, on average
 * as long as is said.
 */
public final class ConsoleLoad {
  private static final String[] SEVERITIES = {"critical", "high", "medium", "low"};
  private static final int ENTITIES = 20_000;
  private static final double ANALYSTS = 0.7;

  private final URI base;
  private final Map<String, String> passwords;
  private final int people;
  private final int assets;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * @param passwords of {@code analyst} and {@code secadmin}
   * @param people there are persons {@code p0} to before {@code p<people>}
   * @param assets there are assets {@code x0} to before {@code x<assets>}
   */
  public ConsoleLoad(int port, Map<String, String> passwords, int people, int assets) {
    this.base = URI.create("http://127.0.0.1:" + port + "/api/v1/");
    this.passwords = Map.copyOf(passwords);
    this.people = people;
    this.assets = assets;
  }

  /**
   * Lets them work.
   *
   * @param pause average between the acts of one; zero for none
   * @throws IOException when somebody cannot sign in
   */
  public Latencies run(int users, Duration time, Duration pause)
      throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    List<Visitor> visitors = new ArrayList<>();
    int analysts = (int) Math.round(users * ANALYSTS);
    for (int i = 0; i < users; i++) {
      Visitor visitor = new Visitor(base, client, latencies);
      String name = i < analysts ? "analyst" : "secadmin";
      visitor.signIn(name, passwords.get(name));
      visitors.add(visitor);
    }
    long end = System.nanoTime() + time.toNanos();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      Visitor visitor = visitors.get(i);
      Random random = new Random(i);
      Act act = i < analysts ? analyst(visitor, random) : officer(visitor, random);
      all.add(
          CompletableFuture.runAsync(
              () -> work(act, random, end, pause), task -> new Thread(task, "user").start()));
    }
    all.forEach(CompletableFuture::join);
    return latencies;
  }

  private interface Act {
    void run() throws IOException, InterruptedException;
  }

  private static void work(Act act, Random random, long end, Duration pause) {
    try {
      while (System.nanoTime() < end) {
        act.run();
        if (!pause.isZero()) {
          // Exponential: independent acts, some close together.
          double wait = -Math.log(1 - random.nextDouble()) * pause.toMillis();
          Thread.sleep((long) Math.min(wait, 10.0 * pause.toMillis()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Act analyst(Visitor visitor, Random random) {
    List<Map<?, ?>> queue = new ArrayList<>();
    return () -> {
      int act = queue.isEmpty() ? 0 : random.nextInt(20);
      if (act < 6) {
        show(queue, visitor.get("alert queue", "alerts?status=new&limit=50"));
      } else if (act < 8) {
        String severity = SEVERITIES[random.nextInt(SEVERITIES.length)];
        show(
            queue,
            visitor.get(
                "alert queue by severity", "alerts?status=new&limit=50&severity=" + severity));
      } else if (act < 10) {
        visitor.get("alerts of one person", "alerts?entity=user" + random.nextInt(ENTITIES));
      } else {
        Map<?, ?> one = queue.remove(random.nextInt(queue.size()));
        Visitor.Answer opened = visitor.get("alert", "alerts/" + one.get("id"));
        if (act >= 18 && opened.ok()) {
          decide(visitor, act, one, opened);
        }
      }
    };
  }

  private static void show(List<Map<?, ?>> queue, Visitor.Answer answer) {
    if (answer.ok()) {
      queue.clear();
      ((List<?>) answer.body().get("items")).forEach(item -> queue.add((Map<?, ?>) item));
    }
  }

  private static void decide(Visitor visitor, int act, Map<?, ?> one, Visitor.Answer opened)
      throws IOException, InterruptedException {
    Map<String, Object> decision = new LinkedHashMap<>();
    decision.put("version", ((Map<?, ?>) opened.body().get("triage")).get("version"));
    decision.put("comment", "looked at");
    boolean comment = act == 18;
    visitor.post(
        comment ? "alert comment" : "alert acknowledge",
        "alerts/" + one.get("id") + (comment ? "/comment" : "/acknowledge"),
        decision);
  }

  private Act officer(Visitor visitor, Random random) {
    return () -> {
      int act = random.nextInt(20);
      String person = "people/p" + random.nextInt(people);
      String asset = "assets/x" + random.nextInt(assets);
      if (act < 4) {
        visitor.get("people search", "people?q=p" + random.nextInt(people) + "&limit=50");
      } else if (act < 8) {
        visitor.get("person", person);
      } else if (act < 10) {
        visitor.get("assets of a level", "assets?level=" + (1 + random.nextInt(4)) + "&limit=50");
      } else if (act < 14) {
        visitor.get("asset", asset);
      } else if (act < 18) {
        visitor.get(
            "explain",
            "access/explain?person="
                + person.substring(7)
                + "&asset="
                + asset.substring(7)
                + "&action=read");
      } else {
        rename(visitor, random, act == 18 ? person : asset);
      }
    };
  }

  private static void rename(Visitor visitor, Random random, String path)
      throws IOException, InterruptedException {
    boolean isPerson = path.startsWith("people/");
    Visitor.Answer before = visitor.get(isPerson ? "person" : "asset", path);
    if (!before.ok()) {
      return;
    }
    Map<String, Object> body = new LinkedHashMap<>(before.body());
    body.remove("id");
    long version = (Long) body.remove("version");
    body.put("name", body.get("name").toString().split(" ", 2)[0] + " " + random.nextInt(1000));
    visitor.put(isPerson ? "person change" : "asset change", path, version, body);
  }
}
