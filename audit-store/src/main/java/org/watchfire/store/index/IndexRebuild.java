package org.watchfire.store.index;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.elasticsearch.client.RestClient;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.StreamReader;

/**
 * Throws the index of a stream away and fills it again from the ledger. Whether the store runs
 * makes no difference: the request lies beside the cursor, and whoever holds the lock there does
 * the work, the store or this.
 */
public final class IndexRebuild {
  private static final long LOOK_MILLIS = 200;

  private final StreamReader ledger;
  private final RestClient client;
  private final IndexSettings settings;
  private final IndexForm form;
  private final IndexFiles files;
  private final Clock clock;

  public IndexRebuild(
      StreamReader ledger,
      RestClient client,
      IndexSettings settings,
      IndexForm form,
      IndexFiles files,
      Clock clock) {
    this.ledger = ledger;
    this.client = client;
    this.settings = settings;
    this.form = form;
    this.files = files;
    this.clock = clock;
  }

  /**
   * Returns when everything that the checkpoint covered at the call is indexed again.
   *
   * @param progress told how many records are indexed, from time to time
   * @return number of records of the index
   * @throws InterruptedException when told to stop; the store, when it runs, goes on with it
   */
  public long run(LongConsumer progress) throws IOException, LedgerException, InterruptedException {
    long epoch = files.progress().epoch();
    long size = ledger.size();
    files.requestRebuild(clock.instant());
    Indexer indexer = new Indexer(ledger, client, settings, form, files, clock);
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                indexer.run();
              } finally {
                ended.countDown();
              }
            },
            "rebuild-" + files.stream().id());
    thread.start();
    try {
      while (true) {
        IndexFiles.Progress now = files.progress();
        if (now.epoch() > epoch) {
          progress.accept(now.next());
          if (now.next() >= size) {
            return now.next() - now.first();
          }
        }
        if (ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IOException("indexing ended: " + indexer.trouble());
        }
      }
    } finally {
      indexer.stop();
      thread.join();
    }
  }
}
