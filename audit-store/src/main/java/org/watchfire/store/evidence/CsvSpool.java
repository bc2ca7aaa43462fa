package org.watchfire.store.evidence;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.watchfire.store.bundle.BundleWriter;
import org.watchfire.store.bundle.CsvTable;

/**
 * The readable table of a bundle. A thread of its own makes it while the caller reads the ledger
 * and waits when it is too far ahead, so memory stays bounded. For one caller.
 */
final class CsvSpool implements Closeable {
  private static final int BATCH = 256;
  private static final int BATCH_BYTES = 1 << 20;
  private static final int MAX_BATCHES = 8;
  private static final int WAIT_SECONDS = 30;

  private record Row(long seq, byte[] content) {}

  private final CsvTable csv;
  private final Spool spool;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread t = new Thread(task, "evidence-table");
            t.setDaemon(true);
            return t;
          });
  private final Deque<Future<?>> waiting = new ArrayDeque<>();
  private List<Row> batch = new ArrayList<>(BATCH);
  private int bytes;

  /**
   * @param scratch directory for the temporary file
   */
  CsvSpool(CsvTable csv, Path scratch) throws IOException {
    this.csv = csv;
    this.spool = new Spool(scratch);
    spool.write(csv.header());
  }

  /** Adds the row of one record, whose bytes may not change any more. */
  void add(long seq, byte[] content) throws IOException {
    batch.add(new Row(seq, content));
    bytes += content.length;
    if (batch.size() == BATCH || bytes >= BATCH_BYTES) {
      hand();
    }
  }

  private void hand() throws IOException {
    List<Row> rows = batch;
    batch = new ArrayList<>(BATCH);
    bytes = 0;
    waiting.add(
        start(
            () -> {
              for (Row row : rows) {
                spool.write(csv.row(row.seq(), row.content()));
              }
              return null;
            }));
    if (waiting.size() > MAX_BATCHES) {
      await(waiting.remove());
    }
  }

  /** Runs work on the thread of the table, behind the rows that were added before. */
  <T> Future<T> start(Callable<T> work) {
    return thread.submit(work);
  }

  /** Waits until all rows are written; none may be added after that. */
  void complete() throws IOException {
    hand();
    while (!waiting.isEmpty()) {
      await(waiting.remove());
    }
  }

  /** Copies the completed table into the bundle. */
  void addTo(BundleWriter bundle) throws IOException {
    spool.addTo(bundle, CsvTable.FILE);
  }

  /** The result of work that was started here; its errors are thrown as the caller's own. */
  static <T> T await(Future<T> work) throws IOException {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the table was written");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Stops what still runs, then deletes the temporary file. */
  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    try {
      // A batch is short; should one hang nevertheless, it fails on the closed file.
      thread.awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      spool.close();
    }
  }
}
