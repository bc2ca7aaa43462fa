package org.watchfire.store.index;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;

/**
 * Sends batches until Elasticsearch has every record of them. Busy (429, 503) is waited for with
 * growing pauses; a finished index that takes no writes is opened again. For one thread.
 */
final class BulkWriter {
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LONGEST_WAIT_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 500;
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final RestClient client;
  private final IndexLayout layout;
  private final CountDownLatch stop;
  private final Consumer<String> trouble;
  private final AtomicLong retries = new AtomicLong();

  /** A request that was sent and whose answer was not looked at yet. */
  record Flight(Batch batch, CompletableFuture<List<BulkRequest.Outcome>> answer) {}

  /**
   * @param stop ends every wait when it reaches zero
   * @param trouble told why it waits
   */
  BulkWriter(RestClient client, IndexLayout layout, CountDownLatch stop, Consumer<String> trouble) {
    this.client = client;
    this.layout = layout;
    this.stop = stop;
    this.trouble = trouble;
  }

  /** Times that a request had to be repeated. */
  long retries() {
    return retries.get();
  }

  /** Sends what the batch has to send, without waiting for the answer. */
  Flight send(Batch batch) {
    return new Flight(batch, batch.request(layout).send(client));
  }

  /**
   * Returns when every record of the batch is indexed.
   *
   * @throws IOException when Elasticsearch is away or the writer was told to stop
   */
  void finish(Flight sent) throws IOException {
    Batch batch = sent.batch();
    CompletableFuture<List<BulkRequest.Outcome>> answer = sent.answer();
    long wait = FIRST_WAIT_MILLIS;
    while (true) {
      takeAnswer(batch, answer);
      if (batch.done()) {
        return;
      }
      if (!batch.busy().isEmpty()) {
        retries.incrementAndGet();
        trouble.accept("Elasticsearch is busy: " + batch.busy());
        pause(wait);
        wait = Math.min(LONGEST_WAIT_MILLIS, wait * 2);
        for (long seq : batch.blocked()) {
          layout.unblock(seq);
        }
      }
      answer = send(batch).answer();
    }
  }

  private void takeAnswer(Batch batch, CompletableFuture<List<BulkRequest.Outcome>> answer)
      throws IOException {
    try {
      batch.take(await(answer));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ResponseException r && isRefusal(r)) {
        batch.refused("the request was refused: " + r.getResponse().getStatusLine());
        return;
      }
      if (e.getCause() instanceof ResponseException r && isBusy(r)) {
        batch.postponed(ElasticTrouble.of(r));
        return;
      }
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for Elasticsearch", e);
    }
  }

  /** Tells of a long silence while it lasts; the client gives up only at its own time-out. */
  private List<BulkRequest.Outcome> await(CompletableFuture<List<BulkRequest.Outcome>> answer)
      throws IOException, ExecutionException, InterruptedException {
    long asked = System.nanoTime();
    boolean told = false;
    while (true) {
      try {
        return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (stop.getCount() == 0) {
          throw new IOException("stopped while Elasticsearch does not answer", e);
        }
        if (!told && System.nanoTime() - asked >= SILENCE_NANOS) {
          told = true;
          trouble.accept(ElasticTrouble.SILENT);
        }
      }
    }
  }

  /** Not because Elasticsearch is busy or away, but because of what was in it, or its size. */
  private static boolean isRefusal(ResponseException e) {
    int status = e.getResponse().getStatusLine().getStatusCode();
    return status == 400 || status == 413;
  }

  /** It says so itself, of the request as a whole: nothing of it was looked at. */
  private static boolean isBusy(ResponseException e) {
    int status = e.getResponse().getStatusLine().getStatusCode();
    return status == 429 || status == 503;
  }

  private void pause(long millis) throws IOException {
    try {
      if (stop.await(millis, TimeUnit.MILLISECONDS)) {
        throw new IOException("stopped in the middle of a batch");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in the middle of a batch", e);
    }
  }
}
