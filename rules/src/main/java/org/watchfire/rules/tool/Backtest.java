package org.watchfire.rules.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.match.CorrelationRun;
import org.watchfire.rules.match.EventReader;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.RuleHeader;

/**
 * Runs a rule set over past events, and beside it the set in force, to see what would change. What
 * an exception covers is no alert. Correlations are evaluated in event-time order; events may come
 * out of order by up to {@link #DISORDER}. Not thread-safe.
 */
public final class Backtest {
  /** How far behind the newest event another may lie and still be in order for correlations. */
  public static final Duration DISORDER = Duration.ofDays(1);

  private static final int ADVANCE_EVERY = 100_000;

  /**
   * What one rule found. Rules are the same when their ids are.
   *
   * @param rule as it stands in the candidate, else as it stands in the active set
   * @param status how the rule differs between the sets
   * @param candidate alerts of the candidate set
   * @param active alerts of the active set
   * @param added events that only the candidate alerts on
   * @param dropped events that only the active set alerts on
   */
  public record RuleResult(
      RuleHeader rule, Status status, long candidate, long active, long added, long dropped) {}

  /** A rule in the candidate as seen from the active set. */
  public enum Status {
    NEW,
    CHANGED,
    SAME,
    REMOVED
  }

  /**
   * @param events events that were matched
   * @param bad what was not an event
   * @param rules rules that found something in either set, those with the most alerts first
   */
  public record Report(long events, long bad, List<RuleResult> rules) {}

  private final Side candidate;
  private final Side active;
  private final EventReader reader;
  private final Map<String, long[]> differences = new HashMap<>();
  private long events;
  private long bad;
  private Instant newest;

  /** One of the two sets with what it found. */
  private static final class Side {
    private final RuleSet rules;
    private final CorrelationRun run;
    private final Map<String, Long> alerts = new HashMap<>();

    Side(RuleSet rules) {
      this.rules = rules;
      this.run = new CorrelationRun(rules);
    }

    /** Ids of the rules that alert on the event. */
    Set<String> event(long reference, RawEvent event) {
      List<Match> found = rules.match(event);
      Set<String> ids = new TreeSet<>();
      boolean counted = false;
      for (Match m : found) {
        String id = m.rule().header().id();
        if (m.alerts() && m.suppression().isEmpty()) {
          ids.add(id);
          alerts.merge(id, 1L, Long::sum);
        }
        counted |= !rules.linksOf(id).isEmpty();
      }
      if (counted) {
        run.add(reference, event, found);
      }
      return ids;
    }

    void fired(List<CorrelationRun.Result> results) {
      for (CorrelationRun.Result r : results) {
        if (r.alerts()) {
          alerts.merge(r.rule().header().id(), 1L, Long::sum);
        }
      }
    }

    RuleHeader header(String id) {
      return rules
          .correlation(id)
          .map(c -> c.header())
          .or(
              () ->
                  rules.detections().stream()
                      .map(d -> d.header())
                      .filter(h -> h.id().equals(id))
                      .findFirst())
          .orElse(null);
    }
  }

  /**
   * @param reader what rules see of an event
   */
  public Backtest(RuleSet candidate, RuleSet active, EventReader reader) {
    this.candidate = new Side(candidate);
    this.active = new Side(active);
    this.reader = reader;
  }

  /** Takes the next event; what is not one is counted. */
  public void event(byte[] json) {
    try {
      RawEvent event = reader.read(json);
      Set<String> now = candidate.event(events, event);
      Set<String> before = active.event(events, event);
      events++;
      for (String id : now) {
        if (!before.contains(id)) {
          difference(id)[0]++;
        }
      }
      for (String id : before) {
        if (!now.contains(id)) {
          difference(id)[1]++;
        }
      }
      if (events % ADVANCE_EVERY == 0) {
        advance(event.timestamp());
      }
    } catch (EventFormatException e) {
      bad++;
    }
  }

  /** Counts something that could not even be given to {@link #event}. */
  public void bad() {
    bad++;
  }

  private long[] difference(String id) {
    return differences.computeIfAbsent(id, k -> new long[2]);
  }

  private void advance(Instant time) {
    if (time != null && (newest == null || time.isAfter(newest))) {
      newest = time;
    }
    if (newest != null) {
      candidate.fired(candidate.run.advance(newest.minus(DISORDER)));
      active.fired(active.run.advance(newest.minus(DISORDER)));
    }
  }

  public long events() {
    return events;
  }

  /** Evaluates what correlations still hold, and sums up. To be called once, at the end. */
  public Report finish() {
    candidate.fired(candidate.run.finish());
    active.fired(active.run.finish());
    Set<String> ids = new TreeSet<>(candidate.alerts.keySet());
    ids.addAll(active.alerts.keySet());
    List<RuleResult> results = new ArrayList<>();
    for (String id : ids) {
      results.add(result(id));
    }
    results.sort(
        Comparator.comparingLong((RuleResult r) -> Math.max(r.candidate(), r.active()))
            .reversed()
            .thenComparing(r -> r.rule().id()));
    return new Report(events, bad, List.copyOf(results));
  }

  private RuleResult result(String id) {
    RuleHeader now = candidate.header(id);
    RuleHeader before = active.header(id);
    Status status;
    if (now == null) {
      status = Status.REMOVED;
    } else if (before == null) {
      status = Status.NEW;
    } else {
      status = now.version().equals(before.version()) ? Status.SAME : Status.CHANGED;
    }
    long in = candidate.alerts.getOrDefault(id, 0L);
    long out = active.alerts.getOrDefault(id, 0L);
    long[] events = differences.getOrDefault(id, new long[2]);
    boolean correlation =
        candidate.rules.correlation(id).isPresent() || active.rules.correlation(id).isPresent();
    // A correlation alerts on windows, not on events: only the numbers can be compared.
    long added = correlation ? Math.max(in - out, 0) : events[0];
    long dropped = correlation ? Math.max(out - in, 0) : events[1];
    return new RuleResult(now == null ? before : now, status, in, out, added, dropped);
  }
}
