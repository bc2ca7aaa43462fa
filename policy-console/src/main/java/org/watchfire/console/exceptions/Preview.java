package org.watchfire.console.exceptions;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.match.EventReader;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerScan;
import org.watchfire.store.ledger.StreamReader;

/**
 * What an exception would have hidden of the recorded events since a time. Runs once, in one
 * thread; may be looked at from any.
 */
final class Preview {
  private static final Logger LOG = LoggerFactory.getLogger(Preview.class);
  private static final int SAMPLES = 10;
  private static final int MOST_ENTITIES = 1_000;
  private static final Set<String> ENTITIES =
      Set.of("user.", "source.", "client.", "host.", "destination.", "process.", "agent.", "dns.");

  private final Wish wish;
  private final String id;
  private final RuleSet rules;
  private final Instant since;
  private final Map<String, long[]> byDay = new TreeMap<>();
  private final List<Map<String, Object>> samples = new ArrayList<>();
  private final Set<String> entities = new HashSet<>();
  private long hidden;
  private long remaining;
  private long bad;
  private volatile long done;
  private volatile long total;
  private volatile boolean cancelled;

  /**
   * @param rules with the exception among them
   * @param since events before it do not count
   */
  Preview(String id, Wish wish, RuleSet rules, Instant since) {
    this.id = id;
    this.wish = wish;
    this.rules = rules;
    this.since = since;
  }

  /**
   * @param reader what rules see of an event
   * @return false when it was cancelled
   */
  boolean run(StreamReader events, EventReader reader) throws IOException, LedgerException {
    return LedgerScan.run(
        events,
        json -> event(json, reader),
        (read, of) -> {
          done = read;
          total = of;
          return !cancelled;
        });
  }

  void cancel() {
    cancelled = true;
  }

  Map<String, Object> progress() {
    return Map.of("done", done, "total", total);
  }

  void event(byte[] json, EventReader reader) {
    try {
      RawEvent event = reader.read(json);
      for (Match match : rules.match(event)) {
        if (wish.rules().contains(match.rule().header().id())) {
          count(match, event);
        }
      }
    } catch (EventFormatException e) {
      LOG.debug("what is no event is not counted", e);
      bad++;
    }
  }

  private void count(Match match, RawEvent event) {
    Instant at = event.timestamp();
    if (at == null || at.isBefore(since)) {
      return;
    }
    boolean covered = match.suppression().filter(s -> s.filterId().equals(id)).isPresent();
    long[] day =
        byDay.computeIfAbsent(
            at.atOffset(ZoneOffset.UTC).toLocalDate().toString(), d -> new long[2]);
    day[covered ? 0 : 1]++;
    if (!covered) {
      remaining++;
      return;
    }
    hidden++;
    String entity = entity(match);
    if (entities.size() < MOST_ENTITIES) {
      entities.add(entity);
    }
    if (samples.size() < SAMPLES) {
      Map<String, Object> sample = new LinkedHashMap<>();
      sample.put("at", at.toString());
      sample.put("rule", match.rule().header().id());
      sample.put("conditions", entity);
      samples.add(sample);
    }
  }

  /** What held, in words: also what tells one case from another. */
  private static String entity(Match match) {
    return String.join(
        ", ",
        match.conditions().stream().limit(5).map(c -> c.field() + "=" + c.observed()).toList());
  }

  Map<String, Object> result() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("since", since.toString());
    result.put("hidden", hidden);
    result.put("remaining", remaining);
    result.put("different", entities.size());
    result.put("unreadable", bad);
    List<Map<String, Object>> days = new ArrayList<>();
    byDay.forEach((day, n) -> days.add(Map.of("day", day, "hidden", n[0], "remaining", n[1])));
    result.put("days", days);
    result.put("samples", samples);
    result.put("warnings", warnings());
    return result;
  }

  private List<Map<String, String>> warnings() {
    List<Map<String, String>> warnings = new ArrayList<>();
    if (hidden > 0 && remaining == 0) {
      warnings.add(
          Map.of(
              "code", "hides-everything",
              "zh", "这段时间内该规则的全部命中都会被隐藏",
              "en", "everything that the rules found in this time would be hidden"));
    }
    if (hidden == 0) {
      warnings.add(
          Map.of(
              "code", "hides-nothing",
              "zh", "这段时间内没有任何命中会被隐藏",
              "en", "nothing that was found in this time would be hidden"));
    }
    boolean named =
        wish.conditions().stream()
            .anyMatch(c -> ENTITIES.stream().anyMatch(e -> c.field().startsWith(e)));
    if (!named) {
      warnings.add(
          Map.of(
              "code", "no-entity",
              "zh", "没有限定账号、主机、来源等主体的条件",
              "en", "no condition says whose account, host or source it is about"));
    }
    return warnings;
  }
}
