package org.watchfire.core.share;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoSuites;

/**
 * What may be known of a root key that is kept in shares: how many, and how each share and the key
 * itself are recognised. Public; as text {@code
 * watchfire-root:<suite>:<threshold>:<count>:<set>:<check value>:<fingerprint,…>}.
 *
 * @param check the check value of the key, see {@link #checkValue}
 * @param fingerprints of the shares, in their order
 */
public record RootDescription(
    String suite, int threshold, int count, String set, String check, List<String> fingerprints) {
  private static final String KIND = "watchfire-root";

  public RootDescription {
    KeyShare.requireCounts(threshold, count);
    CryptoSuites.named(suite);
    fingerprints = List.copyOf(fingerprints);
    if (!set.matches("[0-9a-f]{8}")
        || !check.matches("[0-9a-f]{16}")
        || fingerprints.size() != count
        || !fingerprints.stream().allMatch(f -> f.matches("[0-9a-f]{12}"))) {
      throw new IllegalArgumentException("malformed description of a root key");
    }
  }

  /**
   * 16 hex characters that recognise a root key and do not help to find it: the key has at least
   * 128 random bits.
   */
  public static String checkValue(String suite, byte[] material) {
    if (material.length != AeadKey.length(suite)) {
      throw new IllegalArgumentException("a root key of suite " + suite + " has another length");
    }
    byte[] label = "watchfire root check value\n".getBytes(StandardCharsets.US_ASCII);
    byte[] input =
        ByteBuffer.allocate(label.length + material.length).put(label).put(material).array();
    String check = HexFormat.of().formatHex(CryptoSuites.named(suite).hash(input), 0, 8);
    Arrays.fill(input, (byte) 0);
    return check;
  }

  public String text() {
    return String.join(
        ":",
        KIND,
        suite,
        Integer.toString(threshold),
        Integer.toString(count),
        set,
        check,
        String.join(",", fingerprints));
  }

  /**
   * @throws ShareException when the text is not a description
   */
  public static RootDescription parse(String text) throws ShareException {
    String[] parts = text.strip().split(":", -1);
    if (parts.length != 7 || !parts[0].equals(KIND)) {
      throw new ShareException("the description of a root key begins with " + KIND + ":");
    }
    try {
      return new RootDescription(
          parts[1],
          Integer.parseInt(parts[2]),
          Integer.parseInt(parts[3]),
          parts[4],
          parts[5],
          List.of(parts[6].split(",", -1)));
    } catch (IllegalArgumentException e) {
      throw new ShareException("the description of the root key is malformed", e);
    }
  }

  /**
   * Whether the share is one of these.
   *
   * @throws ShareException saying why not
   */
  public void require(KeyShare share) throws ShareException {
    if (!share.set().equals(set)) {
      throw new ShareException(
          "the share belongs to another splitting (" + share.set() + "), expected " + set);
    }
    if (share.index() > count || !fingerprints.get(share.index() - 1).equals(share.fingerprint())) {
      throw new ShareException("the share is not number " + share.index() + " of this root key");
    }
  }
}
