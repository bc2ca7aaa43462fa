package org.watchfire.store.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * What the ledger asks of a file system. Separate so that tests can let it fail or lose what was
 * not synced. Durability is what POSIX gives: data survives a power cut after {@link #sync}, a name
 * after {@link #syncDirectory}.
 */
public interface Disk {
  /**
   * All bytes of a file.
   *
   * @throws java.nio.file.NoSuchFileException when it does not exist
   */
  byte[] read(Path file) throws IOException;

  boolean exists(Path file);

  /** Names in a directory; empty when it does not exist. */
  List<String> list(Path directory) throws IOException;

  /** Creates or replaces a file, and its directories when they are missing. */
  void write(Path file, byte[] data, int offset, int length) throws IOException;

  void sync(Path file) throws IOException;

  /** Syncs many files; when it throws, some of them may not be safe. */
  default void sync(Collection<Path> files) throws IOException {
    for (Path file : files) {
      sync(file);
    }
  }

  void syncDirectory(Path directory) throws IOException;

  /** Renames a file over another, atomically. */
  void move(Path from, Path to) throws IOException;

  /** Deletes a file or an empty directory; nothing happens when it does not exist. */
  void delete(Path file) throws IOException;

  /**
   * Takes the one lock of a directory until closed.
   *
   * @throws LedgerLockedException when another process or another ledger of this process holds it
   */
  Closeable lock(Path file) throws IOException, LedgerLockedException;

  /** Replaces a file so that after a crash either the old or the new content is there, whole. */
  default void replace(Path file, byte[] data) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    write(temporary, data, 0, data.length);
    sync(temporary);
    move(temporary, file);
    syncDirectory(file.getParent());
  }
}
