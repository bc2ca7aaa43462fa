package org.watchfire.store.bundle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.bouncycastle.crypto.digests.SM3Digest;

/** The sums of a file while it is written or read: SHA-256, SM3 and the CRC-32 of the zip. */
public final class FileSums {
  private final MessageDigest sha256;
  private final SM3Digest sm3 = new SM3Digest();
  private final CRC32 crc = new CRC32();
  private long size;

  public FileSums() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public void update(byte[] data, int offset, int length) {
    sha256.update(data, offset, length);
    sm3.update(data, offset, length);
    crc.update(data, offset, length);
    size += length;
  }

  /** CRC-32 of what was given so far. */
  public int crc() {
    return (int) crc.getValue();
  }

  /** The file's line in the manifest; ends the sums. */
  public Manifest.FileEntry entry(String name) {
    byte[] national = new byte[sm3.getDigestSize()];
    sm3.doFinal(national, 0);
    return new Manifest.FileEntry(name, size, hex(sha256.digest()), hex(national));
  }

  /** Sums of one array. */
  public static FileSums of(byte[] data) {
    FileSums sums = new FileSums();
    sums.update(data, 0, data.length);
    return sums;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
