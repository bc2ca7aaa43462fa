package org.watchfire.engine.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimeTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '~',
      value = {
        "{\"@timestamp\":\"1970-01-01T00:00:01Z\"}~1000",
        "{\"a\":{\"@timestamp\":\"x\"},\"@timestamp\":\"1970-01-01T00:00:01.5Z\"}~1500",
        "{\"a\":[1,{\"b\":2}],\"@timestamp\":\"1970-01-01T08:00:02+08:00\"}~2000",
        "{\"@timestamp\":\"2024-02-29T00:00:00Z\"}~1709164800000",
        "{\"@timestamp\":\"2023-02-29T00:00:00Z\"}~-1",
        "{\"@timestamp\":\"2023-02-28T24:00:01Z\"}~-1",
        "{\"@timestamp\":\"2023-02-28T00:00:00.12x4Z\"}~-1",
        "{\"@timestamp\":5}~-1",
        "{\"@timestamp\":\"soon\"}~-1",
        "{\"@timestamp\":\"+999999999-01-01T00:00:00Z\"}~-1",
        "{\"a\":1}~-1",
        "[]~-1",
        "{\"a\":~-1",
        "not json~-1",
      })
  void readsTheTimeOrGivesTheOther(String json, long expected) {
    assertThat(EventTime.of(json.getBytes(UTF_8), -1)).isEqualTo(expected);
  }

  @Property(tries = 2000)
  void agreesWithTheJdk(
      @ForAll @LongRange(min = -2_000_000_000_000L, max = 5_000_000_000_000L) long millis,
      @ForAll @IntRange(max = 999_999) int nanos) {
    String text = Instant.ofEpochMilli(millis).plusNanos(nanos).toString();
    byte[] json = ("{\"@timestamp\":\"" + text + "\"}").getBytes(UTF_8);
    assertThat(EventTime.of(json, -1)).isEqualTo(Instant.parse(text).toEpochMilli());
  }

  @FuzzTest(maxDuration = "30s")
  void neverThrows(byte[] value) {
    EventTime.of(value, -1);
  }
}
