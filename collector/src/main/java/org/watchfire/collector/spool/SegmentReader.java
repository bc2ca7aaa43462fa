package org.watchfire.collector.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a segment front to back and finds the next whole frame after damage. Not thread-safe. */
final class SegmentReader implements Closeable {

  /** What lies at the reading position. */
  sealed interface Item {
    /** A frame that ends at {@code end}. */
    record Whole(Frame frame, long end) implements Item {}

    /**
     * Bytes that are no frame; a whole frame follows at {@code to} unless {@code last}. {@code cut}
     * when they are the beginning of a frame whose end is not there: a write that was never
     * finished.
     */
    record Damage(long from, long to, boolean last, boolean cut, String reason) implements Item {}

    /** Nothing more below the limit. */
    record End() implements Item {}
  }

  private static final int WINDOW = 64 << 10;

  private final FileChannel file;
  private final SegmentHeader header;
  private final SegmentCipher cipher;
  private long position = SegmentHeader.SIZE;

  private SegmentReader(FileChannel file, SegmentHeader header, SpoolKey key) {
    this.file = file;
    this.header = header;
    this.cipher = new SegmentCipher(key, header);
  }

  /** Opens a segment; fails when its header cannot be read. */
  static SegmentReader open(Path path, SpoolKey key) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new SegmentReader(file, SegmentHeader.parse(read(file, 0, SegmentHeader.SIZE)), key);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  SegmentHeader header() {
    return header;
  }

  long position() {
    return position;
  }

  long size() throws IOException {
    return file.size();
  }

  /** Next item that lies entirely below {@code limit}, a byte position in the file. */
  Item next(long limit) throws IOException {
    if (position >= limit) {
      return new Item.End();
    }
    try {
      Item.Whole whole = frameAt(position, limit);
      position = whole.end();
      return whole;
    } catch (FrameException e) {
      long from = position;
      long to = resync(from + 1, limit);
      position = to;
      return new Item.Damage(from, to, to >= limit, e.cut && to >= limit, e.getMessage());
    }
  }

  private long resync(long from, long limit) throws IOException {
    for (long at = from; at + SegmentCipher.FRAME_HEADER <= limit; at += WINDOW) {
      int want = (int) Math.min(WINDOW + SegmentCipher.FRAME_HEADER, limit - at);
      byte[] window = read(file, at, want);
      for (int i = 0; i + SegmentCipher.FRAME_HEADER <= window.length && i < WINDOW; i++) {
        if (plausible(window, i) && whole(at + i, limit)) {
          return at + i;
        }
      }
    }
    return limit;
  }

  private boolean whole(long at, long limit) throws IOException {
    try {
      frameAt(at, limit);
      return true;
    } catch (FrameException e) {
      return false;
    }
  }

  private static boolean plausible(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes, at + 12, 4).getInt() == SegmentCipher.crc(bytes, at, 12);
  }

  private Item.Whole frameAt(long at, long limit) throws IOException, FrameException {
    if (at + SegmentCipher.FRAME_HEADER > limit) {
      throw new FrameException("frame header ends early", true);
    }
    byte[] head = read(file, at, SegmentCipher.FRAME_HEADER);
    if (head.length < SegmentCipher.FRAME_HEADER || !plausible(head, 0)) {
      throw new FrameException("frame header is damaged", false);
    }
    ByteBuffer in = ByteBuffer.wrap(head);
    int length = in.getInt();
    int index = in.getInt();
    long end = at + SegmentCipher.FRAME_HEADER + length;
    if (length < 0 || end > limit) {
      throw new FrameException("frame ends early", length >= 0);
    }
    byte[] sealed = read(file, at + SegmentCipher.FRAME_HEADER, length);
    if (sealed.length != length || SegmentCipher.crc(sealed, 0, length) != in.getInt()) {
      throw new FrameException("frame checksum is wrong", false);
    }
    try {
      return new Item.Whole(FrameCodec.decode(cipher.open(index, sealed)), end);
    } catch (IOException e) {
      throw new FrameException(e.getMessage(), false);
    }
  }

  private static byte[] read(FileChannel file, long at, int length) throws IOException {
    ByteBuffer out = ByteBuffer.allocate((int) Math.max(0, Math.min(length, file.size() - at)));
    while (out.hasRemaining()) {
      int n = file.read(out, at + out.position());
      if (n < 0) {
        break;
      }
    }
    byte[] bytes = new byte[out.position()];
    System.arraycopy(out.array(), 0, bytes, 0, bytes.length);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static final class FrameException extends Exception {
    private static final long serialVersionUID = 1L;

    final boolean cut;

    FrameException(String message, boolean cut) {
      super(message, null, false, false);
      this.cut = cut;
    }
  }
}
