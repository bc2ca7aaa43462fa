package org.watchfire.collector.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.watchfire.collector.parse.Reading.expect;
import static org.watchfire.collector.parse.Reading.one;
import static org.watchfire.collector.parse.Reading.problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.watchfire.core.event.Event;

/** The sources {@code ecs} and {@code json}. */
class JsonSourcesTest {
  private static final String STAMP = "\"@timestamp\":\"2026-03-14T01:02:03.5+08:00\"";

  @Test
  void passesEcsOn() {
    expect(
        one(
            "ecs",
            "{"
                + STAMP
                + ",\"event\":{\"dataset\":\"oa.app\",\"module\":\"oa\",\"category\":[\"web\"]},\"user.id\":7,\"source\":{\"ip\":\"10.0.0.1\",\"port\":9},\"host\":{\"name\":\"app1\"}}"),
        "@timestamp=2026-03-13T17:02:03.500Z",
        "event.dataset=oa.app",
        "event.module=oa",
        "event.kind=event",
        "event.category=web",
        "user.id=7",
        "source.ip=10.0.0.1",
        "source.port=9",
        "host.name=app1",
        "ecs.version=8.17.0");
  }

  @Test
  void takesNoForeignDecisions() {
    Event event =
        one(
            "ecs",
            "{"
                + STAMP
                + ",\"event.id\":\"x1\",\"gov\":{\"data\":{\"level\":\"core\"},\"org_unit\":\"finance\"},\"agent\":{\"id\":\"other\"},\"watchfire.x\":1}");
    expect(
        event,
        "gov.data.level!",
        "gov.org_unit=finance",
        "agent.id!",
        "event.id!",
        "watchfire.x!",
        "labels.source_event_id=x1",
        "tags=reserved-fields-removed");
  }

  @Test
  void masksSecretsInDocuments() {
    Event event =
        one(
            "ecs",
            "{"
                + STAMP
                + ",\"message\":\"login with"
                + " password=Hunter2\",\"http\":{\"request\":{\"headers\":{\"authorization\":\"Bearer"
                + " Hunter2\"}}},\"list\":[{\"token\":\"Hunter2\"}],\"event.original\":\"pwd=Hunter2\"}");
    assertThat(event.asMap().toString()).doesNotContain("Hunter2");
    expect(event, "message=login with password=***");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "plain text|not-json",
        "{\"message\":\"no time\"}|invalid-fields",
        "{\"@timestamp\":\"yesterday\"}|invalid-fields",
        "{\"@timestamp\":12}|invalid-fields",
        "{\"@timestamp\":\"2026-03-14T01:02:03Z\",\"source\":{\"ip\":\"host\"}}|invalid-fields",
        "{\"@timestamp\":\"2026-03-14T01:02:03Z\",\"source\":{\"port\":\"x\"}}|invalid-fields",
        "{\"@timestamp\":\"2026-03-14T01:02:03Z\",\"event\":{\"kind\":\"nonsense\"}}|invalid-fields",
        "{\"@timestamp\":\"2026-03-14T01:02:03Z\"}{}|not-json"
      })
  void refusesWhatIsNoEcs(String line, String reason) {
    assertThat(problem("ecs", line)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"ts\":1773451830.25}|2026-03-14T01:30:30.250Z",
        "{\"time\":1773451830}|2026-03-14T01:30:30Z",
        "{\"timestamp\":1773451830250}|2026-03-14T01:30:30.250Z",
        "{\"@timestamp\":\"2026-03-14 09:30:30\"}|2026-03-14T01:30:30Z",
        "{\"time\":\"1773451830\"}|2026-03-14T01:30:30Z",
        "{\"other\":1}|2026-03-15T04:00:00Z",
        "{\"time\":[1]}|2026-03-15T04:00:00Z"
      })
  void findsTheTimeOfAnyObject(String line, String expected) {
    expect(one("json", line), "@timestamp=" + expected, "event.dataset=json.log");
  }

  @Test
  void flattensObjectsLimitedly() {
    expect(
        one("json", "{\"a\":{\"b\":[1,2]},\"msg\":\"hi\",\"api_key\":\"Hunter2\"}"),
        "json.a.b=1,2",
        "message=hi",
        "json.api_key=***");
    StringBuilder many = new StringBuilder("{\"f0\":0");
    for (int i = 1; i < 500; i++) {
      many.append(",\"f").append(i).append("\":").append(i);
    }
    Event event = one("json", many.append('}').toString());
    assertThat(event.fields().stream().filter(f -> f.startsWith("json."))).hasSize(200);
    expect(event, "tags=fields-limited");
  }

  @Test
  void saysWhenALineIsNone() {
    assertThat(problem("json", "text")).isEqualTo("not-json");
    assertThat(problem("json", "[1,2]")).isEqualTo("not-json");
    assertThat(problem("json", "{".repeat(100))).isEqualTo("not-json");
  }
}
