package org.watchfire.console.triage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AlertRecordFuzzTest {
  private static final String GOOD =
      """
      {"alert":{"id":"0123456789abcdef0123456789abcdef","revision":3,"kind":"sigma","severity":"high",
       "entity":{"type":"user","value":"li\\u0000na"},"first_seen":"2026-11-21T08:00:00+08:00",
       "last_seen":"2026-11-21T00:00:01Z","count":7,"title":{"zh":"标题","en":"Title"},
       "evidence":[{"event_id":"a"},{"event_id":"b"},{"event_id":"a"}]},"rule":{"id":"r"}}
      """;

  @FuzzTest
  void bytesBecomeAnAlertOrAReason(byte[] value) {
    try {
      AlertRecord alert = AlertRecord.parse(value);
      assertThat(alert.id()).hasSize(32);
      assertThat(alert.searchText()).doesNotContain("\0");
    } catch (AlertRecord.NotAnAlert e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void cursorsAreThisServersOrNothing(byte[] bytes) {
    String cursor = new String(bytes, StandardCharsets.UTF_8);
    AlertQuery.Position.parse(cursor)
        .ifPresent(
            position ->
                assertThat(AlertQuery.Position.parse(position.cursor())).contains(position));
  }

  @Test
  void readsWhatTheQueueNeeds() throws AlertRecord.NotAnAlert {
    byte[] json = GOOD.getBytes(StandardCharsets.UTF_8);
    AlertRecord alert = AlertRecord.parse(json);
    assertThat(alert.revision()).isEqualTo(3);
    assertThat(alert.entityValue()).isEqualTo("li\uFFFDna");
    assertThat(alert.firstSeen()).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
    assertThat(alert.ruleName()).isEqualTo("r");
    assertThat(alert.document()).isEqualTo(json);
    assertThat(AlertRecord.evidence(json)).containsExactly("a", "b");
  }

  @Property(tries = 100)
  void aCursorLeadsBack(
      @ForAll @LongRange(min = -4_000_000_000L, max = 100_000_000_000L) long second,
      @ForAll @LongRange(min = 0) long id) {
    AlertQuery.Position position =
        new AlertQuery.Position(
            Instant.ofEpochSecond(second, 123_456_000).truncatedTo(ChronoUnit.MICROS),
            String.format("%032x", id));
    assertThat(AlertQuery.Position.parse(position.cursor())).contains(position);
  }
}
