package org.watchfire.store.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.watchfire.store.ledger.Stream;

class KqlEvaluatorTest {
  private static final String RECORD =
      """
      {"@timestamp":"2026-11-21T08:00:00.123456+08:00","message":"Failed password for 李娜 from host-7.example.org",
       "event":{"id":"e1","category":["authentication","network"],"duration":15.9},
       "user.name":"li.na","user":{"roles":["a","B"],"id":42},"source":{"ip":["10.1.2.3","fe80::1"],"port":"4711"},
       "tls":{"established":true},"labels":{"a":{"b":"c"},"n":7,"none":null},"file":{"path":"/srv/a (1)","size":null},
       "host":{"ip":"not an address"}}
      """;

  private static boolean matches(String query) throws Exception {
    return KqlEvaluator.of(Stream.EVENTS, query, null, null)
        .matches(5, RECORD.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|true",
        "user.name:li.na|true",
        "user.name:LI.NA|false",
        "user.name:li*|true",
        "user.id:42|true",
        "user.roles:B|true",
        "user.roles:b|false",
        "event.category:(network and authentication)|true",
        "not event.category:network|false",
        "message:\"password for 李\"|true",
        "message:\"李娜 from\"|true",
        "message:娜李|false",
        "message:FAILED|true",
        "message:\"failed for\"|false",
        "message:host|true",
        "message:example|false",
        "message:example.org|true",
        "message:exam*|true",
        "message:\"host 7 exa\"|false",
        "message:host-7.exa*|true",
        "password|true",
        "source.ip:10.1.0.0/16|true",
        "source.ip:10.1.77.3/16|true",
        "source.ip:10.2.0.0/16|false",
        "source.ip:fe80::/10|true",
        "source.ip > 10.1.2.3|true",
        "source.ip < 10.1.2.3|false",
        "source.ip:::ffff:10.1.2.3|true",
        "source.port:4711|true",
        "source.port >= 4712|false",
        "event.duration:15|true",
        "event.duration > 15|false",
        "tls.established:true|true",
        "tls.established:false|false",
        "labels.a.b:c|true",
        "labels.n:7|true",
        "labels.none:*|false",
        "file.size:*|false",
        "host.ip:*|false",
        "file.path:\"/srv/a (1)\"|true",
        "@timestamp:2026-11-21|true",
        "@timestamp:2026-11-21T00:00:00.123Z|true",
        "@timestamp > 2026-11-21T00:00:00.123Z|false",
        "@timestamp >= 2026-11-21T00:00:00.123456Z|false",
        "wf.seq:5|true",
        "wf.seq < 5|false",
        "wf.stream:events|true",
      })
  void saysWhatTheQueryFinds(String query, boolean found) throws Exception {
    assertThat(matches(query)).isEqualTo(found);
  }

  @Test
  void timeIsFromInclusiveToExclusive() throws Exception {
    byte[] record = "{\"@timestamp\":\"2026-11-21T08:00:00Z\"}".getBytes(StandardCharsets.UTF_8);
    Instant at = Instant.parse("2026-11-21T08:00:00Z");
    assertThat(KqlEvaluator.of(Stream.EVENTS, null, at, at.plusMillis(1)).matches(0, record))
        .isTrue();
    assertThat(KqlEvaluator.of(Stream.EVENTS, null, at.minusMillis(1), at).matches(0, record))
        .isFalse();
    assertThat(KqlEvaluator.of(Stream.EVENTS, null, at.plusNanos(1), null).matches(0, record))
        .isFalse();
  }

  @Test
  void whatIsNoRecordHasNoFields() throws Exception {
    byte[] noise = {(byte) 0xff, 1, 2};
    assertThat(KqlEvaluator.of(Stream.DEADLETTER, "not message:x", null, null).matches(3, noise))
        .isTrue();
    assertThat(KqlEvaluator.of(Stream.DEADLETTER, "wf.seq:3", null, null).matches(3, noise))
        .isTrue();
    assertThat(KqlEvaluator.of(Stream.DEADLETTER, "event.id:*", null, null).matches(3, noise))
        .isFalse();
  }

  @Test
  void aRecordCannotSayWhereItStands() throws Exception {
    byte[] forged = "{\"wf\":{\"seq\":9},\"wf.stream\":\"audit\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(KqlEvaluator.of(Stream.EVENTS, "wf.seq:9", null, null).matches(3, forged)).isFalse();
    assertThat(KqlEvaluator.of(Stream.EVENTS, "wf.stream:audit", null, null).matches(3, forged))
        .isFalse();
  }

  @Test
  void hugeNumbersAreNoTrap() throws Exception {
    byte[] bomb = "{\"source\":{\"port\":1e999999999}}".getBytes(StandardCharsets.UTF_8);
    assertThat(KqlEvaluator.of(Stream.EVENTS, "source.port:*", null, null).matches(3, bomb))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "登录失败 ok|登,录,失,败,ok",
        "Don't stop|don't,stop",
        "1,234.5 3.x a.b.C|1,234.5,3,x,a.b.c",
        "a_b _c __|a_b,_c",
        "/srv/资料/A-1.txt|srv,资,料,a,1,txt",
        "カタカナ ひら|カタカナ,ひ,ら",
        "２０２６年：ＡＢ|２０２６,年,ａｂ",
        "key=value;k:v a:1|key,value,k:v,a,1",
      })
  void wordsAreThoseOfTheIndex(String text, String words) {
    assertThat(String.join(",", Words.of(text))).isEqualTo(words);
  }

  @Test
  void longWordsAreCut() {
    assertThat(Words.of("x".repeat(300))).containsExactly("x".repeat(255), "x".repeat(45));
  }
}
