package org.watchfire.console.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.console.health.Detail;
import org.watchfire.console.health.RemoteProbe;
import org.watchfire.store.ledger.Stream;

/** What the audit store says at its health port of ledgers, witnesses, and comparing the index. */
public final class StoreReport {
  private static final String PREFIX = "watchfire_store_index_";

  private final URI store;
  private final RemoteProbe probe = new RemoteProbe();

  /**
   * @param store address of its health port, null when it is not configured
   */
  public StoreReport(URI store) {
    this.store = store;
  }

  /** {@code {problem, status, checks[], comparisons[]}}; problem says why it cannot be told. */
  Map<String, Object> take() {
    Map<String, Object> view = new LinkedHashMap<>();
    List<Map<String, Object>> checks = new ArrayList<>();
    List<Map<String, Object>> comparisons = new ArrayList<>();
    Detail problem = store == null ? RemoteProbe.NO_ADDRESS : null;
    String status = null;
    if (store != null) {
      try {
        JsonNode answer = probe.answer(store);
        status = answer.path("status").asText(null);
        for (Map.Entry<String, JsonNode> check : answer.path("checks").properties()) {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("name", check.getKey());
          one.put("status", check.getValue().path("status").asText(""));
          one.put("detail", check.getValue().path("detail").asText(""));
          checks.add(one);
        }
        Map<String, Long> metrics = probe.metrics(store);
        for (Stream stream : Stream.values()) {
          comparisons.add(comparison(stream, metrics));
        }
      } catch (IOException e) {
        problem = RemoteProbe.away(e);
      }
    }
    view.put("problem", problem);
    view.put("status", status);
    view.put("checks", checks);
    view.put("comparisons", comparisons);
    return view;
  }

  private static Map<String, Object> comparison(Stream stream, Map<String, Long> metrics) {
    String label = "{stream=\"" + stream.id() + "\"}";
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("stream", stream.id());
    one.put("runs", metrics.getOrDefault(PREFIX + "comparisons_total" + label, 0L));
    one.put("compared", metrics.getOrDefault(PREFIX + "compared_total" + label, 0L));
    one.put("repaired", metrics.getOrDefault(PREFIX + "repaired_total" + label, 0L));
    one.put("tampered", metrics.getOrDefault(PREFIX + "tampered_documents" + label, 0L));
    return one;
  }
}
