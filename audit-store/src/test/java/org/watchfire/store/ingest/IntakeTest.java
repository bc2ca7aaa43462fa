package org.watchfire.store.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.json.Json;
import org.watchfire.core.stamp.Admission;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampHeaders;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import org.watchfire.store.ledger.StreamReader;

class IntakeTest {
  private static final MacKey KEY = CryptoSuites.intl().newMacKey();
  private final Counters counters = new Counters(Map.of());

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, long offset, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        topic,
        3,
        offset,
        Instant.parse("2026-11-21T08:00:00Z").toEpochMilli(),
        TimestampType.LOG_APPEND_TIME,
        1,
        1,
        "a1".getBytes(UTF_8),
        value,
        headers,
        Optional.empty());
  }

  private static ConsumerRecord<byte[], byte[]> stamped(long epoch, long seq) {
    byte[] value =
        ("{\"@timestamp\":\"2026-11-21T08:00:00Z\",\"agent\":{\"id\":\"a1\"},\"event\":{\"id\":\""
                + seq
                + "\"}}")
            .getBytes(UTF_8);
    RecordHeaders headers = new RecordHeaders();
    StampHeaders.write(new Stamp("a1", epoch, seq), value, KEY).forEach(headers::add);
    return record("wf.events", seq, value, headers);
  }

  private static EventIntake events(Map<String, byte[]> memory) {
    return new EventIntake(new Admission(Map.of("a1", KEY)::get, Set.of("filebeat-1")), memory);
  }

  @Test
  void dropsRepeatedStampsAlsoAfterARestartAndCountsGaps() {
    EventIntake before = events(Map.of());
    assertThat(before.decide(stamped(1, 1), counters)).isInstanceOf(Intake.Decision.Append.class);
    assertThat(before.decide(stamped(1, 2), counters)).isInstanceOf(Intake.Decision.Append.class);
    EventIntake after = events(before.memory());
    assertThat(after.decide(stamped(1, 2), counters)).isEqualTo(Intake.DUPLICATE);
    assertThat(after.decide(stamped(1, 6), counters)).isInstanceOf(Intake.Decision.Append.class);
    assertThat(after.decide(stamped(1, 4), counters)).isEqualTo(Intake.DUPLICATE);
    assertThat(after.decide(stamped(2, 1), counters)).isInstanceOf(Intake.Decision.Append.class);
    assertThat(counters.totals()).isEqualTo(Map.of("gaps", 1L, "missing", 3L, "epochs", 1L));
  }

  @Test
  void deadLetterFollowsFromTheRecordAlone() throws Exception {
    byte[] value = "password=hunter2 11010519491231002X \u0007{\"a\"".getBytes(UTF_8);
    ConsumerRecord<byte[], byte[]> bad = record("wf.events", 9, value, new RecordHeaders());
    Intake.Decision.Reject reject = (Intake.Decision.Reject) events(Map.of()).decide(bad, counters);
    Intake.Decision.Reject again = (Intake.Decision.Reject) events(Map.of()).decide(bad, counters);
    assertThat(again.letter().value()).isEqualTo(reject.letter().value());
    Map<String, Object> json = Json.parseObject(reject.letter().value());
    assertThat(json).containsEntry("@timestamp", "2026-11-21T08:00:00Z");
    assertThat(json.get("error").toString()).contains("NOT_JSON");
    assertThat(json.get("watchfire").toString())
        .contains("topic=wf.events", "partition=3", "offset=9", "size=" + value.length)
        .contains("password=***")
        .doesNotContain("hunter2")
        .doesNotContain("1101051949");
  }

  @Test
  void sampleIsShortAndPrintableForAnyBytes() {
    assertThat(DeadLetter.sample(new byte[5000])).hasSize(256).containsOnlyOnce(".".repeat(256));
    String chinese = DeadLetter.sample("机密".repeat(500).getBytes(UTF_8));
    assertThat(chinese.getBytes(UTF_8).length).isLessThanOrEqualTo(256);
    assertThat(chinese).startsWith("机密").doesNotContain("\uFFFD\uFFFD");
  }

  @Test
  void recordsAreRecognisedFromTheLedgerItself(@TempDir Path dir) throws Exception {
    NoteSigner site = NoteSigner.generate("it.gov", new SecureRandom());
    try (StreamLedger ledger =
        StreamLedger.of(dir, dir.resolve("signed"), Stream.ALERTS, site).open()) {
      ledger.append(List.of(alert("x", 0), alert("x", 1)), Commit.NONE);
      ledger.publish();
    }
    RecordIntake intake =
        new RecordIntake(Stream.ALERTS, StreamReader.of(dir, Stream.ALERTS, site.verifier()));
    assertThat(intake.decide(of(alert("x", 1)), counters)).isEqualTo(Intake.DUPLICATE);
    assertThat(intake.decide(of(alert("x", 2)), counters))
        .isInstanceOf(Intake.Decision.Append.class);
    assertThat(intake.decide(of(alert("x", 2)), counters)).isEqualTo(Intake.DUPLICATE);
    for (String bad : List.of("", "{}", "{\"@timestamp\":\"2026-11-21T08:00:00Z\"}", "[1]")) {
      assertThat(intake.decide(of(bad.getBytes(UTF_8)), counters))
          .isInstanceOf(Intake.Decision.Reject.class);
    }
    assertThat(intake.decide(of(alert("x", -1)), counters))
        .isInstanceOf(Intake.Decision.Reject.class);
  }

  private static byte[] alert(String id, int revision) {
    return ("{\"@timestamp\":\"2026-11-21T08:00:00Z\",\"alert\":{\"id\":\""
            + id
            + "\",\"revision\":"
            + revision
            + "}}")
        .getBytes(UTF_8);
  }

  private static ConsumerRecord<byte[], byte[]> of(byte[] value) {
    return record("wf.alerts", 1, value, new RecordHeaders());
  }

  @Test
  void remembersAtLeastItsCapacityInBoundedSpace() {
    RecentIds ids = new RecentIds(1000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(ids.add("id" + i)).isTrue();
    }
    for (int i = 9_000; i < 10_000; i++) {
      assertThat(ids.add("id" + i)).isFalse();
    }
    assertThat(ids.add("id1")).isTrue();
  }

  @Test
  void agentKeysFollowTheirFileAndSurviveABadOne(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("agents.json");
    assertThatThrownBy(() -> new AgentKeys(file, () -> 0)).isInstanceOf(IOException.class);
    Files.write(file, Json.write(Map.of("a1", KEY.text())));
    AtomicLong clock = new AtomicLong();
    AgentKeys keys = new AgentKeys(file, clock::get);
    assertThat(keys.apply("a1").id()).isEqualTo(KEY.id());
    assertThat(keys.apply("a2")).isNull();
    MacKey second = CryptoSuites.intl().newMacKey();
    Files.write(file, Json.write(Map.of("a1", KEY.text(), "a2", second.text())));
    assertThat(keys.apply("a2")).isNull();
    clock.addAndGet(600_000_000L);
    assertThat(keys.apply("a2").id()).isEqualTo(second.id());
    Files.writeString(file, "{\"a1\":");
    clock.addAndGet(600_000_000L);
    assertThat(keys.apply("a2").id()).isEqualTo(second.id());
  }
}
