package org.watchfire.collector.spool;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.zip.CRC32C;

/**
 * First 48 bytes of a segment file: magic {@code WFSPOOL1}, segment id, epoch, number of the next
 * event (8 bytes each), 12 bytes salt, CRC32C. Bound to every frame through the segment's key.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record SegmentHeader(long id, long epoch, long firstSeq, byte[] salt) {

  static final int SIZE = 48;
  private static final long MAGIC = 0x574653504f4f4c31L;
  private static final int SALT = 12;

  static SegmentHeader fresh(long id, long epoch, long firstSeq, SecureRandom random) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return new SegmentHeader(id, epoch, firstSeq, salt);
  }

  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(SIZE);
    out.putLong(MAGIC).putLong(id).putLong(epoch).putLong(firstSeq).put(salt);
    out.putInt(crc(out.array()));
    return out.array();
  }

  static SegmentHeader parse(byte[] bytes) throws DamagedSegmentException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length != SIZE || in.getLong() != MAGIC) {
      throw new DamagedSegmentException("not a spool segment");
    }
    long id = in.getLong();
    long epoch = in.getLong();
    long firstSeq = in.getLong();
    byte[] salt = new byte[SALT];
    in.get(salt);
    if (in.getInt() != crc(bytes)) {
      throw new DamagedSegmentException("segment header is damaged");
    }
    return new SegmentHeader(id, epoch, firstSeq, salt);
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, SIZE - 4);
    return (int) crc.getValue();
  }
}
