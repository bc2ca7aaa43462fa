package org.watchfire.deploy.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.supervisor.IndexClient;
import org.watchfire.deploy.supervisor.SupervisorState;
import org.watchfire.deploy.supervisor.SupervisorState.ProcessState;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;

/**
 * Writes numbered lines into a file that the agent tails, kills processes with SIGKILL at random
 * moments meanwhile, and then counts: every line exactly once in ledger and index, every alert
 * exactly once.
 */
public final class FaultDrill {
  /** Who is killed. */
  static final List<String> VICTIMS = List.of("agent", "kafka", "engine", "store", "elasticsearch");

  private static final String BRUTE_FORCE_ENTITY = "198.18.";
  private static final long READ_BYTES = 4 << 20;

  private final DataDirectory data;
  private final PrintWriter log;
  private final Random random;
  private final DrillLines lines;
  private int written;

  public FaultDrill(DataDirectory data, long seed, PrintWriter log) {
    this.data = data;
    this.log = log;
    this.random = new Random(seed);
    this.lines =
        new DrillLines(ZoneId.systemDefault(), LocalDate.now(ZoneId.systemDefault()).minusDays(1));
  }

  /**
   * What the drill found.
   *
   * @param kills how often each process was killed
   * @param expectedAttackers addresses that must each have one alert
   * @param alertedAttackers those that have
   * @param doubledAlerts (id, revision) pairs that the alerts ledger holds more than once
   */
  public record Result(
      int lines,
      Map<String, Integer> kills,
      long ledgerMissing,
      long ledgerDuplicates,
      long indexMissing,
      long indexDuplicates,
      int expectedAttackers,
      int alertedAttackers,
      long alerts,
      long doubledAlerts,
      double seconds) {

    /** Whether nothing was lost and nothing doubled. */
    public boolean clean() {
      return ledgerMissing == 0
          && ledgerDuplicates == 0
          && indexMissing == 0
          && indexDuplicates == 0
          && expectedAttackers == alertedAttackers
          && doubledAlerts == 0;
    }
  }

  /**
   * Runs the drill on a running installation.
   *
   * @param events at least how many lines
   * @param killsEach how often each process is killed
   * @param waitSeconds how long to wait for the pipeline to catch up at the end
   */
  public Result run(int events, int killsEach, int waitSeconds) throws Exception {
    long began = System.nanoTime();
    Path file = data.of("inbox").resolve("sshd").resolve("drill-" + began + ".log");
    Files.createDirectories(file.getParent());
    try (var earlier = Files.newDirectoryStream(file.getParent(), "drill-*")) {
      if (earlier.iterator().hasNext()) {
        throw new IllegalStateException(
            "a drill ran in "
                + data.root()
                + " before and would be counted too: use a fresh --data");
      }
    }
    List<String> plan = new ArrayList<>();
    for (int i = 0; i < killsEach; i++) {
      plan.addAll(VICTIMS);
    }
    Collections.shuffle(plan, random);
    Map<String, Integer> kills = new HashMap<>();
    try (Writer out =
        Files.newBufferedWriter(
            file, UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long nextKill = System.nanoTime() + pause();
      // Kills are spread over the whole flow: the last one comes when lines still follow.
      while (written < events || !plan.isEmpty()) {
        writeSome(out);
        if (!plan.isEmpty() && System.nanoTime() >= nextKill && kill(plan.get(0), kills)) {
          plan.remove(0);
          nextKill = System.nanoTime() + pause();
        }
        Thread.sleep(50);
      }
    }
    log.printf(
        "%d lines written, %d processes killed; waiting for the pipeline%n",
        written, killsEach * VICTIMS.size());
    awaitLedger(waitSeconds);
    return count(kills, began, waitSeconds);
  }

  private long pause() {
    return (2_000L + random.nextInt(5_000)) * 1_000_000;
  }

  private void writeSome(Writer out) throws IOException {
    for (int i = 0; i < 25; i++) {
      out.write(lines.line(++written));
      out.write('\n');
    }
    out.flush();
  }

  /** Kills the process if it is up now; a victim that is still starting is tried again later. */
  private boolean kill(String victim, Map<String, Integer> kills) {
    SupervisorState state =
        SupervisorState.ofRunning(data)
            .orElseThrow(() -> new IllegalStateException("the supervisor is gone"));
    Optional<ProcessState> target =
        state.processes().stream()
            .filter(p -> p.name().equals(victim) && p.status().equals("up"))
            .findFirst();
    Optional<ProcessHandle> handle = target.flatMap(p -> ProcessHandle.of(p.pid()));
    if (handle.isEmpty() || !handle.get().isAlive()) {
      return false;
    }
    handle.get().destroyForcibly();
    kills.merge(victim, 1, Integer::sum);
    log.printf("after %6d lines: kill -9 %s (pid %d)%n", written, victim, handle.get().pid());
    return true;
  }

  private void awaitLedger(int waitSeconds) throws Exception {
    long until = System.nanoTime() + waitSeconds * 1_000_000_000L;
    while (System.nanoTime() < until) {
      Census census = ledgerCensus();
      log.printf("ledger holds %d of %d%n", census.distinct(), written);
      if (census.missing(written) == 0) {
        return;
      }
      Thread.sleep(2_000);
    }
  }

  private Result count(Map<String, Integer> kills, long began, int waitSeconds) throws Exception {
    Census ledger = ledgerCensus();
    Optional<Census> found = Optional.empty();
    long until = System.nanoTime() + waitSeconds * 1_000_000_000L;
    do {
      Thread.sleep(1_000);
      try {
        found = Optional.of(indexCensus());
      } catch (IOException e) {
        // The last victim may have been Elasticsearch: it is on its way back.
        log.printf("the index cannot be read yet: %s%n", e);
      }
    } while (found.map(c -> c.missing(written) > 0).orElse(true) && System.nanoTime() < until);
    Census index =
        found.orElseThrow(
            () -> new IOException("the index could not be read in " + waitSeconds + " s"));

    Set<String> alerted = new HashSet<>();
    Map<String, Integer> revisions = new HashMap<>();
    do {
      Thread.sleep(1_000);
      alerted.clear();
      revisions.clear();
      alertCensus(alerted, revisions);
    } while (alerted.size() < lines.attackers().size() && System.nanoTime() < until);
    long doubled = revisions.values().stream().filter(n -> n > 1).count();
    return new Result(
        written,
        kills,
        ledger.missing(written),
        ledger.duplicates() + ledger.strangers(),
        index.missing(written),
        index.duplicates() + index.strangers(),
        lines.attackers().size(),
        alerted.size(),
        revisions.size(),
        doubled,
        (System.nanoTime() - began) / 1e9);
  }

  private StreamReader reader(Stream stream) throws IOException, NoteException {
    NoteVerifier site =
        NoteVerifier.parse(Files.readString(data.secrets().resolve("ledger.pub")).strip());
    return StreamReader.of(data.of("ledger"), stream, site);
  }

  private interface Record {
    void take(Event event);
  }

  private void read(Stream stream, Record record)
      throws IOException, LedgerException, NoteException, EventFormatException {
    StreamReader reader = reader(stream);
    long size = reader.size();
    for (long at = 0; at < size; ) {
      List<byte[]> entries = reader.entries(at, READ_BYTES);
      for (byte[] entry : entries) {
        // A log of a new period begins with a checkpoint, which is no event.
        if (at++ < size && StreamReader.closingCheckpoint(entry).isEmpty()) {
          record.take(EventCodec.decode(entry));
        }
      }
      if (entries.isEmpty()) {
        throw new IOException("the ledger gives no entry at " + at + " of " + size);
      }
    }
  }

  private Census ledgerCensus() throws Exception {
    Census census = new Census();
    read(
        Stream.EVENTS,
        event -> {
          if (DrillLines.HOST.equals(event.text("host.name"))) {
            census.see(number(event), written);
          }
        });
    return census;
  }

  private static long number(Event event) {
    return event.get("process.pid") instanceof Long n ? n : -1;
  }

  private Census indexCensus() throws IOException, InterruptedException {
    Census census = new Census();
    int port = SupervisorState.ofRunning(data).orElseThrow().port("elasticsearch");
    new IndexScan(new IndexClient(port))
        .run(Stream.EVENTS.alias(), DrillLines.HOST, number -> census.see(number, written));
    return census;
  }

  private void alertCensus(Set<String> alerted, Map<String, Integer> revisions) throws Exception {
    Set<String> expected = lines.attackers();
    read(
        Stream.ALERTS,
        event -> {
          String entity = event.text("alert.entity.value");
          if (entity != null && entity.startsWith(BRUTE_FORCE_ENTITY)) {
            revisions.merge(
                event.text("alert.id") + "/" + event.get("alert.revision"), 1, Integer::sum);
            if (expected.contains(entity)) {
              alerted.add(entity);
            }
          }
        });
  }
}
