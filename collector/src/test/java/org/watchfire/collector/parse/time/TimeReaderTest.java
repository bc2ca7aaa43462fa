package org.watchfire.collector.parse.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.watchfire.collector.parse.text.Scan;

class TimeReaderTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private static TimeReader at(String now, int year) {
    return new TimeReader(SHANGHAI, year, Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
  }

  private static Instant syslog(TimeReader reader, String text) {
    return reader.syslog(new Scan(text)).instant();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-15T04:00:00Z,Mar 15 11:59:59,2026-03-15T03:59:59Z",
    "2026-03-15T04:00:00Z,Mar 17 11:59:59,2026-03-17T03:59:59Z",
    "2026-03-15T04:00:00Z,Mar 18 12:00:01,2025-03-18T04:00:01Z",
    "2026-03-15T04:00:00Z,Dec 31 23:59:59,2025-12-31T15:59:59Z",
    "2026-01-01T00:30:00Z,Dec 31 23:59:59,2025-12-31T15:59:59Z",
    "2025-12-31T15:59:58Z,Jan  1 00:00:01,2025-12-31T16:00:01Z",
    "2026-03-15T04:00:00Z,Feb 29 08:00:00,2024-02-29T00:00:00Z",
    "2104-02-01T04:00:00Z,Feb 29 08:00:00,2096-02-29T00:00:00Z"
  })
  void infersTheYear(String now, String text, String expected) {
    assertThat(syslog(at(now, 0), text)).isEqualTo(expected);
  }

  @Test
  void advancesAFixedYearAtNewYear() {
    TimeReader reader = at("2026-03-15T04:00:00Z", 2005);
    assertThat(syslog(reader, "Dec 31 23:00:00")).isEqualTo("2005-12-31T15:00:00Z");
    assertThat(syslog(reader, "Jan  1 01:00:00")).isEqualTo("2005-12-31T17:00:00Z");
    assertThat(syslog(reader, "Dec 31 23:59:59")).isEqualTo("2005-12-31T15:59:59Z");
    assertThat(syslog(reader, "Jan  1 02:00:00")).isEqualTo("2005-12-31T18:00:00Z");
    assertThat(at("2026-03-15T04:00:00Z", 2005).syslog(new Scan("Feb 29 08:00:00")).problem())
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-14T10:20:30Z,2026-03-14T10:20:30Z",
    "2026-03-14T10:20:30.5+08:00,2026-03-14T02:20:30.500Z",
    "2026-03-14 10:20:30.123456789123-0530,2026-03-14T15:50:30.123456789Z",
    "2026-03-14T10:20:30,2026-03-14T02:20:30Z",
    "2026-06-30T23:59:60Z,2026-06-30T23:59:59Z"
  })
  void readsIso(String text, String expected) {
    assertThat(at("2026-03-15T04:00:00Z", 0).wholeIso(text).instant()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026",
        "2026-03-14",
        "2026-13-14T10:20:30Z",
        "2026-03-14T24:20:30Z",
        "2026-03-14T10:20:61Z",
        "2026-02-29T10:20:30Z",
        "2026-03-14T10:20:30+99:00",
        "2026-03-14T10:20:30Zx",
        "x"
      })
  void refusesWhatIsNoTime(String text) {
    SourceTime time = at("2026-03-15T04:00:00Z", 0).wholeIso(text);
    assertThat(time.instant()).isNull();
    assertThat(time.problem()).isNotNull();
  }

  @Test
  void doesNotMixUpDatesThatSumUpAlike() {
    TimeReader reader = at("2026-03-15T04:00:00Z", 0);
    assertThat(reader.wholeIso("2027-01-01T00:00:00Z").instant()).isNotNull();
    assertThat(reader.wholeIso("2026-17-01T00:00:00Z").instant()).isNull();
    assertThat(reader.wholeIso("2026-101-01T00:00:00Z").instant()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-14 10:20:30.123 CST,2026-03-14T02:20:30.123Z,false",
    "2026-03-14 10:20:30.123 UTC,2026-03-14T10:20:30.123Z,false",
    "2026-03-14 10:20:30.123 +03,2026-03-14T07:20:30.123Z,false",
    "2026-03-14 10:20:30.123 EST,2026-03-14T02:20:30.123Z,true",
    "2026-03-14 10:20:30,2026-03-14T02:20:30Z,false"
  })
  void readsPostgresqlZones(String text, String expected, boolean assumed) {
    SourceTime time = at("2026-03-15T04:00:00Z", 0).postgresql(text);
    assertThat(time.instant()).isEqualTo(expected);
    assertThat(time.assumedZone()).isEqualTo(assumed);
  }

  @Test
  void readsEpochs() {
    TimeReader reader = at("2026-03-15T04:00:00Z", 0);
    assertThat(reader.epoch("1773451830.25").instant()).isEqualTo("2026-03-14T01:30:30.250Z");
    assertThat(reader.epoch("1773451830").instant()).isEqualTo("2026-03-14T01:30:30Z");
    assertThat(reader.epoch("1.-5").problem()).isNotNull();
    assertThat(reader.epoch("").problem()).isNotNull();
    assertThat(reader.epoch("99999999999999").problem()).isNotNull();
  }

  /** The JDK's formatter is the oracle of the reader. */
  @Property(tries = 500)
  void readsWhatTheJdkWrites(@ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
    TimeReader reader = at("2026-03-15T04:00:00Z", 0);
    LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.ofHours(8));
    String common =
        local
            .atOffset(ZoneOffset.ofHours(8))
            .format(DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH));
    assertThat(reader.commonLog(common).instant()).isEqualTo(Instant.ofEpochSecond(second));
    String ctime =
        local.format(DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss yyyy", Locale.ENGLISH));
    assertThat(reader.ctime(ctime).instant()).isEqualTo(local.atZone(SHANGHAI).toInstant());
  }

  @Property(tries = 2000)
  void writesInstantsAsTheJdkDoes(
      @ForAll @LongRange(min = -10, max = 253_402_300_810L) long second,
      @ForAll @IntRange(max = 999_999_999) int nanos,
      @ForAll @IntRange(max = 3) int precision) {
    int[] units = {1_000_000_000, 1_000_000, 1_000, 1};
    Instant instant =
        Instant.ofEpochSecond(second, nanos / units[precision] * (long) units[precision]);
    assertThat(InstantText.of(instant)).isEqualTo(instant.toString());
  }
}
