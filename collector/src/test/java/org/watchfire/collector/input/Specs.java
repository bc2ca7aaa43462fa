package org.watchfire.collector.input;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import org.watchfire.collector.parse.ParseContext;

/** Sources as tests use them. */
final class Specs {

  private Specs() {}

  static SourceSpec of(String source) {
    return of(source, new Counters());
  }

  static SourceSpec of(String source, Counters counters) {
    EventEncoder encoder =
        new EventEncoder("agent-t", "host-t", Clock.systemUTC(), b -> {}, counters);
    return new SourceSpec(
        source,
        new ParseContext(ZoneId.of("UTC"), 0, "host-t", Clock.systemUTC(), Map.of()),
        Map.of("gov.org_unit", "民政局"),
        encoder);
  }

  /** A line that every version of the sshd parser reads, told apart by a number. */
  static String line(int n) {
    return "Nov 20 10:00:00 web01 sshd["
        + (1000 + n)
        + "]: Connection closed by 10.0.0.1 port "
        + n;
  }
}
