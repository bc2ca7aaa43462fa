package org.watchfire.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Reads a stream that ends: a replayed file, standard input, the rest of a compressed file. */
public final class StreamReader {

  private static final int CHUNK = 64 << 10;
  private static final int APPEND_BYTES = 1 << 20;

  private final ParsedStream parsed;
  private final TailPosition start;
  private final EventSink sink;
  private final LineFramer framer;
  private List<byte[]> out = new ArrayList<>();
  private int outBytes;

  private StreamReader(ParsedStream parsed, TailPosition start, EventSink sink) {
    this.parsed = parsed;
    this.start = start;
    this.sink = sink;
    this.framer = new LineFramer(LineFramer.MAX_LINE, start.offset(), start.skipping());
  }

  /**
   * Reads from the present place of {@code in}, which is {@code start}'s offset, to the end or
   * until stopped.
   */
  static void read(
      InputStream in, ParsedStream parsed, TailPosition start, EventSink sink, CountDownLatch stop)
      throws IOException, InterruptedException {
    StreamReader reader = new StreamReader(parsed, start, sink);
    Counters counters = parsed.counters();
    byte[] buffer = new byte[CHUNK];
    int n = in.read(buffer);
    while (n >= 0 && stop.getCount() > 0) {
      counters.bytes.add(n);
      reader.framer.feed(buffer, 0, n, reader::line);
      reader.commit();
      n = in.read(buffer);
    }
    if (n < 0) {
      reader.framer.finish(reader::line);
      parsed.flush(reader.framer.position(), reader.out);
      reader.commit();
    }
  }

  /**
   * Reads a whole stream under a generation that its content determines, continuing where an
   * interrupted run of the same content stopped. At the end the position is removed.
   *
   * @param path what {@code log.file.path} says, null for none
   * @param stored positions by key as the spool recovered them
   */
  public static void replay(
      InputStream in,
      String generation,
      String path,
      SourceSpec source,
      EventSink sink,
      Map<String, byte[]> stored,
      CountDownLatch stop)
      throws IOException, InterruptedException {
    String key = TailPosition.spoolKey(generation);
    TailPosition start =
        stored.containsKey(key)
            ? TailPosition.decode(stored.get(key))
            : new TailPosition(
                "replay",
                generation,
                path == null ? "" : path,
                path == null ? "" : path,
                new FileKey(0, 0, 0),
                Fingerprint.NONE,
                0,
                Fingerprint.NONE,
                false,
                true,
                List.of());
    in.skipNBytes(start.offset());
    ParsedStream parsed = source.file(generation, path, start.offset(), start.given());
    read(in, parsed, start, sink, stop);
    if (stop.getCount() > 0) {
      sink.append(List.of(), Map.of(key, new byte[0]));
    }
  }

  private void line(byte[] bytes, long from, long end, boolean truncated)
      throws InterruptedException {
    int before = out.size();
    parsed.line(bytes, from, end, truncated, out);
    for (int i = before; i < out.size(); i++) {
      outBytes += out.get(i).length;
    }
    if (outBytes >= APPEND_BYTES) {
      commit();
    }
  }

  private void commit() throws InterruptedException {
    TailPosition position =
        new TailPosition(
            start.input(),
            start.generation(),
            start.path(),
            start.firstPath(),
            start.key(),
            start.head(),
            parsed.resume(),
            // The beginning alone identifies a stream: it does not change any more.
            Fingerprint.NONE,
            framer.skipping() && parsed.resume() == framer.position(),
            true,
            List.copyOf(parsed.ahead()));
    sink.append(out, Map.of(TailPosition.spoolKey(start.generation()), position.encode()));
    out = new ArrayList<>();
    outBytes = 0;
  }
}
