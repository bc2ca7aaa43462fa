package org.watchfire.rules.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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
 * Windows of all seven types against an evaluator that looks at everything, for shuffled arrival
 * and across restarts. {@code ChainPropertyTest} does the same for whole rule sets.
 */
class WindowPropertyTest {
  private static final long SPAN = 20;
  private static final int LATENESS = 10;

  @Provide
  Arbitrary<List<Occurrence>> matches() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 80),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 30))
        .as(
            // What an event counts for is a property of the event: the same one always has the same
            // value.
            (time, step, id) -> {
              BigDecimal value = BigDecimal.valueOf((id * 7L + time) % 50 - 20, 1);
              return new Occurrence(
                  step,
                  "e" + id + "@" + time,
                  time,
                  value.stripTrailingZeros().toString(),
                  Map.of());
            })
        .list()
        .ofMaxSize(30);
  }

  @Provide
  Arbitrary<CorrelationSpec> eager() {
    return Combinators.combine(
            Arbitraries.of(
                Type.EVENT_COUNT, Type.VALUE_COUNT, Type.TEMPORAL, Type.TEMPORAL_ORDERED),
            bound(Arbitraries.of(Comparison.GTE, Comparison.GT), Arbitraries.longs().between(1, 6)))
        .as((type, bound) -> spec(type, List.of(bound), 50));
  }

  @Provide
  Arbitrary<CorrelationSpec> any() {
    return Combinators.combine(
            Arbitraries.of(Type.class),
            bound(Arbitraries.of(Comparison.class), Arbitraries.longs().between(-4, 6))
                .list()
                .ofMinSize(1)
                .ofMaxSize(2),
            Arbitraries.of(0, 1, 25, 50, 90, 99, 100))
        .as(WindowPropertyTest::spec);
  }

  private static Arbitrary<Threshold.Bound> bound(
      Arbitrary<Comparison> comparisons, Arbitrary<Long> limits) {
    return Combinators.combine(comparisons, limits).as(Threshold.Bound::new);
  }

  private static CorrelationSpec spec(Type type, List<Threshold.Bound> bounds, int percentile) {
    return new CorrelationSpec(
        type, SPAN, new Threshold(bounds), 3, BigDecimal.valueOf(percentile));
  }

  @Property(tries = 2000)
  void whatOnlyGrowsFiresForTheSameMatchesInEveryOrder(
      @ForAll("matches") List<Occurrence> matches,
      @ForAll("eager") CorrelationSpec spec,
      @ForAll Random random) {
    List<Occurrence> shuffled = new ArrayList<>(matches);
    Collections.shuffle(shuffled, random);
    Window w = new Window();
    Map<String, BigDecimal> fired = new TreeMap<>();
    Set<String> reported = new HashSet<>();
    for (Occurrence o : shuffled) {
      collect(w.add(spec, o, 0, Long.MIN_VALUE), fired, reported);
      if (random.nextInt(4) == 0) {
        w = Window.fromBytes(w.toBytes());
      }
    }
    assertThat(fired.keySet()).isEqualTo(expected(matches, spec).keySet());
  }

  @Property(tries = 5000)
  void everyTypeFiresForTheSameMatchesInEveryOrderWithinLateness(
      @ForAll("matches") List<Occurrence> matches,
      @ForAll("any") CorrelationSpec spec,
      @ForAll Random random) {
    Map<String, BigDecimal> fired = run(matches, spec, random);
    Map<String, BigDecimal> expected = expected(matches, spec);
    if (spec.eager()) {
      // What fires at once tells what was there by then.
      assertThat(fired.keySet()).isEqualTo(expected.keySet());
    } else {
      assertThat(fired).isEqualTo(expected);
    }
  }

  @Property(tries = 1000)
  void lateMatchesMakeLaterOnesFireAndUnsayNothing(
      @ForAll("matches") List<Occurrence> matches,
      @ForAll("any") CorrelationSpec spec,
      @ForAll Random random) {
    List<Occurrence> shuffled = new ArrayList<>(matches);
    Collections.shuffle(shuffled, random);
    Window w = new Window();
    Map<String, BigDecimal> fired = new TreeMap<>();
    for (Occurrence o : shuffled) {
      collect(w.add(spec, o, 0, Long.MAX_VALUE - 1), fired, new HashSet<>());
    }
    assertThat(fired.keySet()).containsAll(expected(matches, spec).keySet());
  }

  @Property(tries = 500)
  void forgettingWhatIsOldChangesNothing(
      @ForAll("matches") List<Occurrence> matches, @ForAll("any") CorrelationSpec spec) {
    List<Occurrence> sorted = new ArrayList<>(matches);
    sorted.sort(Occurrence::compareInWindow);
    Window w = new Window();
    Map<String, BigDecimal> fired = new TreeMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      long now = sorted.get(i).timestamp();
      collect(w.add(spec, sorted.get(i), 0, now - 1), fired, new HashSet<>());
      if (i + 1 == sorted.size() || sorted.get(i + 1).timestamp() > now) {
        collect(w.advance(spec, now), fired, new HashSet<>());
      }
      w.evict(spec, 0, 1, 0);
    }
    assertThat(fired.keySet()).isEqualTo(expected(matches, spec).keySet());
  }

  private static Map<String, BigDecimal> run(
      List<Occurrence> matches, CorrelationSpec spec, Random random) {
    Map<Occurrence, Long> delayed = new IdentityHashMap<>();
    matches.forEach(o -> delayed.put(o, o.timestamp() + random.nextInt(LATENESS)));
    List<Occurrence> arriving = new ArrayList<>(matches);
    arriving.sort(Comparator.comparing(delayed::get));
    Window w = new Window();
    Map<String, BigDecimal> fired = new TreeMap<>();
    Set<String> reported = new HashSet<>();
    long newest = Long.MIN_VALUE / 2;
    for (Occurrence o : arriving) {
      newest = Math.max(newest, o.timestamp());
      long watermark = newest - LATENESS - 1;
      collect(w.add(spec, o, 0, watermark), fired, reported);
      if (random.nextBoolean()) {
        collect(w.advance(spec, watermark), fired, reported);
      }
      if (random.nextInt(4) == 0) {
        w = Window.fromBytes(w.toBytes());
      }
    }
    collect(w.advance(spec, Long.MAX_VALUE), fired, reported);
    return fired;
  }

  private static void collect(
      List<Fire> fires, Map<String, BigDecimal> fired, Set<String> reported) {
    for (Fire f : fires) {
      BigDecimal before = fired.put(Oracle.key(f.trigger()), plain(f.observed()));
      assertThat(before).as("each match fires once").isNull();
      f.fresh().forEach(o -> assertThat(reported.add(Oracle.key(o))).as("fresh once").isTrue());
    }
  }

  private static Map<String, BigDecimal> expected(List<Occurrence> matches, CorrelationSpec spec) {
    Map<String, BigDecimal> expected = new TreeMap<>();
    Oracle.hits(matches, spec).forEach(h -> expected.put(Oracle.key(h.at()), plain(h.observed())));
    return expected;
  }

  private static BigDecimal plain(BigDecimal n) {
    return n.signum() == 0 ? BigDecimal.ZERO : n.stripTrailingZeros();
  }
}
