package org.watchfire.rules.match;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.index.Found;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.Predicate;
import org.watchfire.rules.sigma.TextPattern;

/**
 * Finds the rules that hold for an event without looking at each of them.
 *
 * <p>Rules with the same route form a bucket. An index over the routes finds the buckets that the
 * event belongs to; an index in each bucket finds the few rules that it can make true ({@link
 * Witness}); those are evaluated, and every test at most once per event. It finds exactly what
 * {@link LinearMatcher} finds.
 */
final class IndexedMatcher implements Matcher {
  /** One event in so many is timed. */
  private static final int SAMPLE = 64;

  private final List<RoutedRule> rules;
  private final ZoneId zone;
  private final FieldSlots slots = new FieldSlots();
  private final int tests;
  private final RuleIndex routes;
  private final Bucket[] buckets;

  /** Each way of each rule is an entry: its rule, the way and the condition. */
  private final int[] ruleOf;

  private final int[] wayOf;
  private final EventCondition[] conditions;
  private final Queue<Workspace> workspaces = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<Workspace> workspace;

  private record Bucket(EventCondition when, RuleIndex index) {}

  IndexedMatcher(List<RoutedRule> rules, ZoneId zone) {
    this.rules = List.copyOf(rules);
    this.zone = zone;
    slots.slot(EventValues.ZONE_FIELD);
    EventCondition.Compiler compiler = new EventCondition.Compiler(slots);
    int entries = rules.stream().mapToInt(r -> r.ways().size()).sum();
    ruleOf = new int[entries];
    wayOf = new int[entries];
    conditions = new EventCondition[entries];
    List<EventCondition> whens = new ArrayList<>();
    List<RuleIndex.Builder> builders = new ArrayList<>();
    RuleIndex.Builder routing = new RuleIndex.Builder(slots, Set.of());
    Map<Expression, Integer> numbers = new IdentityHashMap<>();
    int entry = 0;
    for (int r = 0; r < rules.size(); r++) {
      List<RoutedRule.Way> ways = rules.get(r).ways();
      for (int w = 0; w < ways.size(); w++, entry++) {
        Expression when = ways.get(w).route().when();
        Integer bucket = numbers.get(when);
        if (bucket == null) {
          bucket = numbers.size();
          numbers.put(when, bucket);
          whens.add(compiler.compile(when));
          builders.add(new RuleIndex.Builder(slots, constant(when)));
          routing.add(bucket, when);
        }
        ruleOf[entry] = r;
        wayOf[entry] = w;
        conditions[entry] = compiler.compile(ways.get(w).expression());
        builders.get(bucket).add(entry, ways.get(w).expression());
      }
    }
    buckets = new Bucket[whens.size()];
    for (int b = 0; b < buckets.length; b++) {
      buckets[b] = new Bucket(whens.get(b), builders.get(b).build());
    }
    routes = routing.build();
    slots.freeze();
    tests = compiler.tests();
    workspace =
        ThreadLocal.withInitial(
            () -> {
              Workspace w = new Workspace();
              workspaces.add(w);
              return w;
            });
  }

  /** Fields that have one and the same value in all events of a route. */
  private static Set<String> constant(Expression when) {
    Set<String> fields = new HashSet<>();
    List<Expression> parts = when instanceof Expression.And and ? and.parts() : List.of(when);
    for (Expression part : parts) {
      if (part instanceof Expression.Test t
          && t.predicate() instanceof Predicate.Text text
          && text.pattern().shape() == TextPattern.Shape.EQUALS) {
        fields.add(text.field());
      }
    }
    return fields;
  }

  /** What one thread needs to match one event after the other. */
  private final class Workspace implements EventSession {
    private byte[] json;
    private RawEvent raw;
    final EventValues values = new EventValues(slots, zone);
    final EventMemo memo = new EventMemo(tests);
    final Found belongs = new Found(buckets.length);
    final Found candidates = new Found(conditions.length);
    final long[] evaluated = new long[conditions.length];
    final long[] hits = new long[conditions.length];
    final long[] nanos = new long[conditions.length];
    int[] hit = new int[16];
    int hitCount;
    long events;
    long candidateCount;

    /** Fills {@link #hit} with the entries that hold, ascending. */
    void evaluate() {
      memo.clear();
      belongs.clear();
      candidates.clear();
      hitCount = 0;
      routes.candidates(values, belongs);
      for (int i = 0; i < belongs.size(); i++) {
        Bucket bucket = buckets[belongs.get(i)];
        if (bucket.when.holds(values, memo)) {
          bucket.index.candidates(values, candidates);
        }
      }
      boolean timed = events++ % SAMPLE == 0;
      int n = candidates.size();
      candidateCount += n;
      for (int i = 0; i < n; i++) {
        int entry = candidates.get(i);
        long start = timed ? System.nanoTime() : 0;
        boolean holds = conditions[entry].holds(values, memo);
        if (timed) {
          nanos[entry] += System.nanoTime() - start;
        }
        evaluated[entry]++;
        if (holds) {
          hits[entry]++;
          if (hitCount == hit.length) {
            hit = Arrays.copyOf(hit, hitCount * 2);
          }
          hit[hitCount++] = entry;
        }
      }
      if (hitCount > 1) {
        Arrays.sort(hit, 0, hitCount);
      }
    }

    @Override
    public void read(byte[] event) throws EventFormatException {
      json = event;
      raw = null;
      if (!values.read(event)) {
        read(RawEvent.decode(event));
      }
    }

    void read(RawEvent event) {
      raw = event;
      values.read(event);
    }

    @Override
    public List<Match> match() throws EventFormatException {
      evaluate();
      if (hitCount == 0) {
        return List.of();
      }
      return matches(raw == null ? RawEvent.decode(json) : raw);
    }

    List<Match> matches(RawEvent event) {
      FieldView view = new FieldView(event, zone);
      List<Match> out = new ArrayList<>(hitCount);
      int before = -1;
      for (int i = 0; i < hitCount; i++) {
        int r = ruleOf[hit[i]];
        if (r != before) {
          before = r;
          RoutedRule rule = rules.get(r);
          out.add(rule.match(rule.ways().get(wayOf[hit[i]]), view));
        }
      }
      return out;
    }
  }

  @Override
  public List<Match> match(RawEvent event) {
    Workspace w = workspace.get();
    w.read(event);
    w.evaluate();
    return w.hitCount == 0 ? List.of() : w.matches(event);
  }

  @Override
  public List<Match> match(byte[] json) throws EventFormatException {
    Workspace w = workspace.get();
    w.read(json);
    return w.match();
  }

  @Override
  public EventSession session() {
    Workspace w = new Workspace();
    workspaces.add(w);
    return w;
  }

  /** In the order of the rules. Counts of events in progress may be missing. */
  @Override
  public MatchCosts costs() {
    long[] evaluated = new long[rules.size()];
    long[] hits = new long[rules.size()];
    long[] nanos = new long[rules.size()];
    long events = 0;
    long candidates = 0;
    for (Workspace w : workspaces) {
      events += w.events;
      candidates += w.candidateCount;
      for (int e = 0; e < ruleOf.length; e++) {
        evaluated[ruleOf[e]] += w.evaluated[e];
        hits[ruleOf[e]] += w.hits[e];
        nanos[ruleOf[e]] += w.nanos[e] * SAMPLE;
      }
    }
    List<RuleCost> out = new ArrayList<>(evaluated.length);
    for (int r = 0; r < evaluated.length; r++) {
      out.add(new RuleCost(rules.get(r).rule().header().id(), evaluated[r], hits[r], nanos[r]));
    }
    return new MatchCosts(events, candidates, out);
  }
}
