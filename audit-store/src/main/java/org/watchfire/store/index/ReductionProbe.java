package org.watchfire.store.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.Stream;

/**
 * Asks Elasticsearch whether it really refuses records that are indexed in a reduced form: whoever
 * wants to hide a record from searches could put its reduced form in its place. The records are
 * tried in an index of their own with the same mapping, which is deleted afterwards.
 */
public final class ReductionProbe {
  private final RestClient client;
  private final Stream stream;
  private final IndexSettings settings;
  private final String index;

  public ReductionProbe(RestClient client, Stream stream, IndexSettings settings) {
    this.client = client;
    this.stream = stream;
    this.settings = settings;
    this.index = "wf-probe-" + stream.id();
  }

  /**
   * Tries records.
   *
   * @param records in the form in which they are indexed, by number
   * @return numbers of those that Elasticsearch takes whole
   */
  public Set<Long> taken(SortedMap<Long, byte[]> records) throws IOException {
    BulkRequest bulk = new BulkRequest();
    List<Long> tried = new ArrayList<>();
    String alias = index + "-write";
    for (Map.Entry<Long, byte[]> r : records.entrySet()) {
      IndexDocument.whole(stream, r.getKey(), r.getValue())
          .ifPresent(
              whole -> {
                tried.add(r.getKey());
                bulk.put(alias, DocumentAddress.of(stream, r.getKey(), r.getValue()), whole);
              });
    }
    if (tried.isEmpty()) {
      return Set.of();
    }
    delete();
    try {
      create(alias);
      Set<Long> taken = new TreeSet<>();
      List<BulkRequest.Outcome> outcomes = bulk.send(client).get();
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i).temporary() || outcomes.get(i).missing()) {
          throw new IOException("the probe failed: " + outcomes.get(i).reason());
        }
        if (outcomes.get(i).indexed()) {
          taken.add(tried.get(i));
        }
      }
      return taken;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for Elasticsearch", e);
    } finally {
      delete();
    }
  }

  private void create(String alias) throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("settings", Map.of("index", IndexTemplate.settings(settings)));
    body.put("mappings", IndexTemplate.mappings(Map.of("purpose", "probe")));
    body.put("aliases", Map.of(alias, Map.of()));
    Request request = new Request("PUT", "/" + index);
    request.setJsonEntity(new String(Json.write(body), StandardCharsets.UTF_8));
    client.performRequest(request);
  }

  private void delete() throws IOException {
    try {
      client.performRequest(new Request("DELETE", "/" + index));
    } catch (ResponseException e) {
      if (e.getResponse().getStatusLine().getStatusCode() != 404) {
        throw e;
      }
    }
  }
}
