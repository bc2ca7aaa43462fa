package org.watchfire.collector.parse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Splits a stream into lines at LF, counting byte offsets. A line longer than the limit is cut, and
 * the rest of it skipped. The last line needs no terminator.
 */
final class LineReader {
  /** Bytes of a line that are kept: 1 MiB. */
  static final int LIMIT = 1 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[64 * 1024];
  private int from;
  private int to;
  private long offset;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** The next line; null at the end. */
  Line next() throws IOException {
    long start = offset;
    ByteArrayOutputStream collected = null;
    boolean truncated = false;
    while (true) {
      if (from == to) {
        from = 0;
        to = Math.max(0, in.read(buffer));
        if (to == 0) {
          return offset == start ? null : line(collected, 0, start, truncated);
        }
      }
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      boolean complete = end < to;
      int length = end - from;
      offset += length + (complete ? 1 : 0);
      if (complete && collected == null && length <= LIMIT) {
        Line line = line(null, length, start, false);
        from = end + 1;
        return line;
      }
      if (collected == null) {
        collected = new ByteArrayOutputStream(2 * buffer.length);
      }
      int kept = Math.min(length, LIMIT - collected.size());
      collected.write(buffer, from, kept);
      truncated |= kept < length;
      from = complete ? end + 1 : end;
      if (complete) {
        return line(collected, 0, start, truncated);
      }
    }
  }

  private Line line(ByteArrayOutputStream collected, int length, long start, boolean truncated) {
    byte[] bytes;
    if (collected != null) {
      bytes = collected.toByteArray();
    } else {
      bytes = new byte[length];
      System.arraycopy(buffer, from, bytes, 0, length);
    }
    return new Line(bytes, start, truncated);
  }
}
