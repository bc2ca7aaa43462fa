package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.sigma.RuleSource;

class CorrelationRunTest {
  private static final Instant START = Instant.parse("2026-03-04T02:00:00Z");
  private static final String LOGONS =
      """
      title: Success
      id: success
      logsource: {product: windows}
      detection: {s: {EventID: 4624}, condition: s}
      ---
      title: Failure
      id: failure
      logsource: {product: windows}
      detection: {s: {EventID: 4625}, condition: s}
      ---
      title: Many failures
      id: many
      correlation:
        type: event_count
        rules: [failure]
        group-by: [User]
        timespan: 10m
        condition: {gte: 3}
      ---
      title: Guessed
      id: guessed
      correlation:
        type: temporal_ordered
        rules: [many, success]
        group-by: [User]
        timespan: 10m
      """;

  private final List<String> events = new ArrayList<>();

  private static RuleSet rules(String text, Routing routing) {
    RuleSet rules = RuleSet.compile(List.of(new RuleSource("t.yml", text)), routing);
    assertThat(rules.rejections()).isEmpty();
    return rules;
  }

  private void at(int second, String fields) {
    events.add("{\"UtcTime\":\"" + START.plusSeconds(second) + "\"," + fields + "}");
  }

  private CorrelationRun run(RuleSet rules) throws EventFormatException {
    CorrelationRun run = new CorrelationRun(rules);
    for (int i = 0; i < events.size(); i++) {
      RawEvent e = RawEvent.decode(events.get(i).getBytes(UTF_8));
      run.add(i, e, rules.match(e));
    }
    return run;
  }

  @Test
  void chainsTellTheEventsBehindThem() throws Exception {
    at(90, "\"EventID\":4624,\"User\":\"li\"");
    for (int i = 0; i < 3; i++) {
      at(i * 10, "\"EventID\":4625,\"User\":\"li\"");
      at(i * 10, "\"EventID\":4625,\"User\":\"wang\"");
    }
    at(95, "\"EventID\":4624,\"User\":\"zhao\"");
    List<CorrelationRun.Result> results = run(rules(LOGONS, Routing.none())).finish();
    assertThat(results)
        .extracting(r -> r.rule().header().id() + r.group())
        .containsExactly("many{User=li}", "many{User=wang}", "guessed{User=li}");
    assertThat(results)
        .extracting(CorrelationRun.Result::alerts)
        .containsExactly(false, false, true);
    CorrelationRun.Result guessed = results.get(2);
    assertThat(guessed.trigger()).isZero();
    assertThat(guessed.evidence()).containsExactly(1L, 3L, 5L, 0L);
    assertThat(guessed.first()).isEqualTo(START);
    assertThat(guessed.last()).isEqualTo(START.plusSeconds(90));
    assertThat(guessed.observed()).isEqualByComparingTo("2");
  }

  @Test
  void fieldsAreWhatTheRouteCallsThem() throws Exception {
    Routing routing =
        Routing.parse(
            new RuleSource(
                "routing.yml",
                "- {product: windows, when: {kind: logon}, fields: {EventID: code, User: who}}"));
    for (int i = 0; i < 3; i++) {
      at(i, "\"kind\":\"logon\",\"code\":4625,\"who\":\"li\"");
    }
    List<CorrelationRun.Result> results = run(rules(LOGONS, routing)).finish();
    assertThat(results)
        .extracting(CorrelationRun.Result::group)
        .containsExactly(Map.of("User", "li"));
  }

  @Test
  void anOuterGroupMayAskForAFieldOfTheTrigger() throws Exception {
    String text = LOGONS.replaceFirst("(?s)(many, success]\\s+group-by: )\\[User]", "$1[Host]");
    assertThat(text).contains("group-by: [Host]");
    for (int i = 0; i < 3; i++) {
      at(i, "\"EventID\":4625,\"User\":\"li\",\"Host\":\"h" + i + "\"");
    }
    at(5, "\"EventID\":4624,\"User\":\"wang\",\"Host\":\"h1\"");
    at(6, "\"EventID\":4624,\"User\":\"wang\",\"Host\":\"h2\"");
    List<CorrelationRun.Result> results = run(rules(text, Routing.none())).finish();
    assertThat(results).extracting(CorrelationRun.Result::trigger).containsExactly(2L, 4L);
    assertThat(results.get(1).group()).isEqualTo(Map.of("Host", "h2"));
  }

  @Test
  void countsWhatBelongsNowhere() throws Exception {
    at(0, "\"EventID\":4625");
    events.add("{\"EventID\":4625,\"User\":\"li\"}");
    CorrelationRun run = run(rules(LOGONS, Routing.none()));
    assertThat(run.finish()).isEmpty();
    assertThat(run.ungrouped()).isEqualTo(1);
    assertThat(run.timeless()).isEqualTo(1);
  }

  @Test
  void everyTypeOfNumberIsReckonedWith() throws Exception {
    String base =
        LOGONS.substring(0, LOGONS.indexOf("---\ntitle: Many"))
            + numeric("sum", "value_sum", "field: n, gte: 10.5")
            + numeric("avg", "value_avg", "field: n, lt: 2")
            + numeric("median", "value_percentile", "field: n, percentile: 50, eq: 3")
            + numeric("tuples", "value_count", "field: [n, m], gte: 3");
    at(0, "\"EventID\":4625,\"n\":\"1.5\",\"m\":\"x\"");
    at(1, "\"EventID\":4625,\"n\":3,\"m\":\"x\"");
    at(2, "\"EventID\":4625,\"n\":\"none\",\"m\":\"x\"");
    at(3, "\"EventID\":4625,\"n\":6.0,\"m\":\"x\"");
    CorrelationRun run = run(rules(base, Routing.none()));
    assertThat(run.finish())
        .extracting(
            r -> r.rule().header().id() + "@" + r.trigger() + "=" + r.observed().toPlainString())
        .containsExactlyInAnyOrder(
            "avg@0=1.500000", "median@3=3", "sum@3=10.5", "tuples@2=3", "tuples@3=4");
    assertThat(run.ungrouped()).as("a number that is none, three times").isEqualTo(3);
  }

  private static String numeric(String id, String type, String condition) {
    return "---\ntitle: t\nid: %s\ncorrelation: {type: %s, rules: [failure], timespan: 1m, condition: {%s}}\n"
        .formatted(id, type, condition);
  }

  @Test
  void lookingAheadKeepsOnlyTheSpan() throws Exception {
    RuleSet rules = rules(LOGONS, Routing.none());
    CorrelationRun run = new CorrelationRun(rules);
    long fired = 0;
    for (int i = 0; i < 20_000; i++) {
      Instant time = START.plusSeconds(i * 300L);
      RawEvent e =
          RawEvent.decode(("{\"EventID\":4625,\"User\":\"u" + i / 3 + "\"}").getBytes(UTF_8));
      run.add(i, time, e, rules.match(e));
      fired += run.advance(time).size();
      assertThat(run.windows()).isLessThanOrEqualTo(1_100);
    }
    fired += run.finish().size();
    assertThat(fired).isEqualTo(6_666);
  }
}
