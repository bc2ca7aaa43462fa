package org.watchfire.store.evidence;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.watchfire.store.bundle.BundleWriter;
import org.watchfire.store.bundle.FileSums;

/**
 * A file of a bundle that grows while others are written. It lies in a temporary file that only its
 * owner can read and that is deleted at the end. For one thread.
 */
final class Spool implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final OutputStream out;
  private final FileSums sums = new FileSums();

  /**
   * @param scratch directory for the temporary file
   */
  Spool(Path scratch) throws IOException {
    // Files.createTempFile gives mode 0600 where the file system knows modes.
    this.file = Files.createTempFile(scratch, "evidence-", ".tmp");
    this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
  }

  void write(byte[] data) throws IOException {
    sums.update(data, 0, data.length);
    out.write(data);
  }

  /** What was written so far. */
  InputStream read() throws IOException {
    out.flush();
    return Files.newInputStream(file);
  }

  /** Copies it into the bundle; nothing may be written after that. */
  void addTo(BundleWriter bundle, String name) throws IOException {
    try (InputStream in = read()) {
      bundle.add(name, in, sums);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
