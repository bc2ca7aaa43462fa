package org.watchfire.store.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.store.ledger.Stream;

class HeartbeatTest {
  @Test
  void saysTimeAndSizeAndIsARecordLikeAnyOther() throws Exception {
    byte[] record = Heartbeat.record(Stream.AUDIT, 41, Instant.parse("2026-11-22T08:00:00Z"));
    Event event = EventCodec.decode(record);
    assertThat(event.timestamp()).isEqualTo(Instant.parse("2026-11-22T08:00:00Z"));
    assertThat(event.id()).isEqualTo("heartbeat-audit-41");
    assertThat(event.text("event.dataset")).isEqualTo("watchfire.ledger");
    assertThat(event.text("event.action")).isEqualTo("ledger-heartbeat");
    assertThat(event.text("message")).contains("41");
    assertThat(new String(record, UTF_8)).doesNotContain("\n");
  }
}
