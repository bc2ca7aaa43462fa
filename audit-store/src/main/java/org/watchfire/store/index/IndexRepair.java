package org.watchfire.store.index;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.client.RestClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.ledger.Stream;

/** Puts single records back into the index. For one thread. */
public final class IndexRepair {
  private static final Logger LOG = LoggerFactory.getLogger(IndexRepair.class);

  private final Stream stream;
  private final IndexForm form;
  private final Clock clock;
  private final IndexLayout layout;
  private final BulkWriter writer;

  /**
   * @param stop ends a wait for Elasticsearch when it reaches zero
   */
  public IndexRepair(
      RestClient client,
      Stream stream,
      IndexSettings settings,
      IndexForm form,
      Clock clock,
      CountDownLatch stop) {
    this.stream = stream;
    this.form = form;
    this.clock = clock;
    this.layout = new IndexLayout(client, stream, settings, clock);
    this.writer =
        new BulkWriter(
            client, layout, stop, why -> LOG.warn("index {}: repair waits: {}", stream.id(), why));
  }

  /**
   * Indexes records whose documents are missing; one that is there stays as it is, and one that was
   * retired meanwhile is left out.
   *
   * @param records bytes in the ledger by number
   * @throws IOException when Elasticsearch is away or has no index for them
   */
  public void put(SortedMap<Long, byte[]> records) throws IOException {
    layout.read();
    Batch batch = new Batch(stream, clock);
    for (Map.Entry<Long, byte[]> r : records.tailMap(layout.first()).entrySet()) {
      batch.add(r.getKey(), form.of(stream, r.getKey(), r.getValue()));
    }
    if (!batch.done()) {
      writer.finish(writer.send(batch));
    }
  }
}
