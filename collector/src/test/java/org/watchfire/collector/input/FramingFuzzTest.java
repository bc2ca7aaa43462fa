package org.watchfire.collector.input;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Framing of any bytes ends, never throws and hands out no more than came in. */
class FramingFuzzTest {

  private static final class Sum {
    long bytes;
  }

  @FuzzTest(maxDuration = "10s")
  void syslog(FuzzedDataProvider data) throws InterruptedException {
    int limit = data.consumeInt(1, 64);
    int chunk = data.consumeInt(1, 64);
    byte[] bytes = data.consumeRemainingAsBytes();
    SyslogFramer framer = new SyslogFramer(limit);
    Sum out = new Sum();
    SyslogFramer.Sink sink =
        (m, cut) -> {
          if (m.length == 0 || m.length > Math.max(limit, 9)) {
            throw new AssertionError("message of " + m.length + " bytes");
          }
          out.bytes += m.length;
        };
    for (int at = 0; at < bytes.length; at += chunk) {
      framer.feed(bytes, at, Math.min(chunk, bytes.length - at), sink);
    }
    framer.finish(sink);
    if (out.bytes > bytes.length) {
      throw new AssertionError("more out than in");
    }
  }

  @FuzzTest(maxDuration = "10s")
  void lines(FuzzedDataProvider data) throws InterruptedException {
    int limit = data.consumeInt(1, 64);
    int chunk = data.consumeInt(1, 64);
    byte[] bytes = data.consumeRemainingAsBytes();
    LineFramer framer = new LineFramer(limit, 0, false);
    Sum at = new Sum();
    LineFramer.Sink sink =
        (line, start, end, cut) -> {
          if (start < at.bytes || end < start || line.length > limit) {
            throw new AssertionError("line " + start + "-" + end);
          }
          at.bytes = end;
        };
    for (int i = 0; i < bytes.length; i += chunk) {
      framer.feed(bytes, i, Math.min(chunk, bytes.length - i), sink);
    }
    framer.finish(sink);
    if (framer.position() != bytes.length) {
      throw new AssertionError("position " + framer.position());
    }
  }

  @FuzzTest(maxDuration = "10s")
  void storedPositions(byte[] data) {
    try {
      TailPosition.decode(data);
    } catch (java.io.IOException e) {
      // The expected answer to bytes that are no position.
    }
  }
}
