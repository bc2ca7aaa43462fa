package org.watchfire.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.event.Event;
import org.watchfire.engine.state.ByteForm;
import org.watchfire.engine.state.ByteFormType;
import org.watchfire.engine.state.Correlated;
import org.watchfire.engine.state.PolicyEntry;
import org.watchfire.rules.alert.Signal;
import org.watchfire.rules.alert.Signals;
import org.watchfire.rules.match.CorrelationInput;
import org.watchfire.rules.match.CorrelationLink;
import org.watchfire.rules.match.CorrelationRun;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;

/**
 * The operators of all levels in a real Flink, in parallel, failing on the way: what fires is what
 * a {@link CorrelationRun} over the same events finds.
 */
class CorrelateChainTest {
  private static final Instant START = Instant.parse("2026-03-04T02:00:00Z");
  private static final int LATENESS = 5;
  private static final Queue<String> FIRED = new ConcurrentLinkedQueue<>();

  private static final String RULES =
      """
      title: Read
      id: r1
      logsource: {product: any}
      detection: {s: {event.action: read}, condition: s}
      ---
      title: Sent
      id: r2
      logsource: {product: any}
      detection: {s: {event.action: sent}, condition: s}
      ---
      title: Reads much
      id: c1
      correlation:
        type: event_count
        rules: [r1]
        group-by: [user.name, host.name]
        timespan: 20s
        condition: {gte: 3}
      ---
      title: Sends much
      id: c2
      correlation:
        type: value_sum
        rules: [r2]
        group-by: [user.name]
        timespan: 20s
        condition: {field: network.bytes, gte: 100.5}
      ---
      title: Reads, then sends
      id: c3
      correlation:
        type: temporal_ordered
        rules: [c1, c2]
        group-by: [user.name]
        timespan: 30s
        generate: true
      ---
      title: On few hosts
      id: c4
      correlation:
        type: value_count
        rules: [c3]
        group-by: [source.ip]
        timespan: 1m
        condition: {field: user.name, gte: 2, lt: 4}
        generate: true
      ---
      title: Again and again
      id: c5
      correlation:
        type: event_count
        rules: [c4]
        timespan: 1m
        condition: {gte: 3}
        generate: true
      """;

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void chainsFireAsTheyShouldThroughFailures() throws Exception {
    Files.writeString(folder.resolve("rules.yml"), RULES);
    Files.writeString(folder.resolve("routing.yml"), "- {product: any, when: {event.kind: event}}");
    RuleFiles.Pack pack = RuleFiles.pack(folder);
    RuleSet rules = RuleSet.compile(pack.rules(), pack.routing());
    assertThat(rules.rejections()).isEmpty();
    List<Event> events = events(new Random(11), 400);

    CorrelationRun run = new CorrelationRun(rules);
    TreeSet<String> expected = new TreeSet<>();
    for (int i = 0; i < events.size(); i++) {
      RawEvent raw = RawEvent.of(events.get(i));
      run.add(i, raw, rules.match(raw));
    }
    run.finish().forEach(r -> expected.add(line(r.rule().header().id(), r.group(), r.last())));
    assertThat(expected.stream().map(l -> l.substring(0, 2)).distinct())
        .containsExactly("c1", "c2", "c3", "c4", "c5");

    run(matches(rules, events));
    assertThat(FailingSource.FAILURES.get()).as("the job failed on the way").isNotPositive();
    assertThat(new TreeSet<>(FIRED)).isEqualTo(expected);
  }

  private static String line(String rule, Map<String, String> group, Instant time) {
    return rule + " " + group + " " + time;
  }

  /** What fired; after a failure some of it comes again, as the alerts topic would see it. */
  private void run(List<Correlated> matches) throws Exception {
    Configuration c = new Configuration();
    c.set(PipelineOptions.GENERIC_TYPES, false);
    c.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(1));
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
    c.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.resolve("checkpoints").toUri() + "");
    c.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    c.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    c.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10);
    c.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, c);
    ByteFormType<Correlated> type = ByteFormType.of(ByteForm.CORRELATED, Correlated.class);
    FailingSource.FAILURES.set(3);
    DataStream<Correlated> matched =
        env.addSource(new FailingSource(matches, 100), "matches", type)
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<Correlated>forBoundedOutOfOrderness(Duration.ofSeconds(LATENESS))
                    .withTimestampAssigner((m, t) -> m.occurrence().timestamp()));
    BroadcastStream<PolicyEntry> policy =
        nothing(env, ByteFormType.of(ByteForm.POLICY, PolicyEntry.class))
            .broadcast(PolicyBroadcast.STATE);
    DataStream<Signal> none = nothing(env, ByteFormType.of(ByteForm.SIGNAL, Signal.class));
    JobSettings settings =
        new JobSettings(
            "",
            List.of(),
            folder.toString(),
            "UTC",
            0,
            LATENESS * 1000L,
            1000,
            60_000,
            60_000,
            List.of());
    FIRED.clear();
    DetectionJob.correlate(none, matched, policy, settings)
        .map(CorrelateChainTest::record, Types.STRING)
        .sinkTo(new DiscardingSink<>());
    env.execute();
  }

  private static String record(Signal s) {
    Instant time = Instant.ofEpochMilli(s.timestamp());
    String line = line(s.rule().id(), s.threshold().group(), time);
    FIRED.add(line);
    return line;
  }

  private static <T> DataStream<T> nothing(StreamExecutionEnvironment env, ByteFormType<T> type) {
    return env.fromData(0).flatMap((Integer zero, Collector<T> out) -> {}).returns(type);
  }

  /** What {@link Detect} gives for events that arrive out of order. */
  private static List<Correlated> matches(RuleSet rules, List<Event> events) {
    Random random = new Random(5);
    List<Event> arriving = new ArrayList<>(events);
    for (int i = 0; i + 4 <= arriving.size(); i += 4) {
      Collections.shuffle(arriving.subList(i, i + 4), random);
    }
    Signals signals = new Signals();
    List<Correlated> out = new ArrayList<>();
    for (Event e : arriving) {
      RawEvent raw = RawEvent.of(e);
      for (Match m : rules.match(raw)) {
        for (CorrelationLink link : rules.linksOf(m.rule().header().id())) {
          CorrelationInput.of(link, m, raw, signals.details(link, e))
              .ifPresent(
                  in ->
                      out.add(
                          new Correlated(
                              in.rule().header().id(),
                              in.level(),
                              0,
                              in.group(),
                              in.occurrence())));
        }
      }
    }
    return out;
  }

  private static List<Event> events(Random random, int n) {
    List<Event> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      out.add(
          Event.builder()
              .put("@timestamp", START.plusSeconds(i))
              .put("event.id", String.format("e%05d", i))
              .put("event.kind", "event")
              .put("event.action", random.nextInt(3) == 0 ? "sent" : "read")
              .put("user.name", "u" + random.nextInt(3))
              .put("host.name", "h" + random.nextInt(2))
              .put("source.ip", "10.0.0." + random.nextInt(2))
              .put("network.bytes", (long) random.nextInt(90))
              .build());
    }
    return out;
  }
}
