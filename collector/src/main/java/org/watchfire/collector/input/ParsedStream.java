package org.watchfire.collector.input;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.collector.parse.Line;
import org.watchfire.collector.parse.LineParser;
import org.watchfire.collector.parse.Parsed;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;

/**
 * One parser over one stream of lines, and the answer to: from where must the stream be read again
 * after a crash?
 *
 * <p>A parser may hold lines back while it gives out events of other lines. The resume point is the
 * last offset at which a fresh parser would continue exactly alike: nothing was held, or only the
 * line that begins there. Events given out since then are remembered by (offset, sub-index); when
 * the lines are read again those are left out. Not thread-safe.
 */
public final class ParsedStream {

  private static final Logger LOG = LoggerFactory.getLogger(ParsedStream.class);

  /** When this much was given out behind the resume point, what is held is given out too. */
  private static final int MAX_AHEAD = 2048;

  private static final long MAX_AHEAD_BYTES = 4 << 20;

  /** Identity of an event within its generation. */
  record Key(long offset, int subIndex) {}

  private final LineParser parser;
  private final EventEncoder encoder;
  private final Origin origin;
  private final Set<Key> again;
  private final Set<Key> ahead;
  private long resume;

  ParsedStream(
      LineParser parser, EventEncoder encoder, Origin origin, long resume, Collection<Key> given) {
    this.parser = parser;
    this.encoder = encoder;
    this.origin = origin;
    this.resume = resume;
    this.again = new HashSet<>(given);
    this.ahead = new HashSet<>(given);
  }

  /** A stream that cannot be read again. */
  ParsedStream(LineParser parser, EventEncoder encoder, Origin origin) {
    this(parser, encoder, origin, 0, List.of());
  }

  long resume() {
    return resume;
  }

  Set<Key> ahead() {
    return ahead;
  }

  Counters counters() {
    return encoder.counters();
  }

  Origin origin() {
    return origin;
  }

  boolean holding() {
    return parser.heldFrom().isPresent();
  }

  long holdNanos() {
    return parser.holdTime().toNanos();
  }

  /**
   * Parses a line that ends (terminator included) at {@code end}; encoded events are added to
   * {@code out}.
   */
  void line(byte[] bytes, long start, long end, boolean truncated, List<byte[]> out) {
    encoder.counters().lines.increment();
    if (truncated) {
      encoder.counters().truncatedLines.increment();
    }
    List<Parsed> parsed = new ArrayList<>(2);
    try {
      parser.accept(new Line(bytes, start, truncated), parsed::add);
    } catch (RuntimeException e) {
      // A defect of a parser must cost neither the line nor the agent.
      encoder.counters().parserFailures.increment();
      LOG.error("parser {} failed at {}:{}", origin.source(), origin.path(), start, e);
      parsed.add(failure(bytes, start, e));
    }
    give(parsed, out);
    OptionalLong held = parser.heldFrom();
    if (held.isEmpty()) {
      settle(end);
    } else if (held.getAsLong() == start) {
      resume = start;
      ahead.removeIf(k -> k.offset() < start);
      again.removeIf(k -> k.offset() < start);
    } else if (ahead.size() > MAX_AHEAD || end - resume > MAX_AHEAD_BYTES) {
      flush(end, out);
    }
  }

  /** Gives out what is held; {@code end} is the offset behind the last line. */
  void flush(long end, List<byte[]> out) {
    List<Parsed> parsed = new ArrayList<>(2);
    try {
      parser.flush(parsed::add);
    } catch (RuntimeException e) {
      encoder.counters().parserFailures.increment();
      LOG.error("parser {} failed in flush of {}", origin.source(), origin.path(), e);
    }
    give(parsed, out);
    settle(end);
  }

  private void settle(long end) {
    resume = end;
    ahead.clear();
    again.clear();
  }

  private void give(List<Parsed> parsed, List<byte[]> out) {
    for (Parsed p : parsed) {
      Key key = new Key(p.offset(), p.subIndex());
      if (!again.remove(key)) {
        out.add(encoder.encode(p, origin));
        ahead.add(key);
      }
    }
  }

  private static Parsed failure(byte[] bytes, long start, RuntimeException e) {
    String text =
        new String(bytes, 0, Math.min(bytes.length, 8192), java.nio.charset.StandardCharsets.UTF_8);
    Event.Builder b =
        Event.builder()
            .put(EcsFields.EVENT_KIND, EcsFields.KIND_PIPELINE_ERROR)
            .put(EcsFields.ERROR_MESSAGE, "parser failure: " + e.getClass().getSimpleName())
            .put(EcsFields.MESSAGE, text)
            .put(EcsFields.EVENT_ORIGINAL, text);
    return new Parsed(b, start, 0, false, "parser_failure");
  }
}
