package org.watchfire.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;

/** The rest of a file that was rotated and compressed while the agent was stopped. */
final class CompressedRest {

  private CompressedRest() {}

  /**
   * Reads a gzip file from the position's offset to its end, when its content begins with what was
   * read.
   *
   * @return false when it is another file, or reading was stopped: the position then stands where
   *     it stood
   */
  static boolean read(
      Path gz, TailPosition p, SourceSpec source, EventSink sink, CountDownLatch stop)
      throws IOException, InterruptedException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(gz), 16 << 10)) {
      byte[] head = in.readNBytes(p.head().length());
      if (!Fingerprint.of(head, 0, head.length).equals(p.head())) {
        return false;
      }
      byte[] before = last(in, head, p.offset(), p.tail().length());
      if (before == null || !Fingerprint.of(before, 0, before.length).equals(p.tail())) {
        return false;
      }
      if (p.offset() < head.length) {
        // The fingerprint may reach behind the resume point (an unfinished line): begin again.
        return rest(gz, p, source, sink, stop);
      }
      StreamReader.read(
          in, source.file(p.generation(), p.firstPath(), p.offset(), p.given()), p, sink, stop);
      return stop.getCount() > 0;
    }
  }

  /** Fingerprint of the content's beginning. */
  static Fingerprint head(Path gz) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(gz), 16 << 10)) {
      byte[] head = in.readNBytes(Fingerprint.HEAD);
      return Fingerprint.of(head, 0, head.length);
    }
  }

  private static boolean rest(
      Path gz, TailPosition p, SourceSpec source, EventSink sink, CountDownLatch stop)
      throws IOException, InterruptedException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(gz), 16 << 10)) {
      in.skipNBytes(p.offset());
      StreamReader.read(
          in, source.file(p.generation(), p.firstPath(), p.offset(), p.given()), p, sink, stop);
      return stop.getCount() > 0;
    }
  }

  /**
   * The {@code length} bytes before {@code offset}, of a stream whose first bytes were read; null
   * if it is shorter.
   */
  private static byte[] last(InputStream in, byte[] head, long offset, int length)
      throws IOException {
    if (offset <= head.length) {
      return Arrays.copyOfRange(head, (int) offset - length, (int) offset);
    }
    long skip = offset - length - head.length;
    if (skip >= 0) {
      try {
        in.skipNBytes(skip);
      } catch (java.io.EOFException e) {
        return null;
      }
      byte[] before = in.readNBytes(length);
      return before.length == length ? before : null;
    }
    byte[] more = in.readNBytes((int) (offset - head.length));
    if (more.length < offset - head.length) {
      return null;
    }
    byte[] all = Arrays.copyOf(head, head.length + more.length);
    System.arraycopy(more, 0, all, head.length, more.length);
    return Arrays.copyOfRange(all, all.length - length, all.length);
  }
}
