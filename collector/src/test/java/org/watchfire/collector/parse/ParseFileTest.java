package org.watchfire.collector.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.event.EventId;
import org.watchfire.rules.inspect.EventInspector;

class ParseFileTest {
  private static final String LOG =
      "Mar 14 08:30:01 h sshd[1]: Accepted password for a from 10.0.0.1 port 2 ssh2\r\n"
          + "garbage\n"
          + "more garbage\n"
          + "\n"
          + "Mar 14 08:30:02 h app: the end";

  private final ByteArrayOutputStream json = new ByteArrayOutputStream();

  private ParseSummary run(byte[] input) throws IOException {
    return new ParseFile("auth.log", new EventInspector())
        .run(new ByteArrayInputStream(input), "sshd", Reading.CONTEXT, json);
  }

  private List<Event> written() throws EventFormatException {
    List<Event> events = new ArrayList<>();
    for (String line : json.toString(UTF_8).split("\n")) {
      events.add(EventCodec.decode(line.getBytes(UTF_8)));
    }
    return events;
  }

  @Test
  void writesOneDocumentPerEventAndCounts() throws IOException, EventFormatException {
    ParseSummary summary = run(LOG.getBytes(UTF_8));
    assertThat(summary.lines()).isEqualTo(5);
    assertThat(summary.events()).isEqualTo(5);
    assertThat(summary.structured()).isEqualTo(2);
    assertThat(summary.unparsed()).isEqualTo(3);
    assertThat(summary.reasons().toString()).isEqualTo("{no-syslog-header=2, empty-line=1}");
    List<Event> events = written();
    assertThat(events).hasSize(5);
    assertThat(events.get(1).id())
        .isEqualTo(EventId.of("parse", "auth.log", LOG.indexOf("garbage"), 0));
    assertThat(events.get(1).get("log.offset")).isEqualTo((long) LOG.indexOf("garbage"));
    assertThat(events.get(1).text("log.file.path")).isEqualTo("auth.log");
    assertThat(events.get(0).text("message")).endsWith("ssh2");
  }

  @Test
  void readsGzipAlike() throws IOException {
    run(LOG.getBytes(UTF_8));
    String plain = json.toString(UTF_8);
    json.reset();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(LOG.getBytes(UTF_8));
    }
    run(packed.toByteArray());
    assertThat(json.toString(UTF_8)).isEqualTo(plain);
  }

  @Test
  void cutsLinesThatAreTooLong() throws IOException, EventFormatException {
    byte[] input = ("x".repeat((1 << 20) + 5) + "\nMar 14 08:30:02 h app: y").getBytes(UTF_8);
    ParseSummary summary = run(input);
    assertThat(summary.reasons()).containsOnlyKeys("truncated");
    assertThat(written().get(1).get("log.offset")).isEqualTo((1L << 20) + 6);
  }

  @Test
  void takesEmptyAndTinyInputs() throws IOException {
    assertThat(run(new byte[0]).lines()).isZero();
    assertThat(run(new byte[] {'x'}).lines()).isEqualTo(1);
    assertThat(run(new byte[] {'\n'}).lines()).isEqualTo(1);
  }

  @Test
  void namesTheSourcesThereAre() {
    assertThatThrownBy(
            () ->
                new ParseFile("x", new EventInspector())
                    .run(new ByteArrayInputStream(new byte[0]), "nope", Reading.CONTEXT, json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown source 'nope'")
        .hasMessageContaining("apache-error");
    assertThat(Sources.list())
        .extracting(SourceInfo::name)
        .containsExactly(
            "sshd",
            "syslog",
            "nginx",
            "apache",
            "apache-error",
            "auditd",
            "zeek",
            "samba",
            "postgresql",
            "ecs",
            "json");
    assertThat(Sources.list()).allMatch(s -> !s.zh().isBlank() && !s.en().isBlank());
  }
}
