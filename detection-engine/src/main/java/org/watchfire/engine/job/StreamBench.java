package org.watchfire.engine.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.json.Json;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampHeaders;
import org.watchfire.engine.state.ByteForm;
import org.watchfire.engine.state.ByteFormType;
import org.watchfire.engine.state.Incoming;
import org.watchfire.engine.state.PolicyEntry;
import org.watchfire.rules.alert.Signal;

/**
 * {@code watchfire bench stream}: what the rules cost in the Flink job.
 *
 * <p>The job's own operators (admission, matching, correlation, episodes) run on events made
 * beforehand and stamped as agents do, once with the built-in rules and once with none, several
 * times in turn; Kafka is left out on both sides. Prints events per second of both and the ratio.
 */
public final class StreamBench {
  private static final String AGENT = "bench-";
  private static final int AGENTS = 8;
  private static final long EVERY_MILLIS = 50;
  private static final long FIRST = Instant.parse("2026-03-04T02:00:00Z").toEpochMilli();

  /** The records, for the source in the same process. */
  private static volatile Incoming[] records = {};

  private StreamBench() {}

  /** {@code StreamBench [EVENTS [ROUNDS]]}. */
  public static void main(String[] args) throws Exception {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 150_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
    Path folder = Files.createTempDirectory("watchfire-bench");
    try {
      run(folder, events, rounds);
    } finally {
      delete(folder);
    }
  }

  private static void run(Path folder, int events, int rounds) throws Exception {
    Path none = Files.createDirectories(folder.resolve("none"));
    Files.writeString(none.resolve("routing.yml"), "- {product: none, when: {none: none}}\n");
    Path agents = folder.resolve("agents.json");
    records = records(events, agents);
    long bytes = Arrays.stream(records).mapToLong(r -> r.value().length).sum();
    System.out.printf(
        Locale.ROOT,
        "%d events of %d bytes on average, %d rounds%n",
        events,
        bytes / events,
        rounds);
    double[] with = new double[rounds];
    double[] without = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      without[round] = rate(settings(agents, none.toString()), folder, events);
      with[round] = rate(settings(agents, ""), folder, events);
      System.out.printf(
          Locale.ROOT,
          "round %d   no rules %7.0f events/s   built-in rules %7.0f events/s%s%n",
          round + 1,
          without[round],
          with[round],
          round == 0 ? "   (warm-up)" : "");
    }
    double a = median(without);
    double b = median(with);
    System.out.printf(
        Locale.ROOT,
        "median    no rules %7.0f events/s   built-in rules %7.0f events/s   ratio %.0f %%%n",
        a,
        b,
        100 * b / a);
  }

  /** Of all rounds but the first. */
  private static double median(double[] rates) {
    double[] sorted = Arrays.copyOfRange(rates, Math.min(1, rates.length - 1), rates.length);
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static JobSettings settings(Path agents, String rulesDir) {
    return new JobSettings(
        agents.toString(),
        List.of(),
        rulesDir,
        "Asia/Shanghai",
        300_000,
        10_000,
        30_000,
        600_000,
        7_200_000,
        List.of());
  }

  private static double rate(JobSettings settings, Path folder, int events) throws Exception {
    Configuration f = new Configuration();
    f.set(CoreOptions.TMP_DIRS, folder.toString());
    f.set(PipelineOptions.GENERIC_TYPES, false);
    f.set(PipelineOptions.OBJECT_REUSE, true);
    f.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(32));
    f.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    f.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, f);
    DataStream<Incoming> source =
        env.fromSource(
                new NumberSequenceSource(0, events - 1L),
                WatermarkStrategy.noWatermarks(),
                "numbers",
                Types.LONG)
            .uid("numbers")
            .map(new Record())
            .returns(ByteFormType.of(ByteForm.INCOMING, Incoming.class))
            .uid("records");
    BroadcastStream<PolicyEntry> policy =
        env.fromSource(
                new NumberSequenceSource(0, 0), WatermarkStrategy.noWatermarks(), "no", Types.LONG)
            .uid("no")
            .flatMap(new NoPolicy())
            .returns(ByteFormType.of(ByteForm.POLICY, PolicyEntry.class))
            .uid("policy")
            .broadcast(PolicyBroadcast.STATE);
    SingleOutputStreamOperator<Signal> found =
        source
            .keyBy(Detect::key, Types.STRING)
            .connect(policy)
            .process(new Detect(settings), ByteFormType.of(ByteForm.SIGNAL, Signal.class))
            .uid("detect");
    DetectionJob.correlate(found, found.getSideOutput(Detect.CORRELATED), policy, settings)
        .keyBy(Signal::alertId, Types.STRING)
        .process(
            new Episodes(settings),
            ByteFormType.of(ByteForm.OUTGOING, org.watchfire.engine.state.Outgoing.class))
        .uid("episodes")
        .sinkTo(new DiscardingSink<>())
        .uid("alerts");
    long start = System.nanoTime();
    env.execute("bench");
    return events / ((System.nanoTime() - start) / 1e9);
  }

  private static final class Record implements MapFunction<Long, Incoming> {
    private static final long serialVersionUID = 1L;

    @Override
    public Incoming map(Long number) {
      return records[number.intValue()];
    }
  }

  private static final class NoPolicy implements FlatMapFunction<Long, PolicyEntry> {
    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(Long number, Collector<PolicyEntry> out) {
      // There is no policy in this run.
    }
  }

  private static Incoming[] records(int events, Path agentsFile) throws IOException {
    Map<String, Object> keys = new LinkedHashMap<>();
    List<MacKey> mac = new ArrayList<>();
    for (int a = 0; a < AGENTS; a++) {
      MacKey key = CryptoSuites.named("INTL").newMacKey();
      mac.add(key);
      keys.put(AGENT + a, key.text());
    }
    Files.write(agentsFile, Json.write(keys));
    Random random = new Random(7);
    Incoming[] out = new Incoming[events];
    for (int i = 0; i < events; i++) {
      int agent = i % AGENTS;
      long time = FIRST + i * EVERY_MILLIS;
      byte[] value = EventCodec.encode(event(i, AGENT + agent, time, random));
      Stamp stamp = new Stamp(AGENT + agent, 1, i / AGENTS + 1L);
      out[i] =
          new Incoming(
              0,
              i,
              time,
              stamp.agent().getBytes(UTF_8),
              StampHeaders.write(stamp, value, mac.get(agent)),
              value);
    }
    return out;
  }

  /** What an ordinary day is made of: people log on, read files and pages, and run commands. */
  private static Event event(int i, String agent, long time, Random random) {
    String user = "user" + random.nextInt(400);
    String address = "10." + random.nextInt(4) + "." + random.nextInt(250) + "." + (2 + i % 250);
    Event.Builder b =
        Event.builder()
            .put("@timestamp", Instant.ofEpochMilli(time))
            .put("ecs.version", "8.17.0")
            .put("agent.id", agent)
            .put("event.id", String.format("%032x", i))
            .put("event.kind", "event")
            .put("event.ingested", Instant.ofEpochMilli(time + 900))
            .put("host.name", "gov-server-" + agent)
            .put("host.ip", "10.0.0.7")
            .put("event.timezone", "+08:00");
    switch (i % 5) {
      case 0 ->
          b.put("event.dataset", "sshd.auth")
              .put("event.module", "sshd")
              .put("event.category", List.of("authentication"))
              .put("event.action", "ssh_login")
              .put("event.outcome", "success")
              .put("user.name", user)
              .put("source.ip", address)
              .put("source.port", 20_000 + random.nextInt(40_000))
              .put("process.name", "sshd")
              .put("process.pid", random.nextInt(60_000))
              .put("log.file.path", "/var/log/auth.log")
              .put("event.original", "Accepted publickey for " + user + " from " + address);
      case 1, 2 ->
          b.put("event.dataset", "nginx.access")
              .put("event.module", "nginx")
              .put("event.category", List.of("web"))
              .put("event.outcome", "success")
              .put("http.request.method", "GET")
              .put("http.response.status_code", 200)
              .put("http.response.body.bytes", random.nextInt(40_000))
              .put("url.original", "/portal/matter/" + random.nextInt(9_999) + "?page=" + i % 9)
              .put("url.path", "/portal/matter/" + random.nextInt(9_999))
              .put("url.query", "page=" + i % 9)
              .put("source.ip", address)
              .put("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
              .put("log.file.path", "/var/log/nginx/access.log");
      case 3 ->
          b.put("event.dataset", "samba.audit")
              .put("event.module", "samba")
              .put("event.category", List.of("file"))
              .put("event.action", "file-read")
              .put("event.outcome", "success")
              .put("user.name", user)
              .put("source.ip", address)
              .put("file.path", "/srv/share/office/2026/notice-" + random.nextInt(5_000) + ".docx")
              .put("file.name", "notice.docx")
              .put("file.extension", "docx")
              .put("log.file.path", "/var/log/samba/audit.log");
      default ->
          b.put("event.dataset", "auditd.log")
              .put("event.module", "auditd")
              .put("event.category", List.of("process"))
              .put("event.action", "exec")
              .put("event.outcome", "success")
              .put("user.name", user)
              .put("process.executable", "/usr/bin/ls")
              .put("process.name", "ls")
              .put("process.args", List.of("ls", "-l", "/home/" + user + "/work"))
              .put("process.command_line", "ls -l /home/" + user + "/work")
              .put("process.working_directory", "/home/" + user)
              .put("process.pid", random.nextInt(60_000));
    }
    return b.build();
  }

  /** Flink's own folders may go by themselves meanwhile. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.sorted((x, y) -> y.compareTo(x)).toList()) {
        Files.deleteIfExists(p);
      }
    } catch (UncheckedIOException e) {
      System.err.println("not all of " + folder + " is deleted: " + e.getMessage());
    }
  }
}
