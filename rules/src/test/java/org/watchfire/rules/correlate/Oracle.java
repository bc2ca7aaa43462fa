package org.watchfire.rules.correlate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.rules.sigma.Comparison;
import org.watchfire.rules.sigma.CorrelationRule.Type;
import org.watchfire.rules.sigma.Threshold;

/**
 * What should fire, straight from the definition: looks at every match before every match. Shares
 * nothing with {@link Window}.
 */
public final class Oracle {
  private Oracle() {}

  /** A match at which the threshold holds, and what was compared with it. */
  public record Hit(Occurrence at, BigDecimal observed, List<Occurrence> window) {}

  /** All hits of one group, in the order of the window. */
  public static List<Hit> hits(List<Occurrence> matches, CorrelationSpec spec) {
    Map<String, Occurrence> distinct = new LinkedHashMap<>();
    matches.forEach(o -> distinct.putIfAbsent(key(o), o));
    List<Occurrence> all = new ArrayList<>(distinct.values());
    all.sort(
        Comparator.comparingLong(Occurrence::timestamp)
            .thenComparing(Occurrence::eventId)
            .thenComparingInt(Occurrence::step)
            .thenComparing(o -> o.origin() == null ? "" : o.origin().branch()));
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Occurrence e = all.get(i);
      long from = e.timestamp() - spec.timespanMillis();
      List<Occurrence> window = new ArrayList<>();
      for (int k = 0; k <= i; k++) {
        if (all.get(k).timestamp() >= from) {
          window.add(all.get(k));
        }
      }
      BigDecimal observed = observed(all, window, e, spec);
      if (holds(spec.threshold(), observed, window, spec)) {
        hits.add(new Hit(e, observed, window));
      }
    }
    return hits;
  }

  static String key(Occurrence o) {
    String branch = o.origin() == null ? "" : "/" + o.origin().branch();
    return o.timestamp() + "/" + o.eventId() + "/" + o.step() + branch;
  }

  private static boolean holds(
      Threshold threshold, BigDecimal observed, List<Occurrence> window, CorrelationSpec spec) {
    for (Threshold.Bound b : threshold.bounds()) {
      int order = observed.compareTo(b.limit());
      if (spec.type() == Type.VALUE_AVG) {
        // The observed average is rounded; sum against limit times number is not.
        order = sum(window).compareTo(b.limit().multiply(BigDecimal.valueOf(window.size())));
      }
      Comparison c = b.comparison();
      boolean good =
          (c == Comparison.GT && order > 0)
              || (c == Comparison.GTE && order >= 0)
              || (c == Comparison.LT && order < 0)
              || (c == Comparison.LTE && order <= 0)
              || (c == Comparison.EQ && order == 0)
              || (c == Comparison.NEQ && order != 0);
      if (!good) {
        return false;
      }
    }
    return true;
  }

  private static BigDecimal observed(
      List<Occurrence> all, List<Occurrence> window, Occurrence e, CorrelationSpec spec) {
    return switch (spec.type()) {
      case EVENT_COUNT -> BigDecimal.valueOf(window.size());
      case VALUE_COUNT ->
          BigDecimal.valueOf(window.stream().map(Occurrence::value).distinct().count());
      case TEMPORAL -> BigDecimal.valueOf(window.stream().map(Occurrence::step).distinct().count());
      case TEMPORAL_ORDERED ->
          BigDecimal.valueOf(chain(all, e, e.timestamp() - spec.timespanMillis()));
      case VALUE_SUM -> sum(window);
      case VALUE_AVG ->
          sum(window).divide(BigDecimal.valueOf(window.size()), 6, RoundingMode.HALF_EVEN);
      case VALUE_PERCENTILE -> {
        List<BigDecimal> sorted =
            window.stream().map(o -> new BigDecimal(o.value())).sorted().toList();
        int rank = 1;
        // The smallest place with at least p percent of the values at or before it.
        while (BigDecimal.valueOf(rank * 100L)
                .compareTo(spec.percentile().multiply(BigDecimal.valueOf(sorted.size())))
            < 0) {
          rank++;
        }
        yield sorted.get(rank - 1);
      }
    };
  }

  private static BigDecimal sum(List<Occurrence> window) {
    return window.stream()
        .map(o -> new BigDecimal(o.value()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Rules in the longest chain that ends with this match and begins no earlier than this. */
  private static int chain(List<Occurrence> all, Occurrence to, long earliest) {
    int longest = 0;
    for (Occurrence o : all) {
      if (o.step() < to.step()
          && o.timestamp() <= to.timestamp()
          && o.timestamp() >= earliest
          && !o.eventId().equals(to.eventId())) {
        longest = Math.max(longest, chain(all, o, earliest));
      }
    }
    return longest + 1;
  }
}
