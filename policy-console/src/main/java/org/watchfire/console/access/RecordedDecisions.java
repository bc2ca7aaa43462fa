package org.watchfire.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessPolicyException;
import org.watchfire.rules.access.DecisionReplay;
import org.watchfire.rules.access.RecordedDecision;
import org.watchfire.rules.directory.Directory;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;

/**
 * Decisions that the console has made and recorded, made again under another set. They are the
 * records of the stream {@code audit} with the action {@link #ACTION}; the first line of their
 * detail is the JSON of {@link RecordedDecision}.
 */
final class RecordedDecisions {
  static final String ACTION = "access.decision";

  private static final Logger LOG = LoggerFactory.getLogger(RecordedDecisions.class);
  private static final int MOST = 20_000;
  private static final int SHOWN = 100;
  private static final int PAGE = 200;

  private final TrailSearch search;

  RecordedDecisions(TrailSearch search) {
    this.search = search;
  }

  /**
   * What would have been decided otherwise.
   *
   * @return {@code {from, decisions, nowAllowed, nowDenied, unreadable, complete, problem,
   *     changed[]}}; {@code problem} says why there is nothing, or not everything, to replay
   */
  Map<String, Object> replay(
      AccessEvaluator after, Directory directory, Instant from, Instant to, BooleanSupplier goOn) {
    DecisionReplay replay = new DecisionReplay(after, directory);
    List<Object> changed = new ArrayList<>();
    long unreadable = 0;
    boolean complete = true;
    String problem = "";
    try {
      String cursor = null;
      do {
        SearchPage page =
            search.page(
                null,
                new SearchRequest(
                    Stream.AUDIT, "event.action:\"" + ACTION + "\"", from, to, PAGE, cursor, null));
        for (var hit : page.items()) {
          try {
            RecordedDecision decision = decision(StrictJson.tree(hit.record()));
            replay
                .replay(decision)
                .filter(c -> changed.size() < SHOWN)
                .ifPresent(c -> changed.add(tree(hit.seq(), c)));
          } catch (AccessPolicyException e) {
            unreadable++;
          }
        }
        cursor = page.next();
        complete = cursor == null;
      } while (cursor != null && replay.decisions() + unreadable < MOST && goOn.getAsBoolean());
    } catch (Refusal e) {
      LOG.warn("recorded decisions cannot be replayed: {}", e.getMessage());
      complete = false;
      problem = e.code() + ": " + e.getMessage();
    }
    if (problem.isEmpty() && replay.decisions() + unreadable == 0) {
      problem = "no decisions are recorded in this time";
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("from", from);
    result.put("decisions", replay.decisions());
    result.put("nowAllowed", replay.nowAllowed());
    result.put("nowDenied", replay.nowDenied());
    result.put("unreadable", unreadable);
    result.put("complete", complete);
    result.put("problem", problem);
    result.put("changed", changed);
    return result;
  }

  private static RecordedDecision decision(JsonNode record) throws AccessPolicyException {
    String detail = record.path("watchfire").path("audit").path("detail").asText("");
    int end = detail.indexOf('\n');
    return RecordedDecision.read((end < 0 ? detail : detail.substring(0, end)).getBytes(UTF_8));
  }

  private static Map<String, Object> tree(long seq, DecisionReplay.Changed changed) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("seq", seq);
    tree.put("person", changed.recorded().person());
    tree.put("asset", changed.recorded().asset());
    tree.put("action", changed.recorded().action().text());
    tree.put("was", changed.recorded().allowed());
    tree.put("now", changed.now().allowed());
    tree.put("reason", changed.now().reason().text());
    tree.put("policy", changed.now().policyId());
    return tree;
  }
}
