package org.watchfire.deploy.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.supervisor.FirstCredentials;
import org.watchfire.deploy.supervisor.SupervisorState;

/** Plays the story on a running installation and compares the alerts with what must come. */
public final class DemoRun {
  private static final int CHUNK = 400;
  private static final long CHUNK_MILLIS = 200;
  private static final long SEED = 20_261_120;
  private static final int ALERT_SECONDS = 180;
  private static final int QUIET_SECONDS = 12;

  private final DataDirectory data;
  private final SupervisorState state;
  private final PrintWriter err;
  private final ZoneId zone = ZoneId.systemDefault();
  private final ConsoleClient analyst;
  private final Map<String, Seen> alerts = new LinkedHashMap<>();
  private final Map<Expectation.Step, Long> writtenAt = new HashMap<>();
  private long playedAt;

  /** An alert as the analyst's queue shows it. */
  record Seen(
      String id,
      String rule,
      String entity,
      String severity,
      long count,
      String titleZh,
      String titleEn,
      long firstPolled) {
    String key() {
      return rule + " " + entity;
    }
  }

  /**
   * What the demonstration showed.
   *
   * @param missing expectations without an alert or with another count
   * @param unexpected alerts that nobody expected
   * @param firstAlertSeconds from the first line written to the first alert in the queue; negative
   *     when the story had been played before
   */
  public record Outcome(
      int lines, List<String> missing, List<String> unexpected, double firstAlertSeconds) {
    public boolean asExpected() {
      return missing.isEmpty() && unexpected.isEmpty();
    }
  }

  public DemoRun(DataDirectory data, SupervisorState state, PrintWriter err) {
    this.data = data;
    this.state = state;
    this.err = err;
    this.analyst = new ConsoleClient(state.port("console"));
  }

  /** Plays the story unless this installation has seen it, and waits for the alerts. */
  public Outcome run(PrintWriter out) throws Exception {
    analyst.login("analyst", FirstCredentials.password(data, "analyst"));
    Path mark = data.of("run").resolve("demo.played");
    int lines = 0;
    boolean first = !Files.exists(mark);
    if (first) {
      seedDirectory();
      lines = play(mark);
    } else {
      err.println("the story was played on this installation before; these are its alerts");
      playedAt = System.nanoTime();
    }
    awaitAlerts(first);
    return report(out, lines, first);
  }

  /** The security administrator enters people and assets, as he would in the console. */
  private void seedDirectory() throws IOException, InterruptedException {
    ConsoleClient officer = new ConsoleClient(state.port("console"));
    officer.login("secadmin", FirstCredentials.password(data, "secadmin"));
    for (Map.Entry<String, Map<String, Object>> e : FridayStory.people().entrySet()) {
      officer.put("people/" + e.getKey(), e.getValue());
    }
    for (Map.Entry<String, Map<String, Object>> e : FridayStory.assets().entrySet()) {
      officer.put("assets/" + e.getKey(), e.getValue());
    }
    int objects = FridayStory.people().size() + FridayStory.assets().size();
    err.println("entered " + objects + " people and assets (as secadmin, through the console)");
    // The console publishes the level scheme first, then one record an object.
    new EngineProbe(state.port("engine-health")).awaitPolicyVersion(objects + 1, 60);
  }

  private int play(Path mark) throws IOException, InterruptedException {
    LocalDate friday = LocalDate.now(zone).with(TemporalAdjusters.previous(DayOfWeek.FRIDAY));
    LogFormats log = new LogFormats(zone);
    new Background(log, friday, zone, SEED).write();
    int benign = log.lines().size();
    new FridayStory(log, friday, zone).write();
    List<DemoLine> lines = new ArrayList<>(log.lines());
    lines.sort(Comparator.comparing(DemoLine::at));
    err.printf(
        "writing %d log lines of Friday %s (%d of them benign background) into %s/inbox%n",
        lines.size(), friday, benign, data.root());
    Map<String, Writer> files = new HashMap<>();
    playedAt = System.nanoTime();
    try {
      for (int i = 0; i < lines.size(); i++) {
        DemoLine line = lines.get(i);
        file(files, line.file()).append(line.text()).append('\n');
        if (i % CHUNK == CHUNK - 1) {
          for (Writer writer : files.values()) {
            writer.flush();
          }
          poll();
          Thread.sleep(CHUNK_MILLIS);
        }
      }
    } finally {
      for (Writer writer : files.values()) {
        writer.close();
      }
    }
    err.printf("written in %.1f s%n", seconds());
    Files.writeString(mark, Instant.now() + "\n");
    return lines.size();
  }

  private Writer file(Map<String, Writer> open, String name) throws IOException {
    Writer writer = open.get(name);
    if (writer == null) {
      int slash = name.indexOf('/');
      Path path =
          data.of("inbox/" + name.substring(0, slash)).resolve("demo-" + name.substring(slash + 1));
      writer =
          Files.newBufferedWriter(
              path, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      open.put(name, writer);
    }
    return writer;
  }

  private double seconds() {
    return (System.nanoTime() - playedAt) / 1e9;
  }

  private void awaitAlerts(boolean first) throws IOException, InterruptedException {
    long until = System.nanoTime() + ALERT_SECONDS * 1_000_000_000L;
    long changed = System.nanoTime();
    long quiet = (first ? QUIET_SECONDS : 1) * 1_000_000_000L;
    while (System.nanoTime() < until) {
      if (poll()) {
        changed = System.nanoTime();
      }
      boolean complete = FridayExpectations.ALL.stream().allMatch(this::met);
      if (complete && System.nanoTime() - changed > quiet) {
        return;
      }
      Thread.sleep(300);
    }
  }

  private boolean met(Expectation e) {
    Seen seen = alerts.get(e.rule() + " " + e.entity());
    return seen != null && (e.count() == 0 || e.count() == seen.count());
  }

  /** Reads the queue; true when anything is new or has grown. */
  @SuppressWarnings("unchecked")
  private boolean poll() throws IOException, InterruptedException {
    boolean changed = false;
    String cursor = "";
    do {
      Map<String, Object> page = analyst.get("alerts?limit=200" + cursor);
      for (Map<String, Object> item : (List<Map<String, Object>>) page.get("items")) {
        Seen seen = seen(item);
        Seen before = alerts.get(seen.key());
        if (before == null) {
          err.printf(
              "%6.1f s  [%s] %s · %s: %s%n",
              seconds(), seen.severity(), seen.titleZh(), seen.titleEn(), seen.entity());
        }
        if (before == null || before.count() != seen.count()) {
          alerts.put(
              seen.key(),
              before == null
                  ? seen
                  : new Seen(
                      seen.id(),
                      seen.rule(),
                      seen.entity(),
                      seen.severity(),
                      seen.count(),
                      seen.titleZh(),
                      seen.titleEn(),
                      before.firstPolled()));
          changed = true;
        }
      }
      cursor = page.get("next") instanceof String next ? "&cursor=" + next : null;
    } while (cursor != null);
    return changed;
  }

  @SuppressWarnings("unchecked")
  private Seen seen(Map<String, Object> item) {
    Map<String, Object> rule = (Map<String, Object>) item.get("rule");
    Map<String, Object> title = (Map<String, Object>) item.get("title");
    Object entity = item.get("entity");
    return new Seen(
        (String) item.get("id"),
        (String) rule.get("name"),
        entity instanceof Map<?, ?> map ? String.valueOf(map.get("value")) : String.valueOf(entity),
        (String) item.get("severity"),
        (Long) item.get("count"),
        (String) title.get("zh"),
        (String) title.get("en"),
        System.nanoTime());
  }

  private Outcome report(PrintWriter out, int lines, boolean first) {
    List<String> missing = new ArrayList<>();
    List<String> unexpected = new ArrayList<>(alerts.keySet());
    out.println();
    out.println("周五夜间的导出 · Friday-night export (simulated)");
    Expectation.Step shown = null;
    for (Expectation e : FridayExpectations.ALL) {
      if (e.step() != shown) {
        shown = e.step();
        out.printf("%n%s  %s · %s%n", shown.number, shown.zh, shown.en);
      }
      String key = e.rule() + " " + e.entity();
      unexpected.remove(key);
      Seen seen = alerts.get(key);
      if (!met(e)) {
        missing.add(
            key
                + (e.count() > 0 ? " with count " + e.count() : "")
                + (seen == null ? "" : " (count is " + seen.count() + ")"));
      }
      if (seen == null) {
        out.printf("   MISSING  %s on %s%n", e.rule(), e.entity());
      } else {
        out.printf(
            "   %-13s %s · %s  [%s]  ×%d%s%n",
            seen.severity(),
            seen.titleZh(),
            seen.titleEn(),
            seen.entity(),
            seen.count(),
            first ? String.format("  after %.1f s", (seen.firstPolled() - playedAt) / 1e9) : "");
      }
    }
    if (!unexpected.isEmpty()) {
      out.println();
      unexpected.forEach(key -> out.println("   UNEXPECTED  " + key));
    }
    double firstAlert =
        first && !alerts.isEmpty()
            ? alerts.values().stream().mapToLong(Seen::firstPolled).min().getAsLong() / 1e9
                - playedAt / 1e9
            : -1;
    out.println();
    return new Outcome(lines, missing, unexpected, firstAlert);
  }
}
