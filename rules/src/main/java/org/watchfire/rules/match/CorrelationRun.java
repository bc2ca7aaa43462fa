package org.watchfire.rules.match;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.watchfire.rules.correlate.CorrelationSpec;
import org.watchfire.rules.correlate.Fire;
import org.watchfire.rules.correlate.Occurrence;
import org.watchfire.rules.correlate.Window;
import org.watchfire.rules.sigma.CorrelationRule;

/**
 * Evaluates all correlations of a rule set, chains too, over events that are at hand: files or a
 * stretch of the ledger. What fires is what {@link Window} defines, over the events in order of
 * (time, reference).
 *
 * <p>{@link #add} takes the matches of events in any order and puts them in order itself. {@link
 * #finish} evaluates what it holds. A caller who reads events that are nearly in order calls {@link
 * #advance} now and then with a time up to which all have been added: what lies before it is
 * evaluated and let go, so that memory holds the widest time span only. Deterministic: the same
 * events give the same results in the same order. No clock. Not thread-safe.
 */
public final class CorrelationRun {
  private static final int SWEEP = 1_024;

  private static final Comparator<Input> ORDER =
      Comparator.comparingLong((Input i) -> i.occurrence().timestamp())
          .thenComparing(i -> i.occurrence().eventId())
          .thenComparing(i -> i.rule().header().id())
          .thenComparingInt(i -> i.occurrence().step());

  /** An occurrence and the window it goes to. */
  private record Input(CorrelationRule rule, int level, Key key, Occurrence occurrence) {}

  private record Key(String rule, List<String> group) {}

  /** A window and what it is judged by. */
  private record Slot(CorrelationRule rule, CorrelationSpec spec, Window window) {}

  /**
   * A correlation that fired.
   *
   * @param alerts false when it only feeds other correlations
   * @param group group-by names and values, in the order of the rule
   * @param trigger reference of the event that completed it
   * @param evidence references of the events in its window, ascending in (time, reference): of more
   *     than {@value Fire#MAX_WINDOW} the newest
   * @param matches how many matches its window held, fires of other correlations as one each
   * @param first time of the earliest event in its window
   * @param last time of the event that completed it
   * @param observed what the threshold was compared with
   */
  public record Result(
      CorrelationRule rule,
      boolean alerts,
      Map<String, String> group,
      long trigger,
      List<Long> evidence,
      long matches,
      Instant first,
      Instant last,
      BigDecimal observed) {}

  private final RuleSet rules;
  private final PriorityQueue<Input> waiting = new PriorityQueue<>(ORDER);
  private final Map<Key, Slot> slots = new HashMap<>();
  private long advanced = Long.MIN_VALUE;
  private long ungrouped;
  private long timeless;
  private int sweepAt = SWEEP;

  public CorrelationRun(RuleSet rules) {
    this.rules = rules;
  }

  /** As {@link #add(long, Instant, RawEvent, List)} with {@link RawEvent#timestamp}. */
  public void add(long reference, RawEvent event, List<Match> matches) {
    add(reference, event.timestamp(), event, matches);
  }

  /**
   * Takes what the rules found in one event; what an exception covers is not counted. An event that
   * lies before what {@link #advance} was given is late: it counts from the next evaluation on, as
   * {@link Window} says.
   *
   * @param reference of the event, not negative, one for each; decides between events of one time
   * @param time null when the event has none: then it takes no part, and {@link #timeless} counts
   */
  public void add(long reference, Instant time, RawEvent event, List<Match> matches) {
    if (reference < 0) {
      throw new IllegalArgumentException("reference " + reference + " is negative");
    }
    for (Match match : matches) {
      if (match.suppression().isPresent()) {
        continue;
      }
      for (CorrelationLink link : rules.linksOf(match.rule().header().id())) {
        if (time == null) {
          timeless++;
          continue;
        }
        CorrelationInput.of(link, match, event, id(reference), time, Map.of())
            .ifPresentOrElse(in -> waiting.add(input(in)), () -> ungrouped++);
      }
    }
  }

  private static Input input(CorrelationInput in) {
    Key key = new Key(in.rule().header().id(), in.group());
    return new Input(in.rule(), in.level(), key, in.occurrence());
  }

  /** Texts of equal length, so that their order is that of the references. */
  private static String id(long reference) {
    return String.format("%019d", reference);
  }

  /** Matches and fires that no correlation could count because a field was missing. */
  public long ungrouped() {
    return ungrouped;
  }

  /** Matches that no correlation could count because their event has no time. */
  public long timeless() {
    return timeless;
  }

  /** Windows held at present. */
  int windows() {
    return slots.size();
  }

  /** Evaluates everything that was added. */
  public List<Result> finish() {
    return evaluate(Long.MAX_VALUE);
  }

  /**
   * Evaluates what was added up to a time.
   *
   * @param time all events before this time have been added
   * @return what fired, by time of the event that completed it
   */
  public List<Result> advance(Instant time) {
    return evaluate(time.toEpochMilli() - 1);
  }

  private List<Result> evaluate(long until) {
    List<Result> results = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.peek().occurrence().timestamp() <= until) {
      long now = waiting.peek().occurrence().timestamp();
      List<Input> inputs = new ArrayList<>();
      while (!waiting.isEmpty() && waiting.peek().occurrence().timestamp() == now) {
        inputs.add(waiting.poll());
      }
      instant(inputs, now, results);
      sweep(now);
    }
    advanced = Math.max(advanced, until);
    return results;
  }

  /** All of one instant: level by level, so that a chain finds what those below it found. */
  private void instant(List<Input> first, long now, List<Result> results) {
    Map<Integer, List<Input>> byLevel = new TreeMap<>();
    for (Input in : first) {
      byLevel.computeIfAbsent(in.level(), k -> new ArrayList<>()).add(in);
    }
    for (int level = 1; level <= CorrelationLink.MAX_LEVEL; level++) {
      List<Input> inputs = byLevel.getOrDefault(level, List.of());
      Map<Key, Slot> touched = new LinkedHashMap<>();
      List<Input> ordered = new ArrayList<>(inputs);
      ordered.sort(ORDER);
      for (Input in : ordered) {
        Slot slot = slots.computeIfAbsent(in.key(), k -> slot(in.rule()));
        touched.put(in.key(), slot);
        found(in.key(), slot, add(slot, in.occurrence()), byLevel, results);
      }
      for (Map.Entry<Key, Slot> t : touched.entrySet()) {
        Slot slot = t.getValue();
        long watermark = Math.max(now, advanced);
        found(t.getKey(), slot, slot.window().advance(slot.spec(), watermark), byLevel, results);
        slot.window().evict(slot.spec(), 0, 1, 0);
      }
    }
  }

  private Slot slot(CorrelationRule rule) {
    return new Slot(rule, CorrelationSpec.of(rule), new Window());
  }

  private List<Fire> add(Slot slot, Occurrence o) {
    return slot.window().add(slot.spec(), o, 0, advanced);
  }

  private void found(
      Key key,
      Slot slot,
      List<Fire> fires,
      Map<Integer, List<Input>> byLevel,
      List<Result> results) {
    for (Fire fire : fires) {
      results.add(result(slot.rule(), key.group(), fire));
      for (CorrelationLink link : rules.linksOf(key.rule())) {
        CorrelationInput.ofFire(link, slot.rule(), key.group(), fire, Fire.MAX_WINDOW)
            .ifPresentOrElse(
                in -> byLevel.computeIfAbsent(in.level(), k -> new ArrayList<>()).add(input(in)),
                () -> ungrouped++);
      }
    }
  }

  private Result result(CorrelationRule rule, List<String> group, Fire fire) {
    return new Result(
        rule,
        rules.alerts(rule.header().id()),
        CorrelationInput.groups(rule, group),
        Long.parseLong(fire.trigger().eventId()),
        fire.window().stream().map(o -> Long.parseLong(o.eventId())).toList(),
        fire.windowTotal(),
        Instant.ofEpochMilli(fire.first()),
        Instant.ofEpochMilli(fire.trigger().timestamp()),
        fire.observed());
  }

  /** Lets windows go that nothing new can reach, once there are twice as many as were left. */
  private void sweep(long now) {
    if (slots.size() < sweepAt) {
      return;
    }
    slots.values().removeIf(s -> s.window().newest() < now - s.spec().timespanMillis());
    sweepAt = Math.max(SWEEP, 2 * slots.size());
  }
}
