package org.watchfire.collector.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.text.Addresses;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;

/** Promises that every event keeps, as exceptions so that fuzzing sees them too. */
final class ParsedChecks {
  private ParsedChecks() {}

  static void check(Parsed parsed) throws EventFormatException {
    Event event = parsed.event().build();
    require(!Problems.PARSER_FAILURE.equals(parsed.problem()), "the parser failed");
    require(event.timestamp() != null, "no time");
    for (String field :
        List.of("ecs.version", "event.kind", "event.dataset", "event.module", "event.created")) {
      require(event.text(field) != null, field + " is missing");
    }
    for (String field : List.of("source.ip", "destination.ip")) {
      String ip = event.text(field);
      require(ip == null || Addresses.ip(ip) != null, field + " holds no address");
    }
    for (String field : List.of("source.port", "destination.port", "process.pid", "url.port")) {
      Object number = event.get(field);
      require(number == null || number instanceof Long, field + " is no number");
    }
    require(!(event.get("user.id") instanceof Long), "user.id is no text");
    String original = event.text("event.original");
    require(
        original == null || original.getBytes(UTF_8).length <= 8192, "the original is too long");
    EventCodec.decode(EventCodec.encode(event));
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }
}
