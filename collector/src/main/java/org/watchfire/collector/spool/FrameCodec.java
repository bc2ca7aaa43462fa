package org.watchfire.collector.spool;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plain bytes of a frame: {@code flags, epoch, firstSeq, count, (length, event)*, positions, (key,
 * value)*}, all numbers LEB128, compressed with zstd. The raw size stands in front so that a reader
 * allocates once.
 */
final class FrameCodec {

  /** No frame is larger than this before compression; a writer that needs more splits its batch. */
  static final int MAX_RAW = 64 << 20;

  private static final int LEVEL = 1;

  private FrameCodec() {}

  static byte[] encode(
      boolean snapshot,
      long epoch,
      long firstSeq,
      int count,
      ByteArrayOutputStream events,
      Map<String, byte[]> positions)
      throws IOException {
    ByteArrayOutputStream raw = new ByteArrayOutputStream(events.size() + 256);
    Varint.put(raw, snapshot ? 1 : 0);
    Varint.put(raw, epoch);
    Varint.put(raw, firstSeq);
    Varint.put(raw, count);
    events.writeTo(raw);
    Varint.put(raw, positions.size());
    for (Map.Entry<String, byte[]> e : positions.entrySet()) {
      Varint.put(raw, e.getKey());
      Varint.put(raw, e.getValue());
    }
    if (raw.size() > MAX_RAW) {
      throw new IOException("frame of " + raw.size() + " bytes exceeds " + MAX_RAW);
    }
    byte[] packed = Zstd.compress(raw.toByteArray(), LEVEL);
    return ByteBuffer.allocate(4 + packed.length).putInt(raw.size()).put(packed).array();
  }

  /** Reads what {@link #encode} wrote; any other bytes give an IOException. */
  static Frame decode(byte[] bytes) throws IOException {
    if (bytes.length < 4) {
      throw new IOException("frame body shorter than its size field");
    }
    int size = ByteBuffer.wrap(bytes).getInt();
    if (size < 0 || size > MAX_RAW) {
      throw new IOException("frame claims " + size + " bytes");
    }
    byte[] raw = new byte[size];
    long got;
    try {
      got = Zstd.decompressByteArray(raw, 0, size, bytes, 4, bytes.length - 4);
    } catch (ZstdException e) {
      throw new IOException("frame does not decompress: " + e.getMessage(), e);
    }
    if (got != size) {
      throw new IOException("frame has " + got + " bytes, claims " + size);
    }
    ByteBuffer in = ByteBuffer.wrap(raw);
    boolean snapshot = Varint.get(in) == 1;
    long epoch = Varint.get(in);
    long firstSeq = Varint.get(in);
    long count = Varint.get(in);
    if (count < 0 || count > in.remaining()) {
      throw new IOException("frame claims " + count + " events");
    }
    List<byte[]> events = new ArrayList<>((int) count);
    for (long i = 0; i < count; i++) {
      events.add(Varint.bytes(in));
    }
    long positionCount = Varint.get(in);
    Map<String, byte[]> positions = new LinkedHashMap<>();
    for (long i = 0; i < positionCount; i++) {
      positions.put(Varint.text(in), Varint.bytes(in));
    }
    return new Frame(snapshot, epoch, firstSeq, events, positions);
  }
}
