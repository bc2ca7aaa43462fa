package org.watchfire.deploy.drill;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.watchfire.deploy.supervisor.IndexClient;

/** Reads the process id of every indexed event of one host, page by page. */
final class IndexScan {
  private static final int PAGE = 5_000;

  private final IndexClient index;

  IndexScan(IndexClient index) {
    this.index = index;
  }

  void run(String alias, String host, LongConsumer number)
      throws IOException, InterruptedException {
    index.refresh(alias);
    Object after = null;
    while (true) {
      Map<String, Object> query = new java.util.LinkedHashMap<>();
      query.put("size", PAGE);
      query.put("_source", List.of("process.pid"));
      query.put("sort", List.of(Map.of("wf.seq", "asc")));
      query.put("query", Map.of("term", Map.of("host.name", host)));
      if (after != null) {
        query.put("search_after", after);
      }
      List<Object> hits = hits(index.post(alias + "/_search", query));
      for (Object hit : hits) {
        number.accept(pid((Map<?, ?>) hit));
        after = ((Map<?, ?>) hit).get("sort");
      }
      if (hits.size() < PAGE) {
        return;
      }
    }
  }

  private static long pid(Map<?, ?> hit) {
    return ((Map<?, ?>) hit.get("_source")).get("process") instanceof Map<?, ?> process
            && process.get("pid") instanceof Long n
        ? n
        : -1;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> hits(Map<String, Object> answer) {
    return (List<Object>) ((Map<String, Object>) answer.get("hits")).get("hits");
  }
}
