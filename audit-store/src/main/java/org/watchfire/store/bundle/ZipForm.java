package org.watchfire.store.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The one form a zip may have here: members stored without compression one behind the other, then
 * the central directory, then its end record; no extra fields, comments, data descriptors, zip64 or
 * times. Names and contents determine every byte, so nothing can be hidden or changed beside them,
 * and nothing can unpack to more than the file's length.
 */
final class ZipForm {
  static final int LOCAL = 30;
  static final int CENTRAL = 46;
  static final int END = 22;
  static final int MAX_MEMBERS = 65_534;
  static final long MAX_BYTES = 0xffff_fffeL;
  static final int MAX_NAME = 120;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*");
  private static final short VERSION = 10;
  private static final short NO_FLAGS = 0;
  private static final short STORED = 0;
  private static final short MIDNIGHT = 0;
  private static final short FIRST_OF_1980 = 0x21;

  private ZipForm() {}

  /**
   * One file of the zip.
   *
   * @param offset of its local header
   */
  record Member(String name, long size, int crc, long offset) {
    /** Where its content begins. */
    long content() {
      return offset + LOCAL + name.length();
    }

    /** Where the next member begins. */
    long end() {
      return content() + size;
    }
  }

  /** Plain relative paths of lower-case ASCII: the same on every system, and never upwards. */
  static boolean isName(String name) {
    return name.length() <= MAX_NAME && NAME.matcher(name).matches();
  }

  static byte[] local(Member m) {
    ByteBuffer out = buffer(LOCAL + m.name().length());
    out.putInt(0x04034b50);
    common(out, m);
    return out.put(m.name().getBytes(StandardCharsets.US_ASCII)).array();
  }

  static byte[] central(Member m) {
    ByteBuffer out = buffer(CENTRAL + m.name().length());
    out.putInt(0x02014b50).putShort(VERSION);
    common(out, m);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    out.putInt((int) m.offset());
    return out.put(m.name().getBytes(StandardCharsets.US_ASCII)).array();
  }

  static byte[] end(int members, long directoryOffset, long directorySize) {
    ByteBuffer out = buffer(END);
    out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    out.putShort((short) members).putShort((short) members);
    out.putInt((int) directorySize).putInt((int) directoryOffset).putShort((short) 0);
    return out.array();
  }

  static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void common(ByteBuffer out, Member m) {
    out.putShort(VERSION).putShort(NO_FLAGS).putShort(STORED);
    out.putShort(MIDNIGHT).putShort(FIRST_OF_1980).putInt(m.crc());
    out.putInt((int) m.size()).putInt((int) m.size());
    out.putShort((short) m.name().length()).putShort((short) 0);
  }
}
