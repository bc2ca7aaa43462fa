package org.watchfire.store.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.watchfire.store.ledger.Stream;

class KqlTest {
  private static Condition compiled(String query) throws QuerySyntaxException {
    return Condition.parse(Stream.EVENTS, query);
  }

  private static Kql.Match match(String field, String value, int column, int valueColumn) {
    return new Kql.Match(field, value, false, false, column, valueColumn);
  }

  @Test
  void andBindsStrongerThanOrAndNotStrongest() throws Exception {
    assertThat(KqlParser.parse("a:1 or not b:2 and c:3"))
        .isEqualTo(
            new Kql.Or(
                List.of(
                    match("a", "1", 1, 3),
                    new Kql.And(
                        List.of(new Kql.Not(match("b", "2", 12, 14)), match("c", "3", 20, 22))))));
  }

  @Test
  void wordsSideBySideMustAllHold() throws Exception {
    assertThat(KqlParser.parse("登录 失败"))
        .isEqualTo(new Kql.And(List.of(match(null, "登录", 1, 1), match(null, "失败", 4, 4))));
    assertThat(KqlParser.parse("orange android notes"))
        .isEqualTo(
            new Kql.And(
                List.of(
                    match(null, "orange", 1, 1),
                    match(null, "android", 8, 8),
                    match(null, "notes", 16, 16))));
  }

  @Test
  void aFieldTakesAListOfValues() throws Exception {
    assertThat(KqlParser.parse("user.name:(li.na or wang*)"))
        .isEqualTo(
            new Kql.Or(
                List.of(
                    match("user.name", "li.na", 1, 12),
                    new Kql.Match("user.name", "wang", false, true, 1, 21))));
  }

  @Test
  void valuesMayHaveColonsQuotesAndEscapes() throws Exception {
    assertThat(KqlParser.parse("source.ip:2001:db8::1"))
        .isEqualTo(match("source.ip", "2001:db8::1", 1, 11));
    assertThat(KqlParser.parse("file.path:\"/srv/a \\\"b\\\" (c)*\""))
        .isEqualTo(new Kql.Match("file.path", "/srv/a \"b\" (c)*", true, false, 1, 11));
    assertThat(KqlParser.parse("file.path:/srv/\\*"))
        .isEqualTo(match("file.path", "/srv/*", 1, 11));
  }

  @Test
  void rangesAndExistence() throws Exception {
    assertThat(KqlParser.parse("source.port>=1024"))
        .isEqualTo(new Kql.Range("source.port", Kql.Operator.GTE, "1024", 1, 14));
    assertThat(KqlParser.parse("source.port :< 10"))
        .isEqualTo(new Kql.Range("source.port", Kql.Operator.LT, "10", 1, 16));
    assertThat(KqlParser.parse("file.path:*")).isEqualTo(new Kql.Exists("file.path", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a:|3|expected a value",
        "(a:1|5|expected ')'",
        "a:1)|4|unexpected ')'",
        "a:\"x|3|not closed",
        "a:\"\"|3|empty",
        "a:b*c|4|end of a value",
        "*|1|needs a field",
        "a:1 and|5|nothing to join",
        "a:1 and (|10|expected",
        "a:1 or or|8|nothing to join",
        "not|1|nothing to join",
        "not (|6|expected",
        "a:b\\|4|backslash",
        "a >|4|expected a value",
        "a > 1*|5|takes no",
        "()|2|expected",
      })
  void errorsNameTheColumn(String query, int column, String message) {
    assertThatThrownBy(() -> KqlParser.parse(query))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((QuerySyntaxException) e).column())
        .isEqualTo(column);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "password:x|1",
        "event.kind:event and wf.raw:x|22",
        "source.ip:10.0.0|11",
        "source.ip:10.0.0.256|11",
        "source.ip:10.0.0.0/33|11",
        "source.ip:example.org|11",
        "source.ip:10.*|11",
        "source.ip:1:2:3|11",
        "source.ip:::ffff:10.0.0.0/104|11",
        "source.ip:010.0.0.1|11",
        "message:。。。|9",
        "。。。|1",
        "@timestamp > +999999999-01-01T00:00:00Z|14",
        "source.port:abc|13",
        "user.name > li|1",
        "@timestamp >= yesterday|15",
        "tls.established:maybe|17",
        "auditd:x|1",
        "labels.:x|1",
      })
  void onlyKnownFieldsAndFittingValuesPass(String query, int column) {
    assertThatThrownBy(() -> compiled(query))
        .isInstanceOf(QuerySyntaxException.class)
        .extracting(e -> ((QuerySyntaxException) e).column())
        .isEqualTo(column);
  }

  @Test
  void errorsAreInBothLanguages() {
    assertThatThrownBy(() -> compiled("user.name:a and secret:b"))
        .hasMessage("field 'secret' cannot be searched (column 17)")
        .extracting(e -> ((QuerySyntaxException) e).zh())
        .isEqualTo("字段“secret”不可检索（第 17 列）");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "auditd.log.syscall:openat",
        "zeek.conn.history:Sh*",
        "@timestamp:2026-11-21",
        "@timestamp >= 2026-11-21T08:00:00+08:00 and @timestamp < 2026-11-22",
        "source.ip:2001:db8::/32 or source.ip >= 10.0.0.1",
        "NOT (event.outcome:success OR event.action:su)",
      })
  void wellFormedQueriesCompile(String query) throws Exception {
    assertThat(compiled(query)).isNotNull();
  }

  @Test
  void hugeQueriesAreRefused() {
    assertThatThrownBy(() -> KqlParser.parse("a ".repeat(2100))).hasMessageContaining("longer");
    assertThatThrownBy(() -> KqlParser.parse("a ".repeat(300))).hasMessageContaining("terms");
    assertThatThrownBy(() -> KqlParser.parse("(".repeat(300))).hasMessageContaining("deeper");
    assertThatThrownBy(() -> KqlParser.parse("not ".repeat(300))).hasMessageContaining("deeper");
  }

  @Property
  void anyTextGivesAQueryOrAColumn(@ForAll @StringLength(max = 60) String text) {
    try {
      Condition.parse(Stream.ALERTS, text);
    } catch (QuerySyntaxException e) {
      assertThat(e.column()).isBetween(1, text.length() + 1);
    }
  }

  @Property
  void quotedTextComesThroughUnchanged(@ForAll @StringLength(min = 1, max = 40) String text)
      throws Exception {
    Assume.that(text.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000));
    String quoted = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    Kql parsed = KqlParser.parse("user.name:" + quoted);
    assertThat(parsed).isEqualTo(new Kql.Match("user.name", text, true, false, 1, 11));
  }
}
