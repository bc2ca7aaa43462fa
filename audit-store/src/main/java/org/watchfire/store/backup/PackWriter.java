package org.watchfire.store.backup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntFunction;
import org.watchfire.core.crypto.AeadKey;

/** Writes sections into packs of about a gigabyte, each synced when it is full. */
final class PackWriter implements Closeable {
  private static final long FULL = 1L << 30;

  private final Path backup;
  private final AeadKey key;
  private final int generation;
  private final IntFunction<String> names;
  private FileChannel pack;
  private String name;
  private int number;
  private long bytes;

  /**
   * @param names path of the n-th pack inside the backup
   */
  PackWriter(Path backup, AeadKey key, int generation, IntFunction<String> names) {
    this.backup = backup;
    this.key = key;
    this.generation = generation;
    this.names = names;
  }

  Section add(String path, byte[] content) throws IOException {
    if (pack == null || pack.position() >= FULL) {
      finish();
      name = names.apply(number++);
      Files.createDirectories(backup.resolve(name).getParent());
      pack =
          FileChannel.open(
              backup.resolve(name),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
    }
    byte[] sealed = Section.seal(key, generation, path, content);
    long offset = pack.position();
    ByteBuffer buffer = ByteBuffer.wrap(sealed);
    while (buffer.hasRemaining()) {
      pack.write(buffer);
    }
    bytes += sealed.length;
    return new Section(
        path,
        content.length,
        Section.hex(content),
        name,
        offset,
        sealed.length,
        Section.hex(sealed));
  }

  /** Bytes written so far. */
  long bytes() {
    return bytes;
  }

  private void finish() throws IOException {
    if (pack != null) {
      pack.force(true);
      pack.close();
      pack = null;
    }
  }

  /** Syncs the last pack. */
  @Override
  public void close() throws IOException {
    finish();
  }
}
