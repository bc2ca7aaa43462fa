package org.watchfire.collector.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.watchfire.collector.parse.Reading.expect;
import static org.watchfire.collector.parse.Reading.one;
import static org.watchfire.collector.parse.Reading.problem;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.Event;

class PostgresqlSourceTest {
  private static String csv(String severity, String state, String message, String statement) {
    return "2026-03-14 10:20:30.123"
        + " CST,\"li.na\",\"archive\",4711,\"10.3.0.9:50123\",65f2.1267,3,\"SELECT\",2026-03-14"
        + " 10:00:00 CST,5/12,0,"
        + severity
        + ","
        + state
        + ","
        + quoted(message)
        + ",,,,,,"
        + quoted(statement)
        + ",,,\"psql\",\"client backend\",,0";
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "" : '"' + text.replace("\"", "\"\"") + '"';
  }

  @Test
  void readsPgaudit() {
    Event event =
        one(
            "postgresql",
            csv(
                "LOG",
                "00000",
                "AUDIT: SESSION,4,1,READ,SELECT,TABLE,public.secret_files,\"select \"\"a\"\", 'x'"
                    + " from secret_files\",<not logged>,1500",
                ""));
    expect(
        event,
        "event.dataset=postgresql.audit",
        "event.category=database",
        "event.type=access",
        "event.action=SELECT",
        "event.outcome=success",
        "user.name=li.na",
        "postgresql.database=archive",
        "postgresql.object=public.secret_files",
        "postgresql.object_type=TABLE",
        "postgresql.class=READ",
        "postgresql.statement=select \"a\", 'x' from secret_files",
        "postgresql.rows=1500",
        "postgresql.parameters!",
        "postgresql.statement_id=4",
        "source.ip=10.3.0.9",
        "source.port=50123",
        "process.pid=4711",
        "@timestamp=2026-03-14T02:20:30.123Z",
        "tags!");
  }

  @Test
  void readsStatementsThatSpanLines() {
    String[] lines =
        csv(
                "LOG",
                "00000",
                "AUDIT: SESSION,1,1,READ,COPY,TABLE,public.people,\"COPY people\n\n"
                    + " TO STDOUT\",<none>",
                "")
            .split("\n");
    assertThat(lines).hasSize(3);
    Event event = one("postgresql", lines);
    expect(event, "event.action=COPY", "postgresql.statement=COPY people\n\n TO STDOUT");
    assertThat(event.text("event.original")).contains("\n TO STDOUT");
  }

  @Test
  void holdsAnOpenRecord() {
    LineParser parser = Sources.open("postgresql", Reading.CONTEXT);
    List<Parsed> out = new ArrayList<>();
    String[] lines = csv("LOG", "00000", "statement: select\n1", "").split("\n");
    parser.accept(new Line(lines[0].getBytes(UTF_8), 40, false), out::add);
    assertThat(out).isEmpty();
    assertThat(parser.heldFrom()).hasValue(40);
    parser.accept(new Line(lines[1].getBytes(UTF_8), 400, false), out::add);
    assertThat(out).hasSize(1);
    assertThat(out.get(0).offset()).isEqualTo(40);
    assertThat(parser.heldFrom()).isEmpty();
  }

  @Test
  void losesNoRecordBehindATornOne() {
    String good = csv("LOG", "00000", "statement: select 1", "");
    List<Parsed> parsed =
        Reading.all("postgresql", "2026-03-14 10:20:30.123 CST,\"li.na\",\"torn", good, good);
    assertThat(parsed.stream().map(p -> p.problem() == null ? "ok" : p.problem()))
        .containsExactly("incomplete-record", "ok", "ok");
  }

  @Test
  void readsJsonlog() {
    expect(
        one(
            "postgresql",
            "{\"timestamp\":\"2026-03-14 02:20:30.123"
                + " UTC\",\"user\":\"wang\",\"dbname\":\"oa\",\"pid\":9,"
                + "\"remote_host\":\"10.0.0.7\",\"remote_port\":5,\"session_id\":\"a.b\",\"line_num\":2,"
                + "\"error_severity\":\"FATAL\",\"state_code\":\"28P01\",\"message\":\"password"
                + " authentication failed for user \\\"wang\\\"\",\"backend_type\":\"client"
                + " backend\"}"),
        "event.dataset=postgresql.audit",
        "event.action=database_login",
        "event.outcome=failure",
        "event.category=authentication,database",
        "user.name=wang",
        "source.ip=10.0.0.7",
        "@timestamp=2026-03-14T02:20:30.123Z",
        "log.level=fatal");
  }

  @Test
  void readsSessions() {
    expect(
        one(
            "postgresql",
            csv(
                "LOG",
                "00000",
                "connection authorized: user=li.na database=archive application_name=psql",
                "")),
        "event.action=database_login",
        "event.outcome=success");
    expect(
        one(
            "postgresql",
            csv(
                "FATAL",
                "28000",
                "no pg_hba.conf entry for host \"10.0.0.1\", user \"x\", database \"y\", no"
                    + " encryption",
                "")),
        "event.action=database_login",
        "event.outcome=failure");
    expect(
        one(
            "postgresql",
            csv(
                "LOG",
                "00000",
                "disconnection: session time: 0:00:01.5 user=a database=b host=10.0.0.1 port=5",
                "")),
        "event.action=database_session_ended");
    expect(
        one(
            "postgresql",
            "2026-03-14 10:20:30.123 CST,,,1,\"\",s,1,\"\",2026-03-14 10:00:00"
                + " CST,,0,LOG,00000,\"connection received: host=10.0.0.9 port=77\",,,,,,,,,\"\""),
        "event.action=database_connection",
        "source.ip=10.0.0.9",
        "source.port=77",
        "user.name!");
  }

  @Test
  void readsStatementsAndErrors() {
    expect(
        one(
            "postgresql",
            csv("LOG", "00000", "duration: 12.5 ms  statement: copy people to '/tmp/x'", "")),
        "event.action=COPY",
        "event.duration=12500000",
        "postgresql.statement=copy people to '/tmp/x'");
    expect(
        one(
            "postgresql",
            csv("ERROR", "42501", "permission denied for table secret_files", "select 1")),
        "event.action=permission_denied",
        "event.outcome=failure",
        "postgresql.object=secret_files",
        "postgresql.statement=select 1");
    expect(
        one("postgresql", csv("ERROR", "42P01", "relation \"x\" does not exist", "delete from x")),
        "event.action=DELETE",
        "event.outcome=failure");
    expect(
        one("postgresql", csv("LOG", "00000", "checkpoint starting: time", "")),
        "event.dataset=postgresql.log",
        "event.action=postgresql_message");
  }

  @Test
  void masksPasswordsInStatements() {
    Event event =
        one(
            "postgresql",
            csv(
                "LOG",
                "00000",
                "AUDIT: SESSION,1,1,ROLE,ALTER ROLE,,,\"alter role bob password 'Hunter2'\",<none>",
                "set x.password = 'Hunter2'"));
    assertThat(event.asMap().toString()).doesNotContain("Hunter2");
    expect(event, "event.action=ALTER ROLE", "postgresql.statement=alter role bob password '***'");
  }

  @Test
  void readsOlderVersionsAndLocalSessions() {
    String nine =
        "2026-03-14 10:20:30.123 UTC,\"a\",\"b\",1,\"[local]\",s,1,\"idle\",2026-03-14 10:00:00"
            + " UTC,2/0,0,LOG,00000,\"statement: VACUUM\",,,,,,,,";
    expect(
        one("postgresql", nine),
        "event.action=VACUUM",
        "postgresql.local=true",
        "source.address!",
        "@timestamp=2026-03-14T10:20:30.123Z");
    expect(one("postgresql", nine.replace("30.123 UTC", "30.123 PDT")), "tags=timezone-assumed");
  }

  @Test
  void saysWhenALineIsNone() {
    assertThat(problem("postgresql", "2026-03-14 10:20:30.123 UTC [77] LOG:  stderr format"))
        .isEqualTo("unknown-format");
    assertThat(problem("postgresql", "{\"a\":")).isEqualTo("not-json");
    assertThat(problem("postgresql", "{\"a\":1}")).isEqualTo("invalid-fields");
    assertThat(problem("postgresql", "")).isEqualTo("empty-line");
    assertThat(problem("postgresql", "\"open")).isEqualTo("incomplete-record");
  }
}
