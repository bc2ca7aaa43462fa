package org.watchfire.store.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.ledger.Stream;

/**
 * Finishes the indices that no new record goes to: they take no more writes and are merged to one
 * segment per shard. What has to be done follows from the state of the indices alone, so a step
 * that was cut short is simply done again. (The oldest indices are deleted by the {@link Indexer},
 * which would else take them for lost.) Thread-safe.
 */
public final class IndexLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(IndexLifecycle.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RestClient client;
  private final AtomicLong blocked = new AtomicLong();
  private final AtomicLong merged = new AtomicLong();

  public IndexLifecycle(RestClient client) {
    this.client = client;
  }

  /** Indices that were closed to writes since the start. */
  public long blocked() {
    return blocked.get();
  }

  /** Merges that were begun since the start. */
  public long merged() {
    return merged.get();
  }

  /**
   * Does what is due for a stream, at most one merge.
   *
   * @param next number of the next record to be indexed: an index is finished when the one after it
   *     begins before this
   */
  public void step(Stream stream, long next) throws IOException {
    List<StoredIndex> indices = StoredIndex.of(client, stream);
    for (int i = 0; i + 1 < indices.size(); i++) {
      StoredIndex index = indices.get(i);
      if (indices.get(i + 1).first() > next) {
        return;
      }
      if (!index.writeBlocked()) {
        Request request = new Request("PUT", "/" + index.name() + "/_settings");
        request.setJsonEntity("{\"index.blocks.write\":true}");
        client.performRequest(request);
        blocked.incrementAndGet();
        LOG.info("index {}: {} is finished and takes no more writes", stream.id(), index.name());
      }
      if (segmentsPerShard(index.name()) > 1) {
        // It takes minutes and goes on without us; the next step finds it done, or begins it again.
        if (!merges(index.name())) {
          Request request = new Request("POST", "/" + index.name() + "/_forcemerge");
          request.addParameter("max_num_segments", "1");
          request.addParameter("wait_for_completion", "false");
          client.performRequest(request);
          merged.incrementAndGet();
          LOG.info("index {}: {} is merged", stream.id(), index.name());
        }
        return;
      }
    }
  }

  private long segmentsPerShard(String index) throws IOException {
    Request request = new Request("GET", "/" + index + "/_segments");
    request.addParameter("filter_path", "indices.*.shards.*.num_search_segments");
    long most = 0;
    for (JsonNode shard : read(request).findValues("num_search_segments")) {
      most = Math.max(most, shard.asLong());
    }
    return most;
  }

  private boolean merges(String index) throws IOException {
    Request request = new Request("GET", "/_tasks");
    request.addParameter("actions", "indices:admin/forcemerge*");
    request.addParameter("detailed", "true");
    request.addParameter("filter_path", "nodes.*.tasks.*.description");
    return read(request).findValues("description").stream()
        .anyMatch(d -> d.asText().contains("[" + index + "]"));
  }

  private JsonNode read(Request request) throws IOException {
    return JSON.readTree(client.performRequest(request).getEntity().getContent());
  }
}
