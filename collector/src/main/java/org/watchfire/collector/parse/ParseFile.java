package org.watchfire.collector.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventId;
import org.watchfire.rules.inspect.EventInspector;

/**
 * Parses a whole input without an agent: what {@code watchfire parse} does. Events are inspected
 * and masked as an agent would, and written as one ECS JSON document per line.
 */
public final class ParseFile {
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private final String name;
  private final EventInspector inspector;

  /**
   * @param name what the input is called; goes into {@code event.id} and {@code log.file.path}, so
   *     the same name and content give the same ids
   */
  public ParseFile(String name, EventInspector inspector) {
    this.name = name;
    this.inspector = inspector;
  }

  /**
   * Reads all lines and writes all events. Neither stream is closed.
   *
   * @param in the lines; compressed or not is seen from the first bytes
   * @param source a name of {@link Sources}
   * @throws IllegalArgumentException when there is no such source
   * @throws IOException when reading or writing fails, or compressed data is damaged
   */
  public ParseSummary run(InputStream in, String source, ParseContext context, OutputStream json)
      throws IOException {
    LineParser parser = Sources.open(source, context);
    LineReader lines = new LineReader(plain(in));
    Tally tally = new Tally(json);
    long count = 0;
    try {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        count++;
        parser.accept(line, tally);
      }
      parser.flush(tally);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    json.flush();
    return tally.summary(count);
  }

  private static InputStream plain(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(in, 2);
    int first = start.read();
    int second = first < 0 ? -1 : start.read();
    if (second >= 0) {
      start.unread(second);
    }
    if (first >= 0) {
      start.unread(first);
    }
    return first == GZIP_FIRST && second == GZIP_SECOND
        ? new GZIPInputStream(start, 64 * 1024)
        : start;
  }

  /** Writes and counts. */
  private final class Tally implements Consumer<Parsed> {
    private final OutputStream json;
    private final Map<String, Long> reasons = new HashMap<>();
    private long events;
    private long structured;

    Tally(OutputStream json) {
      this.json = json;
    }

    @Override
    public void accept(Parsed parsed) {
      events++;
      if (parsed.structured()) {
        structured++;
      } else {
        reasons.merge(parsed.problem(), 1L, Long::sum);
      }
      Event.Builder event = parsed.event();
      event.put(EcsFields.EVENT_ID, EventId.of("parse", name, parsed.offset(), parsed.subIndex()));
      event.put(EcsFields.LOG_FILE_PATH, name);
      event.put(EcsFields.LOG_OFFSET, parsed.offset());
      inspector.inspect(event);
      try {
        json.write(EventCodec.encode(event.build()));
        json.write('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    ParseSummary summary(long lines) {
      Map<String, Long> sorted = new LinkedHashMap<>();
      reasons.entrySet().stream()
          .sorted(
              Map.Entry.<String, Long>comparingByValue()
                  .reversed()
                  .thenComparing(Map.Entry.comparingByKey()))
          .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
      return new ParseSummary(lines, events, structured, events - structured, sorted);
    }
  }
}
