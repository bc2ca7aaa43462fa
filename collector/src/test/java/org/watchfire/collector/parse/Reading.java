package org.watchfire.collector.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.Event;

/** Lines in, events out, at a fixed time: noon of 15 March 2026 in Shanghai. */
final class Reading {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-15T04:00:00Z"), ZoneOffset.UTC);
  static final ParseContext CONTEXT =
      new ParseContext(ZoneId.of("Asia/Shanghai"), 0, "agent-host", CLOCK, Map.of());

  private Reading() {}

  /** The events of some lines, the parser flushed at the end. */
  static List<Parsed> all(String source, String... lines) {
    return all(source, CONTEXT, lines);
  }

  static List<Parsed> all(String source, ParseContext context, String... lines) {
    List<byte[]> bytes = new ArrayList<>();
    for (String line : lines) {
      bytes.add(line.getBytes(UTF_8));
    }
    return all(source, context, bytes);
  }

  static List<Parsed> all(String source, ParseContext context, List<byte[]> lines) {
    List<Parsed> out = new ArrayList<>();
    LineParser parser = Sources.open(source, context);
    long offset = 0;
    for (byte[] line : lines) {
      parser.accept(new Line(line, offset, false), out::add);
      offset += line.length + 1;
    }
    parser.flush(out::add);
    assertThat(parser.heldFrom()).isEmpty();
    return out;
  }

  /** The one event that some lines are, which must be structured. */
  static Event one(String source, String... lines) {
    List<Parsed> parsed = all(source, lines);
    assertThat(parsed).hasSize(1);
    assertThat(parsed.get(0).problem()).isNull();
    return parsed.get(0).event().build();
  }

  /** Why a line is not readable. */
  static String problem(String source, String line) {
    List<Parsed> parsed = all(source, line);
    assertThat(parsed).hasSize(1);
    Event event = parsed.get(0).event().build();
    assertThat(event.text("event.kind")).isEqualTo("pipeline_error");
    assertThat(event.text("error.message")).isEqualTo(parsed.get(0).problem());
    return parsed.get(0).problem();
  }

  /**
   * Checks {@code field=value} expectations in which lists are joined by commas and {@code field!}
   * means absent.
   */
  static void expect(Event event, String... expectations) {
    for (String expectation : expectations) {
      if (expectation.endsWith("!")) {
        String field = expectation.substring(0, expectation.length() - 1);
        assertThat(event.get(field)).as(field).isNull();
      } else {
        int sign = expectation.indexOf('=');
        String field = expectation.substring(0, sign);
        assertThat(String.join(",", event.texts(field)))
            .as(field)
            .isEqualTo(expectation.substring(sign + 1));
      }
    }
  }
}
