package org.watchfire.collector.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The file that says up to where events were acknowledged: {@code 1 <epoch> <seq> <crc32c hex>},
 * padded to 64 bytes. It is overwritten in place, so that it can be written on a full disk, and not
 * forced: losing it costs a repeated delivery that the receiver recognises, never an event.
 */
final class AckPointer {

  private static final int SIZE = 64;

  private final Path file;

  AckPointer(Path file) {
    this.file = file;
  }

  /** Stored point, {@link Stamped#NONE} when there is none or it is unreadable. */
  Stamped read() throws IOException {
    if (!Files.exists(file)) {
      return Stamped.NONE;
    }
    String[] words =
        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).trim().split(" ");
    if (words.length != 4 || !words[3].equals(crc(words[0] + " " + words[1] + " " + words[2]))) {
      return Stamped.NONE;
    }
    return new Stamped(Long.parseLong(words[1]), Long.parseLong(words[2]));
  }

  void write(Stamped point) throws IOException {
    String text = "1 " + point.epoch() + " " + point.seq();
    StringBuilder line = new StringBuilder(text).append(' ').append(crc(text));
    while (line.length() < SIZE - 1) {
      line.append(' ');
    }
    line.append('\n');
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(line.toString().getBytes(StandardCharsets.US_ASCII)), 0);
    }
  }

  private static String crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return Long.toHexString(crc.getValue());
  }
}
