package org.watchfire.rules.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.core.json.Json;
import org.watchfire.rules.match.Condition;
import org.watchfire.rules.sigma.EntityType;
import org.watchfire.rules.sigma.Severity;

class EpisodeTest {
  private static final Instant T0 = Instant.parse("2026-03-04T02:10:00Z");
  private static final Instant NOW = Instant.parse("2026-03-04T09:00:00Z");

  private static Signal signal(int second, Severity severity, long observed) {
    Instant t = T0.plusSeconds(second);
    return new Signal(
        AlertKind.CORRELATION,
        new RuleFacts(
            "rule-1",
            "abcdefabcdef",
            "Brute force",
            List.of("https://example.org/"),
            List.of("credential-access"),
            List.of("T1110"),
            List.of("attack.t1110")),
        severity,
        new Entity(EntityType.SOURCE, "10.0.0.1"),
        t.toEpochMilli(),
        Duration.ofHours(1).toMillis(),
        new Bilingual("暴力破解", "Brute force"),
        new Bilingual(
            ReasonTemplate.fill("{source.ip} 失败 {count} 次", f -> "10.0.0.1"),
            ReasonTemplate.fill("{source.ip} failed {count} times", f -> "10.0.0.1")),
        List.of(new Condition("a", "equals", "b", "B")),
        new ThresholdFact(
            "event_count",
            "gte",
            BigDecimal.valueOf(5),
            BigDecimal.valueOf(observed),
            Duration.ofMinutes(5),
            Map.of("source.ip", "10.0.0.1")),
        Map.of("asset", "x"),
        List.of(new Evidence("e" + second, t, "agent-1", "sshd.auth", "ssh_login failure")),
        1,
        17,
        Map.of("source.ip", "10.0.0.1", "user.name", "li.na"));
  }

  @Test
  void theIdIsOfRuleEntityAndWindowOnly() {
    String id = signal(0, Severity.LOW, 5).alertId();
    assertThat(id).matches("[0-9a-f]{32}").isEqualTo(signal(2999, Severity.HIGH, 9).alertId());
    assertThat(signal(3000, Severity.LOW, 5).alertId()).isNotEqualTo(id);
    assertThat(signal(0, Severity.LOW, 5).windowStart())
        .isEqualTo(Instant.parse("2026-03-04T02:00:00Z").toEpochMilli());
  }

  @Test
  void theJsonHasTheFormOfTheContract() throws Exception {
    Alert a = Episode.begin(signal(1, Severity.HIGH, 5)).emit(NOW);
    String json = new String(a.toJson(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(json)
        .isEqualTo(
            ("{'@timestamp':'2026-03-04T02:10:01Z','ecs':{'version':'8.17.0'},"
                    + "'event':{'id':'ID-0','kind':'alert','dataset':'watchfire.alert','created':'2026-03-04T09:00:00Z'},"
                    + "'alert':{'id':'ID','revision':0,'final':false,'kind':'correlation','severity':'high',"
                    + "'entity':{'type':'source','value':'10.0.0.1'},'first_seen':'2026-03-04T02:10:01Z','last_seen':'2026-03-04T02:10:01Z','count':1,'title':{'zh':'暴力破解','en':'Brute"
                    + " force'},'reason':{'zh':'10.0.0.1 失败 5 次','en':'10.0.0.1 failed 5 times'},"
                    + "'explanation':{'conditions':[{'field':'a','operator':'equals','expected':'b','observed':'B'}],"
                    + "'threshold':{'type':'event_count','operator':'gte','limit':10,'observed':5,'timespan':'PT5M',"
                    + "'group':{'source.ip':'10.0.0.1'}},'label':{'asset':'x'}},"
                    + "'evidence':[{'event_id':'e1','timestamp':'2026-03-04T02:10:01Z','agent':'agent-1','dataset':'sshd.auth','summary':'ssh_login"
                    + " failure'}],'evidence_total':1},'rule':{'id':'rule-1','version':'abcdefabcdef','name':'Brute"
                    + " force','references':['https://example.org/']},"
                    + "'threat':{'tactic':['credential-access'],'technique':['T1110']},'gov':{'policy':{'version':17}},"
                    + "CONTEXT,'tags':['attack.t1110']}")
                .replace("'limit':10", "'limit':5")
                .replace("ID", a.id())
                .replace("CONTEXT", context(json))
                .replace('\'', '"'));
    Json.parseObject(a.toJson());
    assertThat(a.key()).isEqualTo("10.0.0.1");
  }

  /** The order of two context fields is not part of the contract. */
  private static String context(String json) {
    String source = "'source':{'ip':'10.0.0.1'}";
    String user = "'user':{'name':'li.na'}";
    return json.indexOf("\"source\":{\"ip\"") < json.indexOf("\"user\":{\"name\"")
        ? source + "," + user
        : user + "," + source;
  }

  @Test
  void laterRevisionsTellTheGrowth() {
    Episode e = Episode.begin(signal(0, Severity.MEDIUM, 5));
    assertThat(e.grown()).isTrue();
    assertThat(e.emit(NOW).last()).isFalse();
    assertThat(e.grown()).isFalse();
    e.add(signal(30, Severity.CRITICAL, 9));
    e.add(signal(-5, Severity.LOW, 6));
    assertThat(e.grown()).isTrue();
    Alert a = e.emit(NOW);
    assertThat(a.revision()).isEqualTo(1);
    assertThat(a.last()).isTrue();
    assertThat(a.count()).isEqualTo(3);
    assertThat(a.about().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(a.firstSeen()).isEqualTo(T0.minusSeconds(5));
    assertThat(a.lastSeen()).isEqualTo(T0.plusSeconds(30));
    assertThat(a.reason().en()).isEqualTo("10.0.0.1 failed 9 times");
    assertThat(a.evidence()).extracting(Evidence::eventId).containsExactly("e-5", "e0", "e30");
  }

  @Test
  void carriesTheFirstAndTheNewestEvidence() {
    Episode e = Episode.begin(signal(0, Severity.LOW, 5));
    for (int i = 1; i < 100; i++) {
      e.add(signal(i, Severity.LOW, 5));
    }
    List<String> ids = new ArrayList<>();
    e.emit(NOW).evidence().forEach(x -> ids.add(x.eventId()));
    assertThat(ids).hasSize(20).startsWith("e0", "e1").endsWith("e98", "e99");
  }

  @Test
  void survivesItsByteForm() {
    Episode e = Episode.begin(signal(0, Severity.LOW, 5));
    e.emit(NOW);
    for (int i = 1; i < 30; i++) {
      e.add(signal(i, Severity.HIGH, 5 + i));
    }
    Episode again = Episode.fromBytes(e.toBytes());
    assertThat(again.toBytes()).isEqualTo(e.toBytes());
    assertThat(again.emit(NOW).toJson()).isEqualTo(e.emit(NOW).toJson());
    Signal s = signal(3, Severity.LOW, 7);
    assertThat(Signal.fromBytes(s.toBytes())).isEqualTo(s);
  }

  @Test
  void refusesForeignBytes() {
    assertThatThrownBy(() -> Episode.fromBytes(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Episode.fromBytes("\u0001{}".getBytes()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Signal.fromBytes("\u0001{\"kind\":1}".getBytes()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
