package org.watchfire.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationParserTest {
  private static final String CORRELATION =
      """
      title: Many failures
      id: 0d1f2c3b-0000-4000-8000-000000000009
      correlation:
        type: value_count
        rules: [failed_logon, other]
        group-by: [source.ip, who]
        timespan: 10m
        condition: {field: user.name, gte: 10, lt: 100}
        aliases:
          who: {failed_logon: user.name, other: user.effective.name}
        generate: true
      level: high
      """;

  private static SigmaParser.Parsed parse(String text) {
    return SigmaParser.parse(new RuleSource("x.yml", text));
  }

  private static CorrelationRule correlation(String type, String condition) {
    SigmaParser.Parsed parsed = parse(text(type, condition));
    assertThat(parsed.rejections()).isEmpty();
    return (CorrelationRule) parsed.rules().get(0);
  }

  private static String reason(String text) {
    SigmaParser.Parsed parsed = parse(text);
    assertThat(parsed.rules()).isEmpty();
    return parsed.rejections().get(0).text();
  }

  private static String text(String type, String condition) {
    return "title: t\ncorrelation:\n  type: "
        + type
        + "\n  rules: [a, b, c]\n  timespan: 1m\n"
        + (condition.isEmpty() ? "" : "  condition: {" + condition + "}\n");
  }

  @Test
  void readsCorrelations() {
    CorrelationRule c = (CorrelationRule) parse(CORRELATION).rules().get(0);
    assertThat(c.type()).isEqualTo(CorrelationRule.Type.VALUE_COUNT);
    assertThat(c.rules()).containsExactly("failed_logon", "other");
    assertThat(c.groupBy()).containsExactly("source.ip", "who");
    assertThat(c.timespan()).isEqualTo(Duration.ofMinutes(10));
    assertThat(c.valueFields()).containsExactly("user.name");
    assertThat(c.percentile()).isNull();
    assertThat(c.generate()).isTrue();
    assertThat(c.aliases())
        .isEqualTo(
            Map.of("who", Map.of("failed_logon", "user.name", "other", "user.effective.name")));
    assertThat(c.threshold().holds(10)).isTrue();
    assertThat(c.threshold().holds(100)).isFalse();
    assertThat(c.threshold().onlyGrows()).isFalse();
  }

  @Test
  void temporalCorrelationsAskForAllTheirRulesUnlessTheConditionSaysOtherwise() {
    for (String type : List.of("temporal", "temporal_ordered")) {
      assertThat(correlation(type, "").threshold())
          .isEqualTo(new Threshold(List.of(new Threshold.Bound(Comparison.GTE, 3))));
      assertThat(correlation(type, "gte: 2").threshold().minimum()).isEqualTo(2);
    }
  }

  @Test
  void valuesMayBeTuplesAndNumbersMayHaveFractions() {
    assertThat(correlation("value_count", "field: [a, b], gte: 2").valueFields())
        .containsExactly("a", "b");
    assertThat(correlation("value_sum", "field: n, gt: 10.50").threshold())
        .isEqualTo(
            new Threshold(List.of(new Threshold.Bound(Comparison.GT, new BigDecimal("10.5")))));
    assertThat(correlation("value_avg", "field: n, lte: -3").threshold().holds(-3)).isTrue();
    CorrelationRule p = correlation("value_percentile", "field: n, percentile: 99.5, gte: 8");
    assertThat(p.percentile()).isEqualByComparingTo("99.5");
  }

  @Test
  void numbersAreOneThresholdHoweverTheyAreWritten() {
    assertThat(new Threshold.Bound(Comparison.GT, new BigDecimal("100.00")))
        .isEqualTo(new Threshold.Bound(Comparison.GT, 100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type: value_count=type: value_median",
        "field: user.name, =",
        "field: user.name=field: [user.name, user.name]",
        "field: user.name=field: ''",
        "gte: 10=gte: ten",
        "gte: 10=gte: 10.5",
        "gte: 10=gte: -1",
        "gte: 10=about: 10",
        "gte: 10=gte: 10001",
        "gte: 10, lt: 100=lt: 10001",
        "gte: 10=percentile: 5, gte: 10",
        "timespan: 10m=timespan: 10 minutes",
        "timespan: 10m=timespan: 400d",
        "rules: [failed_logon, other]=rules: []",
        "rules: [failed_logon, other]=rules: [other, other]",
        "group-by: [source.ip, who]=group-by: [who, who]",
        "who: {failed_logon: user.name=who: {failed_logon: ''",
        "generate: true=generate: perhaps",
        "generate: true=typo: 1",
        "type: value_count=type: temporal_ordered",
        "type: value_count=type: event_count",
        "type: value_count=type: value_percentile",
      })
  void refusesCorrelationsItWouldMisunderstand(String change) {
    String[] c = change.split("=", -1);
    assertThat(CORRELATION).contains(c[0]);
    assertThat(reason(CORRELATION.replace(c[0], c[1]))).startsWith("x.yml:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "event_count ~ eq: 0 ~ no count from 1 fulfils the condition",
        "event_count ~ lt: 1 ~ no count from 1 fulfils the condition",
        "event_count ~ gt: 10, lt: 11 ~ no count from 1 fulfils the condition",
        "value_count ~ field: a, eq: 3, neq: 3 ~ no count from 1 fulfils the condition",
        "temporal ~ gte: 4 ~ no number of rules from 1 to 3 fulfils the condition",
        "temporal_ordered ~ gt: 3 ~ no number of rules from 1 to 3 fulfils the condition",
        "value_sum ~ field: a, gt: 1, lt: 1 ~ no number fulfils the condition",
        "value_avg ~ field: a, eq: 1, eq: 2 ~ repeated",
        "value_sum ~ field: [a, b], gt: 1 ~ needs one 'field'",
        "value_sum ~ gt: 1 ~ needs one 'field'",
        "value_sum ~ field: a ~ condition needs gt",
        "value_percentile ~ field: a, gt: 1 ~ 'percentile' goes with value_percentile",
        "value_percentile ~ field: a, gt: 1, percentile: 101 ~ between 0 and 100",
        "value_percentile ~ field: a, gt: 1, percentile: most ~ must be a number",
        "event_count ~ `` ~ condition needs gt",
      })
  void saysWhatCanNeverHold(String type, String condition, String expected) {
    assertThat(reason(text(type, condition))).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gt: 10, lt: 12",
        "gte: 1, lte: 1",
        "neq: 1",
        "eq: 5, neq: 4",
        "gt: 100, lte: 200"
      })
  void rangesThatCanHoldAreTaken(String condition) {
    assertThat(correlation("event_count", condition).threshold().bounds()).isNotEmpty();
  }
}
