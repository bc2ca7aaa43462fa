package org.watchfire.collector.parse;

import static java.util.Objects.requireNonNull;

/**
 * One line as read from an input.
 *
 * @param bytes the line without its terminator, at most 1 MiB
 * @param offset byte offset of its first byte in the stream
 * @param truncated whether the source's line was longer than what {@code bytes} holds
 */
public record Line(byte[] bytes, long offset, boolean truncated) {
  public Line {
    requireNonNull(bytes, "bytes");
  }
}
