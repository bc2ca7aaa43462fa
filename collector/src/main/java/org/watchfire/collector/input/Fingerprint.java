package org.watchfire.collector.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Hash of some bytes of a file: its first up to 1,024 ({@link #head}), or the up to 256 before an
 * offset ({@link #before}). Together with the inode they tell a file that grew from one that was
 * replaced.
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are defined
record Fingerprint(int length, byte[] hash) {

  static final int HEAD = 1024;
  static final int TAIL = 256;
  static final Fingerprint NONE = new Fingerprint(0, new byte[0]);

  static Fingerprint head(SeekableByteChannel file, long size) throws IOException {
    return of(file, 0, (int) Math.min(HEAD, size));
  }

  static Fingerprint before(SeekableByteChannel file, long offset) throws IOException {
    int length = (int) Math.min(TAIL, offset);
    return of(file, offset - length, length);
  }

  /** Whether the bytes from {@code at} still have this hash; no bytes always match. */
  boolean matches(SeekableByteChannel file, long at) throws IOException {
    return length == 0 || of(file, at, length).equals(this);
  }

  static Fingerprint of(byte[] bytes, int from, int length) {
    return length == 0 ? NONE : new Fingerprint(length, hash(ByteBuffer.wrap(bytes, from, length)));
  }

  private static Fingerprint of(SeekableByteChannel file, long at, int length) throws IOException {
    if (length == 0) {
      return NONE;
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    file.position(at);
    while (bytes.hasRemaining()) {
      if (file.read(bytes) < 0) {
        break;
      }
    }
    bytes.flip();
    return new Fingerprint(bytes.remaining(), hash(bytes));
  }

  private static byte[] hash(ByteBuffer bytes) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(bytes);
      return Arrays.copyOf(sha.digest(), 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Fingerprint f && f.length == length && Arrays.equals(f.hash, hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }
}
