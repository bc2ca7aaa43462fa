package org.watchfire.collector.spool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Unsigned LEB128 numbers and length-prefixed bytes, the only encoding inside frames and positions.
 */
public final class Varint {

  private Varint() {}

  /** Appends a number of at most 64 bits. */
  public static void put(ByteArrayOutputStream out, long value) {
    long v = value;
    while ((v & ~0x7fL) != 0) {
      out.write((int) (v & 0x7f) | 0x80);
      v >>>= 7;
    }
    out.write((int) v);
  }

  /** Appends length and bytes. */
  public static void put(ByteArrayOutputStream out, byte[] bytes) {
    put(out, bytes.length);
    out.write(bytes, 0, bytes.length);
  }

  /** Appends length and UTF-8 bytes. */
  public static void put(ByteArrayOutputStream out, String text) {
    put(out, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads a number; throws when it does not end or is longer than 64 bits. */
  public static long get(ByteBuffer in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!in.hasRemaining()) {
        throw new IOException("number ends early");
      }
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IOException("number longer than 64 bits");
  }

  /** Reads length-prefixed bytes. */
  public static byte[] bytes(ByteBuffer in) throws IOException {
    long length = get(in);
    if (length < 0 || length > in.remaining()) {
      throw new IOException("length " + length + " exceeds the " + in.remaining() + " bytes left");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  /** Reads length-prefixed UTF-8 text. */
  public static String text(ByteBuffer in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }
}
