package org.watchfire.collector.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32C;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Frames of one segment on disk: {@code length, index, CRC32C of the sealed bytes, CRC32C of the 12
 * bytes before} (4 bytes each), then the sealed bytes: AES-256-GCM under the segment's key, nonce =
 * segment id ‖ index, the 16 header bytes' first 8 as associated data. The CRCs tell a torn write
 * from tampering and let a reader find the next whole frame after damage; GCM gives the
 * authenticity. Not thread-safe.
 */
final class SegmentCipher {

  static final int FRAME_HEADER = 16;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final long segmentId;
  private final Cipher cipher;

  SegmentCipher(SpoolKey key, SegmentHeader header) {
    this.key = key.segmentKey(header.bytes());
    this.segmentId = header.id();
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks AES/GCM", e);
    }
  }

  /** Seals a frame body; {@code index} must be new for this segment. */
  ByteBuffer seal(int index, byte[] body) {
    try {
      int length = body.length + TAG_BITS / 8;
      ByteBuffer out = ByteBuffer.allocate(FRAME_HEADER + length);
      out.putInt(length).putInt(index);
      init(Cipher.ENCRYPT_MODE, index, length);
      cipher.doFinal(body, 0, body.length, out.array(), FRAME_HEADER);
      out.putInt(crc(out.array(), FRAME_HEADER, length));
      out.putInt(crc(out.array(), 0, 12));
      out.rewind();
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to seal a spool frame", e);
    }
  }

  /** Opens the sealed bytes of a frame whose checksums are right. */
  byte[] open(int index, byte[] sealed) throws IOException {
    try {
      init(Cipher.DECRYPT_MODE, index, sealed.length);
      return cipher.doFinal(sealed);
    } catch (AEADBadTagException e) {
      throw new IOException("frame " + index + " is not authentic (wrong key or altered)", e);
    } catch (GeneralSecurityException e) {
      throw new IOException("frame " + index + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private void init(int mode, int index, int length) throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(12).putLong(segmentId).putInt(index).array();
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(ByteBuffer.allocate(8).putInt(length).putInt(index).array());
  }

  static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
