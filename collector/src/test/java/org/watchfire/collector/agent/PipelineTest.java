package org.watchfire.collector.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.collector.spool.Frame;
import org.watchfire.collector.spool.SpoolConfig;
import org.watchfire.collector.spool.SpoolCursor;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;

/** A pipeline whose broker is away: nothing listens on port 1. */
class PipelineTest {

  @TempDir Path dir;

  private Pipeline open() throws Exception {
    Properties nowhere = new Properties();
    nowhere.setProperty("bootstrap.servers", "127.0.0.1:1");
    return Pipeline.open(
        new Pipeline.Settings(
            "agent-p",
            "host-p",
            SpoolConfig.of(dir.resolve("spool"), 16 << 20),
            "wf.events",
            () -> nowhere,
            CryptoSuites.intl().newMacKey(),
            true),
        Clock.systemUTC());
  }

  private static List<Event> spooled(Pipeline p) throws Exception {
    assertThat(p.spool().flush(5, TimeUnit.SECONDS)).isTrue();
    List<Event> out = new ArrayList<>();
    try (SpoolCursor cursor = p.spool().cursor()) {
      for (Frame f = cursor.next(50, TimeUnit.MILLISECONDS);
          f != null;
          f = cursor.next(50, TimeUnit.MILLISECONDS)) {
        for (byte[] e : f.events()) {
          out.add(EventCodec.decode(e));
        }
      }
    }
    return out;
  }

  private static byte[] own(Pipeline p, int n, String message) {
    return p.encoder().encodeOwn(Event.builder().put("message", message), "test", n);
  }

  @Test
  void tellsDamageOfTheSpoolAsAnEvent() throws Exception {
    long first;
    Path segment;
    try (Pipeline p = open()) {
      p.sink().append(List.of(own(p, 1, "one")), Map.of());
      p.spool().flush(5, TimeUnit.SECONDS);
      try (var list = Files.list(dir.resolve("spool"))) {
        segment = list.filter(f -> f.toString().endsWith(".seg")).findFirst().orElseThrow();
      }
      first = Files.size(segment);
      p.sink().append(List.of(own(p, 2, "two")), Map.of());
      p.spool().flush(5, TimeUnit.SECONDS);
      p.sink().append(List.of(own(p, 3, "three")), Map.of());
    }
    try (FileChannel f = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      f.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), first + 40);
    }
    try (Pipeline p = open()) {
      assertThat(spooled(p)).extracting(e -> e.text("message")).containsExactly("one", "three");
      p.writeReports();
      List<Event> after = spooled(p);
      Event lost =
          after.stream()
              .filter(e -> "spool_lost".equals(e.text("event.action")))
              .findFirst()
              .orElseThrow();
      assertThat(lost.text("event.kind")).isEqualTo("pipeline_error");
      assertThat(lost.text("event.dataset")).isEqualTo("watchfire.agent");
      assertThat(lost.get("watchfire.spool.first")).isEqualTo(2L);
      assertThat(lost.get("watchfire.spool.last")).isEqualTo(2L);
      assertThat(after).extracting(e -> e.text("event.action")).contains("spool_damaged");
      assertThat(p.damages()).isPositive();
    }
  }

  @Test
  void masksBeforeAnythingIsWritten() throws Exception {
    String id = residentId("11010519900307002");
    try (Pipeline p = open()) {
      p.sink().append(List.of(own(p, 1, "身份证 " + id + " 已登记")), Map.of());
      Event e = spooled(p).get(0);
      assertThat(new String(EventCodec.encode(e), UTF_8)).doesNotContain(id);
      assertThat(e.texts("gov.data.findings.detector")).isNotEmpty();
    }
  }

  /** Completes 17 digits with the check character of GB 11643. */
  private static String residentId(String digits) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += (digits.charAt(i) - '0') * ((1 << (17 - i)) % 11);
    }
    return digits + "10X98765432".charAt(sum % 11);
  }

  @Test
  void keepsEverythingWhileTheBrokerIsAway() throws Exception {
    try (Pipeline p = open()) {
      for (int i = 0; i < 100; i++) {
        p.sink().append(List.of(own(p, i, "event " + i)), Map.of());
      }
      assertThat(spooled(p)).hasSize(100);
      assertThat(p.spool().stats().acked().seq()).isZero();
    }
    try (Pipeline p = open()) {
      assertThat(spooled(p)).hasSize(100);
    }
  }
}
