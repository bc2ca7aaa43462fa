package org.watchfire.store.retention;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerLockedException;
import org.watchfire.store.ledger.Stream;

/**
 * Keeps the index from being compared with the ledger until closed: a document whose key was
 * destroyed and that is not overwritten yet would be taken for one that was altered.
 */
final class IndexPause implements Closeable {
  private static final long LOOK_NANOS = 100_000_000;
  private static final Disk DISK = new FileDisk();

  private final Deque<Closeable> locks = new ArrayDeque<>();

  private IndexPause() {}

  /**
   * Waits for comparisons under way and lets no other begin.
   *
   * @throws IOException when one takes longer than {@code patience}
   */
  static IndexPause begin(Path indexDir, List<Stream> streams, Duration patience)
      throws IOException, LedgerException {
    IndexPause pause = new IndexPause();
    try {
      for (Stream stream : streams) {
        pause.locks.push(lock(new IndexFiles(indexDir, stream), patience));
      }
      return pause;
    } catch (IOException | LedgerException | RuntimeException e) {
      pause.close();
      throw e;
    }
  }

  private static Closeable lock(IndexFiles files, Duration patience)
      throws IOException, LedgerException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return DISK.lock(files.comparing());
      } catch (LedgerLockedException e) {
        if (System.nanoTime() - deadline >= 0) {
          throw new IOException(
              "the index of "
                  + files.stream().id()
                  + " is still compared with the ledger; nothing was destroyed, run again",
              e);
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  /**
   * Returns when the running store has indexed the first {@code size} records of a stream, or when
   * no store runs.
   *
   * @throws IOException when that takes longer than {@code patience}
   */
  static void awaitIndexed(IndexFiles files, long size, Duration patience)
      throws IOException, LedgerException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (files.progress().next() < size && isIndexed(files)) {
      if (System.nanoTime() - deadline >= 0) {
        throw new IOException(
            "the index of "
                + files.stream().id()
                + " is "
                + (size - files.progress().next())
                + " records behind: the keys are destroyed, clear copies may still come into the"
                + " index; run again when it has caught up");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean isIndexed(IndexFiles files) throws IOException, LedgerException {
    try (Closeable free = DISK.lock(files.lock())) {
      return free == null;
    } catch (LedgerLockedException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    while (!locks.isEmpty()) {
      locks.pop().close();
    }
  }

  @Override
  public String toString() {
    return "IndexPause[" + locks.size() + "]";
  }
}
