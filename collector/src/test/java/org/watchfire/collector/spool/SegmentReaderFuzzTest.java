package org.watchfire.collector.spool;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

/** Whatever lies in a segment file, reading it ends and throws nothing but IOException. */
class SegmentReaderFuzzTest {

  private static final SpoolKey KEY = new SpoolKey(new byte[32]);

  @FuzzTest(maxDuration = "10s")
  void readsAnyBytes(FuzzedDataProvider data) throws IOException {
    SegmentHeader header = SegmentHeader.fresh(1, 1, 1, new SecureRandom(new byte[8]));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    if (data.consumeBoolean()) {
      file.write(header.bytes());
    }
    if (data.consumeBoolean()) {
      byte[] body = FrameCodec.encode(true, 1, 1, 0, new ByteArrayOutputStream(), Map.of());
      file.write(new SegmentCipher(KEY, header).seal(0, body).array());
    }
    file.write(data.consumeRemainingAsBytes());
    Path path = Files.createTempFile("segment", ".seg");
    try {
      Files.write(path, file.toByteArray());
      try (SegmentReader reader = SegmentReader.open(path, KEY)) {
        long size = reader.size();
        while (!(reader.next(size) instanceof SegmentReader.Item.End)) {
          if (reader.position() > size) {
            throw new AssertionError("read beyond the limit");
          }
        }
      } catch (DamagedSegmentException e) {
        // The expected answer to bytes that are no segment.
      }
    } finally {
      Files.delete(path);
    }
  }

  @FuzzTest(maxDuration = "10s")
  void decodesAnyFrameBody(byte[] data) {
    try {
      FrameCodec.decode(data);
    } catch (IOException e) {
      // The expected answer to bytes that are no frame.
    }
  }
}
