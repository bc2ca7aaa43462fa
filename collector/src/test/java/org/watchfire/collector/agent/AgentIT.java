package org.watchfire.collector.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.collector.replay.Replay;
import org.watchfire.collector.replay.ReplayResult;
import org.watchfire.collector.replay.ReplaySpec;
import org.watchfire.collector.spool.SpoolConfig;
import org.watchfire.core.config.YamlConfig;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.Event;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.KafkaAccess;
import org.watchfire.deploy.standalone.TestStack;

/** The agent against a real broker, through crashes of both. */
class AgentIT {

  private static final TestStack STACK = TestStack.shared();
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path dir;

  private final MacKey key = CryptoSuites.intl().newMacKey();

  private static String line(int n) {
    return "Nov 20 10:00:00 web01 sshd["
        + n
        + "]: Failed password for root from 10.1.2.3 port "
        + (n % 60000)
        + " ssh2";
  }

  private static void write(Path log, int from, int to) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(line(i)).append('\n');
    }
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Path config(String id, Path log) throws IOException {
    KafkaAccess kafka = STACK.kafka();
    Path macFile = dir.resolve("mac");
    Files.writeString(macFile, key.text() + "\n");
    Path file = dir.resolve("agent.yaml");
    Files.writeString(
        file,
        String.join(
            "\n",
            "id: " + id,
            "data-dir: " + dir.resolve("data"),
            "kafka:",
            "  bootstrap-servers: " + kafka.bootstrapServers(),
            "  ca-file: " + kafka.caFile(),
            "  cert-file: " + kafka.certFile(id),
            "  key-file: " + kafka.keyFile(id),
            "mac-key-file: " + macFile,
            "heartbeat: 1s",
            "inputs:",
            "  - {type: file, id: auth, source: sshd, paths: ['"
                + log
                + "'], timezone: UTC, poll: 20ms, discover: 100ms}",
            ""));
    return file;
  }

  private Process child(Path config, Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : Files.readAllLines(Path.of("src/main/config/jvm.options"))) {
      if (option.startsWith("-")) {
        command.add(option);
      }
    }
    Collections.addAll(
        command,
        "-cp",
        System.getProperty("java.class.path"),
        Agent.class.getName(),
        "--config",
        config.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
        .start();
  }

  @Test
  void killedAtAnyMomentItDeliversEachLineExactlyOnce() throws Exception {
    int lines = 20_000;
    int kills = 6;
    Random random = new Random(20261121);
    Path log = dir.resolve("auth.log");
    Path config = config("agent-kill", log);
    try (Delivered delivered = new Delivered(STACK.kafka(), Topics.EVENTS, "agent-kill", key)) {
      int written = 0;
      for (int round = 0; round <= kills; round++) {
        Process agent = child(config, dir.resolve("agent.out"));
        try {
          int target = round == kills ? lines : lines * (round + 1) / (kills + 1);
          write(log, written, target);
          written = target;
          if (round < kills) {
            // Anywhere between the start of the process and the last acknowledgement of this round.
            long before = delivered.records;
            int wait = random.nextInt(3000);
            delivered.readUntil(Duration.ofMillis(400 + 3L * wait), d -> d.records > before + wait);
            agent.destroyForcibly().waitFor();
          } else {
            boolean all = delivered.readUntil(LONG, d -> d.of("sshd.auth") >= lines);
            assertThat(all)
                .as("%s of %s lines: %s", delivered.of("sshd.auth"), lines, tail())
                .isTrue();
            // What is still on its way now could only be too much.
            delivered.readUntil(Duration.ofSeconds(1), d -> false);
            agent.destroy();
            assertThat(agent.waitFor()).isIn(0, 143);
          }
        } finally {
          agent.destroyForcibly();
        }
      }
      assertThat(delivered.wrong).isEmpty();
      assertThat(delivered.of("sshd.auth")).isEqualTo(lines);
      Map<String, Integer> originals = delivered.count("sshd.auth", "event.original");
      for (int i = 0; i < lines; i++) {
        assertThat(originals.get(line(i))).as(line(i)).isEqualTo(1);
      }
      assertThat(delivered.count("sshd.auth", "event.id")).hasSize(lines);
    }
  }

  private String tail() throws IOException {
    String text = Files.readString(dir.resolve("agent.out"), UTF_8);
    return text.substring(Math.max(0, text.length() - 4000));
  }

  @Test
  void waitsForABrokerThatIsAwayAtTheStartAndInTheMiddle() throws Exception {
    assumeFalse(STACK.containers(), "stopping the broker needs it as a process");
    Path log = dir.resolve("auth.log");
    AgentConfig config = YamlConfig.load(config("agent-away", log), AgentConfig.class);
    STACK.stop(TestStack.Server.KAFKA);
    write(log, 0, 1000);
    try (AgentProcess agent = AgentProcess.start(config, Clock.systemUTC())) {
      await().atMost(LONG).until(() -> agent.pipeline().spool().stats().last().seq() >= 1000);
      await().atMost(LONG).until(() -> agent.pipeline().shipping().producerErrors() > 0);
      assertThat(get(agent, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(agent, "/readyz").body()).contains("\"status\":\"degraded\"");
      STACK.start(TestStack.Server.KAFKA);
      try (Delivered delivered = new Delivered(STACK.kafka(), Topics.EVENTS, "agent-away", key)) {
        assertThat(delivered.readUntil(LONG, d -> d.of("sshd.auth") >= 1000)).isTrue();
        write(log, 1000, 2000);
        STACK.kill9(TestStack.Server.KAFKA);
        write(log, 2000, 3000);
        await().atMost(LONG).until(() -> agent.pipeline().spool().stats().last().seq() >= 3000);
        STACK.start(TestStack.Server.KAFKA);
        assertThat(delivered.readUntil(LONG, d -> d.of("sshd.auth") >= 3000)).isTrue();
        delivered.readUntil(Duration.ofSeconds(1), d -> false);
        assertThat(delivered.wrong).isEmpty();
        assertThat(delivered.count("sshd.auth", "event.id")).hasSize(3000);
        assertThat(delivered.of("sshd.auth")).isEqualTo(3000);
        assertThat(delivered.events.stream().map(e -> e.text("event.action")))
            .contains("agent_start", "heartbeat");
      }
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(get(agent, "/readyz").body()).startsWith("{\"status\":\"up\""));
      String metrics = get(agent, "/metrics").body();
      assertThat(metrics)
          .contains("wf_agent_lines_total 3000\n")
          .contains("wf_agent_structured_total")
          .contains("wf_agent_lag_bytes{path=\"" + log + "\"} 0\n");
      assertThat(get(agent, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(agent, "/other").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> get(AgentProcess agent, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.healthPort() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private Pipeline.Settings settings(String agent, String topic, Properties connection) {
    return new Pipeline.Settings(
        agent,
        "host",
        SpoolConfig.of(dir.resolve(agent), 64 << 20),
        topic,
        () -> connection,
        key,
        true);
  }

  private static byte[] own(Pipeline p, int n, String message) {
    return p.encoder().encodeOwn(Event.builder().put("message", message), "test", n);
  }

  @Test
  void replacesAnEventThatTheBrokerRefusesAsTooLarge() throws Exception {
    Properties connection = STACK.kafka().clientProperties("supervisor");
    try (Admin admin = STACK.kafka().admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("wf.small", 1, (short) 1)
                      .configs(Map.of("max.message.bytes", "20000"))))
          .all()
          .get();
    }
    Random random = new Random(1);
    StringBuilder large = new StringBuilder();
    while (large.length() < 100_000) {
      large.append((char) ('0' + random.nextInt(70)));
    }
    try (Pipeline p =
            Pipeline.open(settings("agent-large", "wf.small", connection), Clock.systemUTC());
        Delivered delivered = new Delivered(STACK.kafka(), "wf.small", "agent-large", key)) {
      for (int i = 0; i < 20; i++) {
        p.sink().append(List.of(own(p, i, i == 7 ? large.toString() : "small " + i)), Map.of());
      }
      assertThat(delivered.readUntil(LONG, d -> d.events.size() == 20)).isTrue();
      assertThat(delivered.wrong).isEmpty();
      Event replaced = delivered.events.get(7);
      assertThat(delivered.stamps.get(7).seq()).isEqualTo(8);
      assertThat(replaced.text("event.kind")).isEqualTo("pipeline_error");
      assertThat(replaced.text("error.type")).isEqualTo("record_too_large");
      assertThat(replaced.text("watchfire.original.sha256")).hasSize(64);
      assertThat(delivered.events.get(8).text("message")).isEqualTo("small 8");
      assertThat(p.shipping().replaced()).isEqualTo(1);
    }
  }

  @Test
  void goesOnAfterAFatalErrorOfTheProducer() throws Exception {
    Properties stranger = STACK.kafka().strangerProperties("agent-late");
    try (Pipeline p =
            Pipeline.open(settings("agent-late", Topics.EVENTS, stranger), Clock.systemUTC());
        Delivered delivered = new Delivered(STACK.kafka(), Topics.EVENTS, "agent-late", key)) {
      for (int i = 0; i < 100; i++) {
        p.sink().append(List.of(own(p, i, "event " + i)), Map.of());
      }
      await().atMost(LONG).until(() -> p.shipping().producerErrors() > 1);
      assertThat(p.shipping().lastError()).contains("Authorization");
      STACK.kafka().certFile("agent-late");
      assertThat(delivered.readUntil(LONG, d -> d.events.size() == 100)).isTrue();
      assertThat(delivered.wrong).isEmpty();
      await().atMost(LONG).until(() -> p.spool().stats().acked().seq() == 100);
    }
  }

  @Test
  void replaysTheSameContentUnderTheSameIds() throws Exception {
    KafkaAccess kafka = STACK.kafka();
    Path file = dir.resolve("old.log");
    write(file, 0, 500);
    Files.writeString(file, "\u0000\u0001binary\n", StandardOpenOption.APPEND);
    Path gz = dir.resolve("copy.log.gz");
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(gz))) {
      Files.copy(file, out);
    }
    ReplaySpec spec =
        ReplaySpec.ofFile(
            "replay-1", kafka.config("replay-1"), key, dir.resolve("replay"), "sshd", file);
    ReplayResult first = Replay.run(spec);
    assertThat(first.lines()).isEqualTo(501);
    assertThat(first.events()).isEqualTo(501);
    assertThat(first.structured()).isEqualTo(500);
    assertThat(first.unparsed().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    assertThat(first.firstSeq()).isEqualTo(1);
    assertThat(first.lastSeq()).isEqualTo(501);
    ReplayResult second =
        Replay.run(
            ReplaySpec.ofFile(
                "replay-1", kafka.config("replay-1"), key, dir.resolve("replay"), "sshd", gz));
    assertThat(second.epoch()).isEqualTo(first.epoch());
    assertThat(second.firstSeq()).isEqualTo(502);
    assertThat(second.lastSeq()).isEqualTo(1002);
    try (Delivered delivered = new Delivered(kafka, Topics.EVENTS, "replay-1", key)) {
      assertThat(delivered.readUntil(LONG, d -> d.events.size() == 1002)).isTrue();
      assertThat(delivered.wrong).isEmpty();
      List<String> ids = delivered.events.stream().map(Event::id).toList();
      assertThat(ids.subList(0, 501)).isEqualTo(ids.subList(501, 1002));
      assertThat(Set.copyOf(ids)).hasSize(501);
    }
  }
}
