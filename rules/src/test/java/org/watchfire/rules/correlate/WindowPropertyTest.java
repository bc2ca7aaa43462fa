package org.watchfire.rules.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.watchfire.rules.sigma.Comparison;
import org.watchfire.rules.sigma.CorrelationRule.Type;
import org.watchfire.rules.sigma.Threshold;

/**
 * Windows against an evaluator that looks at everything, for every order of arrival and across
 * restarts.
 */
class WindowPropertyTest {
  private static final long SPAN = 20;

  @Provide
  Arbitrary<List<Occurrence>> matches() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 80),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 30))
        .as(
            // What an event counts for is a property of the event: the same one always has the same
            // value.
            (time, step, id) ->
                new Occurrence(step, "e" + id + "@" + time, time, "v" + (id + time) % 5, Map.of()))
        .list()
        .ofMaxSize(40);
  }

  @Provide
  Arbitrary<CorrelationSpec> eager() {
    return specs(Arbitraries.of(Comparison.GTE, Comparison.GT));
  }

  @Provide
  Arbitrary<CorrelationSpec> patient() {
    return specs(Arbitraries.of(Comparison.EQ, Comparison.NEQ, Comparison.LT, Comparison.LTE))
        .filter(s -> s.type() != Type.TEMPORAL_ORDERED);
  }

  private static Arbitrary<CorrelationSpec> specs(Arbitrary<Comparison> comparisons) {
    return Combinators.combine(
            Arbitraries.of(Type.class), comparisons, Arbitraries.longs().between(1, 6))
        .as(
            (type, comparison, limit) ->
                type == Type.TEMPORAL_ORDERED
                    ? spec(type, Comparison.GTE, 3)
                    : spec(type, comparison, limit));
  }

  private static CorrelationSpec spec(Type type, Comparison c, long limit) {
    return new CorrelationSpec(
        type, SPAN, new Threshold(List.of(new Threshold.Bound(c, limit))), 3);
  }

  @Property(tries = 1500)
  void firesForTheSameMatchesInEveryOrder(
      @ForAll("matches") List<Occurrence> matches,
      @ForAll("eager") CorrelationSpec spec,
      @ForAll Random random) {
    List<Occurrence> shuffled = new ArrayList<>(matches);
    Collections.shuffle(shuffled, random);
    Window w = new Window();
    Set<String> fired = new TreeSet<>();
    Set<String> reported = new HashSet<>();
    for (Occurrence o : shuffled) {
      collect(w.add(spec, o, 0, Long.MIN_VALUE), fired, reported);
      if (random.nextInt(4) == 0) {
        w = Window.fromBytes(w.toBytes());
      }
    }
    assertThat(fired).isEqualTo(bruteForce(matches, spec));
  }

  @Property(tries = 1000)
  void judgesWhatCanBecomeFalseOnceTheWatermarkHasPassed(
      @ForAll("matches") List<Occurrence> matches,
      @ForAll("patient") CorrelationSpec spec,
      @ForAll Random random) {
    int lateness = 10;
    List<Occurrence> arriving = new ArrayList<>(matches);
    Map<Occurrence, Long> delay = new java.util.HashMap<>();
    arriving.forEach(o -> delay.put(o, o.timestamp() + random.nextInt(lateness)));
    arriving.sort(java.util.Comparator.comparing(delay::get));
    Window w = new Window();
    Set<String> fired = new TreeSet<>();
    long newest = Long.MIN_VALUE / 2;
    for (Occurrence o : arriving) {
      newest = Math.max(newest, o.timestamp());
      long watermark = newest - lateness - 1;
      collect(w.add(spec, o, 0, watermark), fired, new HashSet<>());
      collect(w.advance(spec, watermark), fired, new HashSet<>());
      if (random.nextInt(4) == 0) {
        w = Window.fromBytes(w.toBytes());
      }
    }
    collect(w.advance(spec, Long.MAX_VALUE), fired, new HashSet<>());
    assertThat(fired).isEqualTo(bruteForce(matches, spec));
  }

  private static void collect(List<Fire> fires, Set<String> fired, Set<String> reported) {
    for (Fire f : fires) {
      assertThat(fired.add(key(f.trigger()))).as("each match fires once").isTrue();
      f.fresh().forEach(o -> assertThat(reported.add(key(o))).isTrue());
    }
  }

  private static String key(Occurrence o) {
    return o.timestamp() + "/" + o.eventId() + "/" + o.step();
  }

  /** What should fire, straight from the definition. */
  private static Set<String> bruteForce(List<Occurrence> matches, CorrelationSpec spec) {
    List<Occurrence> all = new ArrayList<>();
    for (Occurrence o : matches) {
      if (all.stream().noneMatch(x -> key(x).equals(key(o)))) {
        all.add(o);
      }
    }
    all.sort(
        java.util.Comparator.comparingLong(Occurrence::timestamp)
            .thenComparing(Occurrence::eventId)
            .thenComparingInt(Occurrence::step));
    Set<String> fired = new TreeSet<>();
    for (int i = 0; i < all.size(); i++) {
      Occurrence e = all.get(i);
      boolean holds =
          spec.type() == Type.TEMPORAL_ORDERED
              ? e.step() == spec.steps() - 1 && chain(all, e, spec.steps() - 1, e.timestamp())
              : spec.threshold().holds(count(all.subList(0, i + 1), e, spec.type()));
      if (holds) {
        fired.add(key(e));
      }
    }
    return fired;
  }

  private static long count(List<Occurrence> upTo, Occurrence e, Type type) {
    List<Occurrence> within =
        upTo.stream().filter(o -> o.timestamp() >= e.timestamp() - SPAN).toList();
    return switch (type) {
      case EVENT_COUNT -> within.size();
      case VALUE_COUNT -> within.stream().map(Occurrence::value).distinct().count();
      default -> within.stream().map(Occurrence::step).distinct().count();
    };
  }

  /** Whether some chain of the steps before leads to this match, beginning within the span. */
  private static boolean chain(List<Occurrence> all, Occurrence to, int step, long end) {
    if (step == 0) {
      return to.timestamp() >= end - SPAN;
    }
    return all.stream()
        .anyMatch(
            o ->
                o.step() == step - 1
                    && o.timestamp() <= to.timestamp()
                    && !o.eventId().equals(to.eventId())
                    && chain(all, o, step - 1, end));
  }
}
