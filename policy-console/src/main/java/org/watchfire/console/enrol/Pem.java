package org.watchfire.console.enrol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Textual encoding of one structure (RFC 7468), read strictly. */
final class Pem {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  static String text(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + LINES.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /**
   * @return the content; empty when the text is not exactly one block with that label
   */
  static Optional<byte[]> read(String label, String text) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    String block = text.strip();
    if (!block.startsWith(begin)
        || !block.endsWith(end)
        || block.length() < begin.length() + end.length()) {
      return Optional.empty();
    }
    StringBuilder base64 = new StringBuilder(block.length());
    block
        .substring(begin.length(), block.length() - end.length())
        .chars()
        .filter(c -> c != '\n' && c != '\r' && c != ' ' && c != '\t')
        .forEach(c -> base64.append((char) c));
    try {
      return Optional.of(Base64.getDecoder().decode(base64.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
