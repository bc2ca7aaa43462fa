package org.watchfire.collector.input;

import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines at LF; a CR before it is taken off. A line longer than the
 * limit is handed out as soon as the limit is reached, and the rest of it is skipped. Not
 * thread-safe.
 */
public final class LineFramer {

  /** Longest line that is delivered whole: 1 MiB. */
  public static final int MAX_LINE = 1 << 20;

  /** Receives lines. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param start offset of the first byte
     * @param end offset behind the line and what was consumed of its terminator
     */
    void line(byte[] bytes, long start, long end, boolean truncated) throws InterruptedException;
  }

  private final int limit;
  private byte[] partial = new byte[0];
  private int partialLength;
  private long position;
  private boolean skipping;

  /**
   * @param position offset of the first byte that will be fed
   * @param skipping true when that byte is inside a line whose beginning was delivered already
   */
  public LineFramer(int limit, long position, boolean skipping) {
    this.limit = limit;
    this.position = position;
    this.skipping = skipping;
  }

  /** Offset of the next byte to feed. */
  public long position() {
    return position;
  }

  /** True while the rest of an over-long line is passed over. */
  public boolean skipping() {
    return skipping;
  }

  /** Bytes of the unfinished line that wait for their terminator. */
  public int pending() {
    return partialLength;
  }

  /** Takes the next bytes of the stream. */
  public void feed(byte[] bytes, int from, int length, Sink sink) throws InterruptedException {
    int at = from;
    int end = from + length;
    while (at < end) {
      int lf = indexOfLf(bytes, at, end);
      int stop = lf < 0 ? end : lf;
      if (skipping) {
        position += stop - at;
        if (lf >= 0) {
          position++;
          skipping = false;
        }
      } else if (partialLength + (stop - at) > limit) {
        int take = limit - partialLength;
        byte[] line = join(bytes, at, take);
        long start = position - partialLength;
        position += take;
        partialLength = 0;
        skipping = true;
        sink.line(line, start, position, true);
        at += take;
        continue;
      } else if (lf >= 0) {
        byte[] line = join(bytes, at, stop - at);
        long start = position - partialLength;
        position += stop - at + 1;
        partialLength = 0;
        sink.line(withoutCr(line), start, position, false);
      } else {
        keep(bytes, at, stop - at);
        position += stop - at;
      }
      at = lf < 0 ? end : lf + 1;
    }
  }

  /** Hands out an unfinished line: no terminator will come. */
  public void finish(Sink sink) throws InterruptedException {
    if (partialLength > 0) {
      byte[] line = Arrays.copyOf(partial, partialLength);
      long start = position - partialLength;
      partialLength = 0;
      sink.line(withoutCr(line), start, position, false);
    }
    skipping = false;
  }

  private byte[] join(byte[] bytes, int from, int length) {
    byte[] line = new byte[partialLength + length];
    System.arraycopy(partial, 0, line, 0, partialLength);
    System.arraycopy(bytes, from, line, partialLength, length);
    if (partial.length > 64 << 10) {
      partial = new byte[0];
    }
    return line;
  }

  private void keep(byte[] bytes, int from, int length) {
    if (partial.length < partialLength + length) {
      partial =
          Arrays.copyOf(
              partial, Math.max(partialLength + length, Math.min(limit, partial.length * 2)));
    }
    System.arraycopy(bytes, from, partial, partialLength, length);
    partialLength += length;
  }

  private static int indexOfLf(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static byte[] withoutCr(byte[] line) {
    return line.length > 0 && line[line.length - 1] == '\r'
        ? Arrays.copyOf(line, line.length - 1)
        : line;
  }
}
