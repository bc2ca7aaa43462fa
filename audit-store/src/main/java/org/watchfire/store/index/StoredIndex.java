package org.watchfire.store.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.watchfire.store.ledger.Stream;

/**
 * An index of a stream as Elasticsearch has it.
 *
 * @param name index
 * @param first number of the first record that belongs into it
 * @param epoch how often the stream's index was begun anew when it was made
 * @param created when it was made
 * @param writeBlocked whether it takes no more documents
 */
record StoredIndex(String name, long first, long epoch, Instant created, boolean writeBlocked) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The indices behind the alias of a stream, by first record; empty when there is no alias. */
  static List<StoredIndex> of(RestClient client, Stream stream) throws IOException {
    Request request = new Request("GET", "/" + stream.alias());
    request.addParameter(
        "filter_path",
        "*.mappings._meta,*.settings.index.creation_date,*.settings.index.blocks.write");
    List<StoredIndex> found = new ArrayList<>();
    try {
      JsonNode answer = JSON.readTree(client.performRequest(request).getEntity().getContent());
      for (Map.Entry<String, JsonNode> index : answer.properties()) {
        JsonNode meta = index.getValue().path("mappings").path("_meta");
        JsonNode settings = index.getValue().path("settings");
        // An index that somebody else put behind the alias has no such mark and is none of ours.
        if (meta.path("first_seq").isIntegralNumber()) {
          long created = settings.at("/index/creation_date").asLong();
          found.add(
              new StoredIndex(
                  index.getKey(),
                  meta.path("first_seq").asLong(),
                  meta.path("epoch").asLong(0),
                  meta.has("created")
                      ? Instant.parse(meta.path("created").asText())
                      : Instant.ofEpochMilli(created),
                  settings.at("/index/blocks/write").asBoolean(false)));
        }
      }
    } catch (ResponseException e) {
      if (e.getResponse().getStatusLine().getStatusCode() != 404) {
        throw e;
      }
    }
    found.sort(Comparator.comparingLong(StoredIndex::first).thenComparing(StoredIndex::name));
    return found;
  }
}
