package org.watchfire.store.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;

/**
 * Measures the indexer beside a bare bulk loop: the same documents under the same ids with the same
 * mapping, prepared beforehand, sent one request after the other. Both take turns, so that a noisy
 * machine is noisy for both. Needs an Elasticsearch of its own.
 */
public final class IndexBench {
  private static final Stream STREAM = Stream.EVENTS;
  private static final String BARE = "bench-bare";
  private static final long LOOK_MILLIS = 5;

  private final RestClient client;
  private final StreamReader ledger;
  private final IndexSettings settings;
  private final Path scratch;
  private final Consumer<String> progress;

  /**
   * Records a second over all rounds but the first.
   *
   * @param records of one round
   * @param bare of the bare loop
   * @param store of the store's indexer, from the ledger on disk
   */
  public record Report(long records, double bare, double store) {}

  /**
   * @param ledger holds the records, all of them covered by a checkpoint
   * @param scratch an existing directory for cursors
   */
  public IndexBench(
      RestClient client,
      StreamReader ledger,
      IndexSettings settings,
      Path scratch,
      Consumer<String> progress) {
    this.client = client;
    this.ledger = ledger;
    this.settings = settings;
    this.scratch = scratch;
    this.progress = progress;
  }

  /** Runs one round to warm up and {@code rounds} that count. */
  public Report run(int rounds) throws IOException, LedgerException, InterruptedException {
    List<BulkRequest> requests = prepare();
    long bareNanos = 0;
    long storeNanos = 0;
    long records = ledger.size();
    for (int round = 0; round <= rounds; round++) {
      long bare = bare(requests);
      long store = index();
      drop();
      progress.accept(
          String.format(
              "round %d of %d: bare %.0f/s, store %.0f/s%s",
              round,
              rounds,
              records * 1e9 / bare,
              records * 1e9 / store,
              round == 0 ? " (warm-up)" : ""));
      if (round > 0) {
        bareNanos += bare;
        storeNanos += store;
      }
    }
    return new Report(
        records, records * rounds * 1e9 / bareNanos, records * rounds * 1e9 / storeNanos);
  }

  private List<BulkRequest> prepare() throws IOException, LedgerException {
    List<BulkRequest> requests = new ArrayList<>();
    long size = ledger.size();
    for (long at = 0; at < size; ) {
      BulkRequest request = new BulkRequest();
      for (byte[] record : ledger.entries(at, settings.bulkBytes())) {
        long seq = at++;
        byte[] document =
            IndexDocument.whole(STREAM, seq, record)
                .orElseThrow(() -> new IOException("record " + seq + " is no event"));
        request.put(BARE + "-write", DocumentAddress.of(STREAM, seq, record), document);
      }
      requests.add(request);
    }
    return requests;
  }

  private long bare(List<BulkRequest> requests) throws IOException, InterruptedException {
    StoredIndex index = new StoredIndex(BARE, 0, 0, Instant.EPOCH, false);
    Request create = new Request("PUT", "/" + BARE);
    create.setJsonEntity(
        new String(
            Json.write(IndexTemplate.index(STREAM, settings, index, BARE + "-write")),
            StandardCharsets.UTF_8));
    client.performRequest(create);
    long began = System.nanoTime();
    for (BulkRequest request : requests) {
      try {
        for (BulkRequest.Outcome outcome : request.send(client).get()) {
          if (outcome.status() != 201) {
            throw new IOException("the bare loop was refused: " + outcome.reason());
          }
        }
      } catch (ExecutionException e) {
        throw new IOException("the bare loop failed: " + e.getCause(), e);
      }
    }
    long nanos = System.nanoTime() - began;
    client.performRequest(new Request("DELETE", "/" + BARE));
    return nanos;
  }

  /** Indexes the whole ledger with the store's indexer; leaves the index where it is. */
  public long index() throws IOException, LedgerException, InterruptedException {
    Path directory = Files.createTempDirectory(scratch, "cursors");
    Indexer indexer =
        new Indexer(
            ledger,
            client,
            settings,
            IndexForm.AS_RECORDED,
            new IndexFiles(directory, STREAM),
            Clock.systemUTC());
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
            "bench-index");
    long size = ledger.size();
    long began = System.nanoTime();
    thread.start();
    long told = began;
    try {
      while (indexer.next() < size) {
        if (ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IOException("indexing ended: " + indexer.trouble());
        }
        if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(10)) {
          told = System.nanoTime();
          progress.accept(String.format("indexed %d of %d", indexer.next(), size));
        }
      }
      return System.nanoTime() - began;
    } finally {
      indexer.stop();
      thread.join();
    }
  }

  private void drop() throws IOException {
    for (StoredIndex index : StoredIndex.of(client, STREAM)) {
      client.performRequest(new Request("DELETE", "/" + index.name()));
    }
  }
}
