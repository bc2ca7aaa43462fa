package org.watchfire.core.share;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoSuites;

/**
 * One share of a root key. {@code toString} never shows it.
 *
 * <p>Bytes: format (1), suite (1: INTL 1, SM 2), threshold, count, index (1 each), set (4), data
 * (32 or 16), and the first four bytes of the hash of all that. As text: {@code
 * WFS-<index>-<groups>}, see {@link GroupedText}.
 *
 * @param suite of the key that is shared
 * @param threshold how many shares give it back, 2 to 16
 * @param count how many there are, at most 32
 * @param index which one this is, from 1
 * @param set 8 hex characters that all shares of one splitting have in common
 * @param data the share itself: a secret
 */
public record KeyShare(String suite, int threshold, int count, int index, String set, byte[] data) {
  static final int MOST_SHARES = 32;
  private static final int MOST_NEEDED = 16;
  private static final String PREFIX = "WFS";
  private static final int FORMAT = 1;
  private static final int HEAD = 9;
  private static final int DIGEST = 4;
  private static final int LONGEST_TEXT = 400;

  public KeyShare {
    requireCounts(threshold, count);
    if (index < 1
        || index > count
        || !set.matches("[0-9a-f]{8}")
        || data.length != AeadKey.length(suite)) {
      throw new IllegalArgumentException("malformed share");
    }
    data = data.clone();
  }

  static void requireCounts(int threshold, int count) {
    if (threshold < 2 || threshold > MOST_NEEDED || count < threshold || count > MOST_SHARES) {
      throw new IllegalArgumentException(
          "expected 2 to "
              + MOST_NEEDED
              + " shares needed of at most "
              + MOST_SHARES
              + ", and not more needed than there are");
    }
  }

  /** The share as its keeper writes it down: a secret. */
  public String text() {
    byte[] head = head();
    byte[] all =
        ByteBuffer.allocate(HEAD + data.length + DIGEST)
            .put(head)
            .put(data)
            .put(digest(suite, head, data), 0, DIGEST)
            .array();
    return PREFIX + "-" + index + "-" + GroupedText.encode(all);
  }

  /**
   * Reads a share as it was typed in.
   *
   * @throws ShareException naming the group that has a typing error, or what else is wrong
   */
  public static KeyShare parse(String text) throws ShareException {
    if (text.length() > LONGEST_TEXT) {
      throw new ShareException("this is too long for a share");
    }
    String[] parts = text.strip().toUpperCase(Locale.ROOT).split("[\\s-]+", 3);
    if (parts.length != 3 || !parts[0].equals(PREFIX) || !parts[1].matches("[0-9]{1,2}")) {
      throw new ShareException("a share begins with " + PREFIX + "- and its number");
    }
    byte[] all = GroupedText.decode(parts[2]);
    if (all.length < HEAD || all[0] != FORMAT || all[1] < 1 || all[1] > 2) {
      throw new ShareException("this is not a share of a form that is known here");
    }
    String suite = all[1] == 1 ? "INTL" : "SM";
    int length = AeadKey.length(suite);
    int groups = GroupedText.groups(HEAD + length + DIGEST);
    if (all.length != groups * 20 / 8) {
      throw new ShareException("the share is not complete: " + groups + " groups are expected");
    }
    byte[] data = Arrays.copyOfRange(all, HEAD, HEAD + length);
    byte[] digest = Arrays.copyOfRange(all, HEAD + length, HEAD + length + DIGEST);
    KeyShare share;
    try {
      share =
          new KeyShare(suite, all[2], all[3], all[4], HexFormat.of().formatHex(all, 5, HEAD), data);
    } catch (IllegalArgumentException e) {
      throw new ShareException("the share contradicts itself", e);
    }
    if (!Arrays.equals(digest, Arrays.copyOf(digest(suite, share.head(), data), DIGEST))) {
      throw new ShareException("the share is damaged in more than one place");
    }
    if (share.index != Integer.parseInt(parts[1])) {
      throw new ShareException("the number before the groups is not that of the share");
    }
    return share;
  }

  /** 12 hex characters by which the share is recognised and that tell nothing about it. */
  public String fingerprint() {
    byte[] label = "watchfire share fingerprint\n".getBytes(StandardCharsets.US_ASCII);
    byte[] head = head();
    byte[] input =
        ByteBuffer.allocate(label.length + head.length + data.length)
            .put(label)
            .put(head)
            .put(data)
            .array();
    return HexFormat.of().formatHex(CryptoSuites.named(suite).hash(input), 0, 6);
  }

  private byte[] head() {
    return ByteBuffer.allocate(HEAD)
        .put((byte) FORMAT)
        .put((byte) (suite.equals("INTL") ? 1 : 2))
        .put((byte) threshold)
        .put((byte) count)
        .put((byte) index)
        .put(HexFormat.of().parseHex(set))
        .array();
  }

  private static byte[] digest(String suite, byte[] head, byte[] material) {
    return CryptoSuites.named(suite)
        .hash(ByteBuffer.allocate(head.length + material.length).put(head).put(material).array());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof KeyShare other && text().equals(other.text());
  }

  @Override
  public int hashCode() {
    return set.hashCode() * 31 + index;
  }

  @Override
  public String toString() {
    return "KeyShare[" + set + " " + index + " of " + count + "]";
  }
}
