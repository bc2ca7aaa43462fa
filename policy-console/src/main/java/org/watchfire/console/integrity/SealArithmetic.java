package org.watchfire.console.integrity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.MacKey;

/**
 * The seals themselves, as pure functions.
 *
 * <pre>
 * row seal     = MAC("row"    0 table 0 key 0 content)
 * digest of a bucket = H of (length of key, key, row seal) of each row in the order of the keys
 * table seal   = MAC("table"  0 table 0 revision(8) digests)
 * </pre>
 */
final class SealArithmetic {
  /** Buckets of a table. */
  static final int BUCKETS = 256;

  /** Bytes of one digest. */
  static final int DIGEST = 32;

  private static final HexFormat HEX = HexFormat.of();

  private final CryptoSuite suite;
  private final MacKey key;

  SealArithmetic(CryptoSuite suite, MacKey key) {
    this.suite = suite;
    this.key = key;
  }

  /** The bucket of a key, 0 to 255. */
  int bucket(String table, String rowKey) {
    return suite.hash((table + "\0" + rowKey).getBytes(UTF_8))[0] & 0xff;
  }

  String row(String table, String rowKey, String content) {
    byte[] head = ("row\0" + table + "\0" + rowKey + "\0").getBytes(UTF_8);
    return HEX.formatHex(suite.mac(key, head, content.getBytes(UTF_8)));
  }

  String table(String table, long revision, byte[] digests) {
    byte[] head = ("table\0" + table + "\0").getBytes(UTF_8);
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(revision).array();
    return HEX.formatHex(suite.mac(key, head, number, digests));
  }

  /** Zeros for a bucket without rows. */
  byte[] digest(SortedMap<String, String> seals) {
    if (seals.isEmpty()) {
      return new byte[DIGEST];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    seals.forEach(
        (rowKey, seal) -> {
          byte[] name = rowKey.getBytes(UTF_8);
          out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
          out.writeBytes(name);
          out.writeBytes(seal.getBytes(UTF_8));
        });
    return suite.hash(out.toByteArray());
  }

  /** What a finding is told apart by. */
  String fingerprint(String content) {
    return HEX.formatHex(suite.hash(content.getBytes(UTF_8)), 0, 16);
  }

  static boolean same(byte[] digests, int bucket, byte[] digest) {
    int from = bucket * DIGEST;
    return Arrays.equals(digests, from, from + DIGEST, digest, 0, DIGEST);
  }

  static void put(byte[] digests, int bucket, byte[] digest) {
    System.arraycopy(digest, 0, digests, bucket * DIGEST, DIGEST);
  }
}
