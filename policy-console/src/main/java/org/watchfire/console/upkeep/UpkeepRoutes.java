package org.watchfire.console.upkeep;

import static org.watchfire.console.web.Access.holds;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Route;
import org.watchfire.console.web.StrictJson;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.retention.RetentionSettings;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;

/** What was done to keep the records. */
public final class UpkeepRoutes {
  private static final String ACTS =
      "event.action: (store.backup or store.restore or store.drill-restore or store.prune or"
          + " store.hold or store.release or store.shred or store.rebuild-index)";
  private static final int SHOWN = 200;

  private final TrailSearch search;

  public UpkeepRoutes(TrailSearch search) {
    this.search = search;
  }

  public List<Route> routes() {
    return List.of(Route.get("/upkeep", holds("compliance:read"), call -> call.json(take())));
  }

  private Map<String, Object> take() {
    List<Map<String, Object>> streams = new ArrayList<>();
    for (Stream stream : Stream.values()) {
      streams.add(reach(stream));
    }
    SearchPage found =
        search.page(null, new SearchRequest(Stream.AUDIT, ACTS, null, null, SHOWN, null, null));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("floorDays", RetentionSettings.FLOOR.toDays());
    view.put("streams", streams);
    view.put("acts", found.items().stream().map(UpkeepRoutes::act).toList());
    view.put("more", found.next() != null);
    return view;
  }

  private Map<String, Object> reach(Stream stream) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("stream", stream.id());
    Long size = null;
    Long first = null;
    String oldest = null;
    String problem = null;
    try {
      StreamReader reader = search.stream(stream);
      if (reader.exists()) {
        size = reader.size();
        first = reader.firstKept();
        oldest = first < size ? oldest(reader, first, size) : null;
      }
    } catch (IOException | LedgerException e) {
      problem = e.getMessage();
    }
    view.put("size", size);
    view.put("firstKept", first);
    view.put("oldest", oldest);
    view.put("problem", problem);
    return view;
  }

  /** Entry 0 of a later log is a checkpoint: the time is of the first that is a record. */
  private static String oldest(StreamReader reader, long first, long size)
      throws IOException, LedgerException {
    for (long seq = first; seq < Math.min(size, first + 2); seq++) {
      byte[] entry = reader.entry(seq);
      if (entry.length > 0 && entry[0] == '{') {
        JsonNode at = StrictJson.tree(entry).path("@timestamp");
        try {
          return OffsetDateTime.parse(at.asText()).toInstant().toString();
        } catch (DateTimeParseException e) {
          return null;
        }
      }
    }
    return null;
  }

  private static Map<String, Object> act(SearchPage.Hit hit) {
    JsonNode record = StrictJson.tree(hit.record());
    JsonNode event = record.path("event");
    JsonNode audit = record.path("watchfire").path("audit");
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("seq", hit.seq());
    view.put("at", hit.timestamp());
    view.put("action", event.path("action").asText(""));
    view.put("outcome", event.path("outcome").asText(""));
    view.put("by", record.path("user").path("name").asText(""));
    view.put("target", audit.path("target").asText(""));
    view.put("detail", audit.path("detail").asText(""));
    return view;
  }
}
