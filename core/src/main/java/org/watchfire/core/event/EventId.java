package org.watchfire.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The identity of an event: the same line of the same file always has the same id. */
public final class EventId {
  private EventId() {}

  /**
   * SHA-256 over the length-prefixed parts, cut to 128 bit, as 32 hex digits.
   *
   * @param agentId the agent that read the line
   * @param generation the source generation (one life of one file, one connection)
   * @param offset byte offset of the event's first line within the generation
   * @param subIndex which of several events of the same line, from 0
   */
  public static String of(String agentId, String generation, long offset, int subIndex) {
    return ofParts(
        agentId.getBytes(UTF_8),
        generation.getBytes(UTF_8),
        ByteBuffer.allocate(12).putLong(offset).putInt(subIndex).array());
  }

  /** The id of anything that is named by an ordered list of texts; 32 hex digits. */
  public static String ofTexts(String... parts) {
    byte[][] bytes = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = parts[i].getBytes(UTF_8);
    }
    return ofParts(bytes);
  }

  private static String ofParts(byte[]... parts) {
    MessageDigest sha = sha256();
    for (byte[] part : parts) {
      sha.update(ByteBuffer.allocate(4).putInt(part.length).array());
      sha.update(part);
    }
    return HexFormat.of().formatHex(sha.digest(), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
