package org.watchfire.collector.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the epoch beside the segments, so that a spool whose segments are lost still begins a
 * higher one.
 */
final class EpochFile {

  private static final Logger LOG = LoggerFactory.getLogger(EpochFile.class);

  private final Path file;

  EpochFile(Path file) {
    this.file = file;
  }

  /** Stored epoch, 0 when there is none. */
  long read() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try {
      return Long.parseLong(Files.readString(file, StandardCharsets.ISO_8859_1).trim());
    } catch (NumberFormatException e) {
      // The wall clock then decides; it is ahead of any earlier epoch unless it was set back.
      LOG.warn("epoch file {} is unreadable and is written anew", file);
      return 0;
    }
  }

  void write(long epoch) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, epoch + "\n", StandardCharsets.US_ASCII);
    try (FileChannel c = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      c.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
