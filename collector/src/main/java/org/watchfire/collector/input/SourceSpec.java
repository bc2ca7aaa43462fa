package org.watchfire.collector.input;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.SourceInfo;
import org.watchfire.collector.parse.Sources;

/**
 * How the lines of one input become events.
 *
 * @param source name of the parser, one of {@link Sources#list()}
 * @param context what the parser must know
 * @param fields static fields of every event
 */
public record SourceSpec(
    String source, ParseContext context, Map<String, String> fields, EventEncoder encoder) {

  /** Refuses an unknown source, naming the known ones. */
  public SourceSpec {
    fields = Map.copyOf(fields);
    info(source);
  }

  private static SourceInfo info(String source) {
    for (SourceInfo s : Sources.list()) {
      if (s.name().equals(source)) {
        return s;
      }
    }
    throw new IllegalArgumentException(
        "unknown source '"
            + source
            + "', expected one of "
            + String.join(", ", Sources.list().stream().map(SourceInfo::name).toList()));
  }

  private Origin origin(String generation, String path, String address) {
    String dataset = info(source).dataset();
    if (dataset.contains("*")) {
      dataset = source + ".log";
    }
    return new Origin(source, dataset, generation, path, address, fields);
  }

  /** A stream of lines that can be read again from {@code resume}. */
  ParsedStream file(
      String generation, String path, long resume, Collection<ParsedStream.Key> given) {
    return new ParsedStream(
        Sources.open(source, context), encoder, origin(generation, path, null), resume, given);
  }

  /** A stream of messages of one network sender. */
  ParsedStream sender(String generation, String host, String address) {
    ParseContext c =
        new ParseContext(
            context.zone(),
            context.year(),
            host,
            context.clock(),
            context.staticFields(),
            context.options());
    return new ParsedStream(
        Sources.open(source, c), encoder, origin(generation, null, address), 0, List.of());
  }
}
